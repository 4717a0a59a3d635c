package dev.spinet.cli.nc;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A TCP connection. */
record StreamLine(Socket socket, boolean tellsEnd) implements Line {

  private static final int CHUNK = 1 << 16;

  @Override
  public int chunk() {
    return CHUNK;
  }

  @Override
  public int receive(byte[] buffer) throws IOException {
    return socket.recvSome(buffer);
  }

  @Override
  public int send(byte[] data, int offset, int length) throws IOException {
    return socket.send(data, offset, length);
  }

  @Override
  public boolean endSending() throws IOException {
    if (!tellsEnd) {
      return true;
    }
    try {
      socket.shutdownOutput();
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void setTimeout(@Nullable Duration timeout) {
    socket.setTimeout(timeout);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
