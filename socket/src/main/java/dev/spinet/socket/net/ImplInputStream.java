package dev.spinet.socket.net;

import java.io.IOException;
import java.io.InputStream;

/** What a socket receives; closing it closes the socket. */
final class ImplInputStream extends InputStream {

  private static final int END_OF_STREAM = -1;

  private final SpinetSocketImpl impl;

  ImplInputStream(SpinetSocketImpl impl) {
    this.impl = impl;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return impl.read(one, 0, 1) < 0 ? END_OF_STREAM : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int n) throws IOException {
    return impl.read(buffer, offset, n);
  }

  @Override
  public int available() throws IOException {
    return impl.available();
  }

  @Override
  public void close() throws IOException {
    impl.close();
  }
}
