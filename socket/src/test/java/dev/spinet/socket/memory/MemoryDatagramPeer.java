package dev.spinet.socket.memory;

import dev.spinet.socket.contract.DatagramPeer;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A UDP socket of the other host. */
final class MemoryDatagramPeer implements DatagramPeer {

  private static final long PATIENCE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(dev.spinet.socket.contract.Peer.PATIENCE_MILLIS);

  private final MemoryDriver driver;
  private final int port;
  private final DatagramQueue queue = new DatagramQueue(new Readiness());
  private final DatagramSource sender = new DatagramSource();

  MemoryDatagramPeer(MemoryDriver driver, int port) {
    this.driver = driver;
    this.port = port;
  }

  DatagramQueue queue() {
    return queue;
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(MemoryDriver.PEER, port);
  }

  @Override
  public byte[] receive() throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MemoryDatagramEndpoint.MAX_PAYLOAD);
      int n = queue.take(memory, 0, (int) memory.byteSize(), sender, PATIENCE_NANOS);
      if (n < 0) {
        throw new IOException("no datagram came");
      }
      return memory.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Override
  public void answer(byte... data) throws IOException {
    if (sender.port() == 0) {
      throw new IOException("there is nobody to answer yet");
    }
    MemoryDatagramEndpoint receiver = driver.datagramEndpoint(sender.port());
    if (receiver != null) {
      var memory = MemorySegment.ofArray(data);
      receiver.queue().add(memory, 0, data.length, MemoryDriver.PEER_BITS, port);
    }
  }

  @Override
  public void close() {
    driver.removeDatagramPeer(port);
    queue.close();
  }
}
