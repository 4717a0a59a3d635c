package dev.spinet.socket.net;

import java.io.IOException;
import java.io.OutputStream;

/** What a socket sends; closing it closes the socket. */
final class ImplOutputStream extends OutputStream {

  private final SpinetSocketImpl impl;

  ImplOutputStream(SpinetSocketImpl impl) {
    this.impl = impl;
  }

  @Override
  public void write(int octet) throws IOException {
    impl.write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int n) throws IOException {
    impl.write(buffer, offset, n);
  }

  @Override
  public void close() throws IOException {
    impl.close();
  }
}
