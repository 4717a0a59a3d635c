package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The streams take no memory by the byte: what they allocate is the same for any length. */
final class StreamAllocationTest {

  private static final int BYTES = 1_460;
  private static final int CALLS = 2_000;
  // Far less than a buffer, and enough for what a call may need while it is not compiled yet.
  private static final int FEW = 256;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void readingAndWritingTakeNoBuffers() throws IOException {
    var buffer = new byte[BYTES];
    try (var driver = new MemoryDriver();
        PeerListener listener = driver.listen();
        var socket =
            new SpinetSocketFactory(driver).createSocket(MemoryDriver.PEER, listener.port());
        Peer peer = listener.accept()) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      socket.setSoTimeout(20_000);
      long reading = 0;
      long writing = 0;
      for (int i = 0; i < CALLS; i++) {
        peer.write(buffer);
        long before = threads.getCurrentThreadAllocatedBytes();
        assertEquals(BYTES, in.read(buffer));
        long between = threads.getCurrentThreadAllocatedBytes();
        out.write(buffer);
        long after = threads.getCurrentThreadAllocatedBytes();
        peer.read(BYTES);
        reading += between - before;
        writing += after - between;
      }
      assertTrue(reading / CALLS < FEW, reading / CALLS + " bytes per read");
      assertTrue(writing / CALLS < FEW, writing / CALLS + " bytes per write");
    }
  }
}
