package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the parts of the contract about datagrams share. */
abstract class DatagramCase extends ContractCase<DatagramBackend> {

  /** A socket and a peer that knows where it is. */
  record Exchange(Socket socket, DatagramPeer peer) implements AutoCloseable {

    /** Lets the peer answer, and waits until that can be received. */
    void arrive(byte... data) throws IOException {
      arrive(peer, data);
    }

    /** Lets another peer answer; nothing else is on its way, and it is not empty. */
    void arrive(DatagramPeer other, byte... data) throws IOException {
      other.answer(data);
      awaitAvailable(socket, data.length);
    }

    @Override
    public void close() throws IOException {
      try {
        socket.close();
      } finally {
        peer.close();
      }
    }
  }

  final Socket newDatagramSocket() throws IOException {
    var socket = new Socket(driver(), AF_INET, SOCK_DGRAM);
    socket.setTimeout(AMPLE_MILLIS);
    return socket;
  }

  final Exchange greet() throws IOException {
    Socket socket = newDatagramSocket();
    DatagramPeer peer = backend.datagramPeer();
    greet(socket, peer);
    return new Exchange(socket, peer);
  }

  /** Lets the peer learn where the socket is. */
  static void greet(Socket socket, DatagramPeer peer) throws IOException {
    byte[] hello = {'h', 'i'};
    socket.sendTo(hello, peer.address());
    assertArrayEquals(hello, peer.receive());
  }

  static void awaitAvailable(Socket socket, int length) {
    Call.eventually(
        length + " bytes can be received",
        () -> {
          try {
            return socket.available() == length;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  static void assertNothing(Socket socket) {
    assertThrows(WouldBlockException.class, () -> socket.recvFrom(1, MSG_DONTWAIT));
  }
}
