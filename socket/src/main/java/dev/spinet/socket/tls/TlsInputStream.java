package dev.spinet.socket.tls;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What comes through TLS. */
final class TlsInputStream extends InputStream {

  private final TlsSocket socket;
  private final InputStream in;

  TlsInputStream(TlsSocket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    socket.ensureHandshaken();
    return checked(in.read());
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    socket.ensureHandshaken();
    return checked(in.read(buffer, offset, length));
  }

  private int checked(int result) throws IOException {
    if (result < 0) {
      socket.checkEnd();
    }
    return result;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
