package dev.spinet.socket;

import java.io.IOException;
import java.io.InputStream;

/** What a socket receives, as a stream. */
final class SocketInputStream extends InputStream {

  private static final int END_OF_STREAM = -1;

  private final Socket socket;

  SocketInputStream(Socket socket) {
    this.socket = socket;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return socket.recvSome(one) == END_OF_STREAM ? END_OF_STREAM : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return socket.recvSome(buffer, offset, length);
  }

  @Override
  public int available() throws IOException {
    return socket.available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
