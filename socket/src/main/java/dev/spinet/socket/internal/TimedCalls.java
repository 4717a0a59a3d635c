package dev.spinet.socket.internal;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The waiting calls of {@link Socket} with a time limit each, in place of the one of the socket:
 * {@code java.net} limits reading, but not writing at the same time. Limits are in nanoseconds; 0
 * does not wait, {@link Long#MAX_VALUE} waits for ever.
 */
public abstract class TimedCalls {

  private static volatile @Nullable TimedCalls calls;

  /** For {@link Socket}. */
  protected TimedCalls() {}

  /**
   * Called by {@link Socket} when its class is initialised.
   *
   * @param provided what makes the calls
   */
  public static void provide(TimedCalls provided) {
    calls = provided;
  }

  /**
   * What makes the calls.
   *
   * @param any a socket, whose existence proves that its class is initialised
   * @return the calls
   */
  public static TimedCalls of(Socket any) {
    Objects.requireNonNull(any);
    return Objects.requireNonNull(calls);
  }

  /**
   * Connects, as {@link Socket#connect(InetSocketAddress)}, except that an interrupt does not give
   * the attempt up: called again with the same peer, this goes on with it.
   *
   * @param socket the socket
   * @param peer the peer
   * @param limit the time limit of the whole call, looking the name up included
   * @throws IOException as there
   */
  public abstract void connect(Socket socket, InetSocketAddress peer, long limit)
      throws IOException;

  /**
   * Accepts, as {@link Socket#accept()}.
   *
   * @param socket the socket
   * @param limit the time limit of the whole call
   * @return the connection
   * @throws IOException as there
   */
  public abstract Socket accept(Socket socket, long limit) throws IOException;

  /**
   * Receives what is there, as {@link Socket#recvSome(byte[], int, int)}.
   *
   * @param socket the socket
   * @param buffer where the bytes go
   * @param offset where the first goes; checked by the caller
   * @param n the most bytes to receive, at least 1; checked by the caller
   * @param limit the time limit of the whole call
   * @return how many bytes were received; -1 at the end of the stream
   * @throws IOException as there
   */
  public abstract int receive(Socket socket, byte[] buffer, int offset, int n, long limit)
      throws IOException;

  /**
   * Receives one datagram, as {@link Socket#recvFromInto(byte[], int, int, DatagramSource, int)}.
   *
   * @param socket the socket
   * @param buffer where the bytes go
   * @param offset where the first goes; checked by the caller
   * @param n the most bytes to take; checked by the caller
   * @param from gets the sender and the whole length
   * @param flags as there
   * @param limit the time limit of the whole call
   * @return how many bytes were received; -1 if the input is shut down
   * @throws IOException as there
   */
  public abstract int receiveFrom(
      Socket socket, byte[] buffer, int offset, int n, DatagramSource from, int flags, long limit)
      throws IOException;
}
