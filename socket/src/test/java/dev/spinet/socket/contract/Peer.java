package dev.spinet.socket.contract;

import java.io.IOException;

/** The other end of a connection under test. */
public interface Peer extends AutoCloseable {

  /** How long a peer waits before it gives up, in milliseconds. */
  int PATIENCE_MILLIS = 20_000;

  /**
   * Reads, waiting until all bytes are there or the stream ends.
   *
   * @param n how many bytes
   * @return the bytes; fewer if the stream ended
   * @throws IOException if the connection is lost, or nothing comes for {@link #PATIENCE_MILLIS}
   */
  byte[] read(int n) throws IOException;

  /**
   * Writes all bytes.
   *
   * @param data the bytes
   * @throws IOException if the connection is lost
   */
  void write(byte... data) throws IOException;

  /**
   * Ends the stream to the socket under test.
   *
   * @throws IOException if the connection is lost
   */
  void shutdownOutput() throws IOException;

  /**
   * Cuts the connection with a reset.
   *
   * @throws IOException if it fails
   */
  void reset() throws IOException;

  @Override
  void close() throws IOException;
}
