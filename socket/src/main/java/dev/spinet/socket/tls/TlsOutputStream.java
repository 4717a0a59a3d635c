package dev.spinet.socket.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** What goes through TLS. Nothing goes before there is TLS. */
final class TlsOutputStream extends OutputStream {

  private final TlsSocket socket;
  private final OutputStream out;

  TlsOutputStream(TlsSocket socket, OutputStream out) {
    this.socket = socket;
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    socket.ensureHandshaken();
    out.write(octet);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    socket.ensureHandshaken();
    out.write(buffer, offset, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
