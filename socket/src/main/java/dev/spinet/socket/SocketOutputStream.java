package dev.spinet.socket;

import java.io.IOException;
import java.io.OutputStream;

/** What a socket sends, as a stream. */
final class SocketOutputStream extends OutputStream {

  private final Socket socket;

  SocketOutputStream(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void write(int octet) throws IOException {
    socket.sendAll(new byte[] {(byte) octet});
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    socket.sendAll(buffer, offset, length);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
