package dev.spinet.examples.board;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** A network as a client sees it, with this machine's servers somewhere on it. */
public interface Network extends AutoCloseable {

  /**
   * Under which address this machine's loopback is reached from it.
   *
   * @return an IPv4 address
   */
  String host();

  /**
   * Makes connections to it.
   *
   * @return what an unmodified client is given
   */
  SocketFactory sockets();

  /**
   * For clients that take the name of a class: one whose constructor without arguments makes what
   * {@link #sockets} returns.
   *
   * @return the name; empty if it is what clients use anyway
   */
  Optional<String> socketFactoryClass();

  /**
   * Listens on it.
   *
   * @return what an unmodified server is given
   */
  ServerSocketFactory serverSockets();

  /**
   * Opens a socket for datagrams on it.
   *
   * @param port the local port; 0 for any
   * @return the socket, which the caller closes
   * @throws SocketException if it cannot be opened
   */
  DatagramSocket datagramSocket(int port) throws SocketException;

  /**
   * Makes a port that is listened on, on this network, reachable for programs of this machine.
   *
   * @param port the port that {@link #serverSockets} listens on
   * @return the loopback port of this machine that leads to it
   * @throws IOException if there is none
   */
  int reach(int port) throws IOException;

  /**
   * Makes a port that is listened on, on this network, reachable for programs of this machine at a
   * port they have been told already.
   *
   * @param hostPort the loopback port of this machine; the same as the other one if there is no
   *     choice
   * @param port the port that {@link #serverSockets} listens on
   * @throws IOException if the port of this machine is taken
   */
  void reach(int hostPort, int port) throws IOException;

  /**
   * Waits until every socket is free again.
   *
   * @throws Exception if the wait is interrupted
   * @throws AssertionError if one is still in use after a bounded time; says by what
   */
  void assertNothingOpen() throws Exception;

  @Override
  void close() throws IOException;
}
