package dev.spinet.cli.nc;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a conversation goes over: a connection, or datagrams to and from one peer. */
interface Line extends AutoCloseable {

  /** Bytes of standard input that are sent together at most. */
  int chunk();

  /**
   * Receives what there is, waiting for the first byte.
   *
   * @return how many bytes; -1 at the end of the stream
   * @throws java.net.SocketTimeoutException if nothing came in the time that was set
   */
  int receive(byte[] buffer) throws IOException;

  /**
   * Sends some bytes, or all.
   *
   * @return how many
   * @throws java.net.SocketTimeoutException if none could be sent in the time that was set
   */
  int send(byte[] data, int offset, int length) throws IOException;

  /**
   * Tells the peer that nothing more will come.
   *
   * @return whether the peer can be told
   */
  boolean endSending() throws IOException;

  /** Limits each wait; {@code null} for no limit. */
  void setTimeout(@Nullable Duration timeout);

  @Override
  void close() throws IOException;
}
