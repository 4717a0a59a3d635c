package dev.spinet.cli.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** What arrives on a connection, all of it within one time limit and not each byte. */
final class PunctualInput extends InputStream {

  private final Socket socket;
  private final InputStream input;
  private final long deadline;

  /**
   * Begins now.
   *
   * @param millis the longest that all may take
   */
  PunctualInput(Socket socket, int millis) throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
    this.deadline = System.nanoTime() + millis * 1_000_000L;
  }

  @Override
  public int read() throws IOException {
    hurry();
    return input.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    hurry();
    return input.read(buffer, offset, length);
  }

  private void hurry() throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("the client takes too long to say what it wants");
    }
    socket.setSoTimeout((int) left);
  }
}
