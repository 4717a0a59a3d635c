package dev.spinet.cli.nc;

import dev.spinet.socket.Datagram;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Datagrams to and from one peer, each of which stands for the bytes in it. */
final class DatagramLine implements Line {

  /** The most that fits into an Ethernet frame with the headers of IP and UDP. */
  private static final int CHUNK = 1472;

  private final Socket socket;
  private @Nullable Datagram first;

  /**
   * On a connected socket.
   *
   * @param first a datagram that has been received already
   */
  DatagramLine(Socket socket, @Nullable Datagram first) {
    this.socket = socket;
    this.first = first;
  }

  @Override
  public int chunk() {
    return CHUNK;
  }

  @Override
  public int receive(byte[] buffer) throws IOException {
    Datagram datagram = first == null ? socket.recvFrom(buffer.length) : first;
    first = null;
    System.arraycopy(datagram.data(), 0, buffer, 0, datagram.data().length);
    return datagram.data().length;
  }

  @Override
  public int send(byte[] data, int offset, int length) throws IOException {
    return socket.send(data, offset, length);
  }

  @Override
  public boolean endSending() {
    return false;
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
