package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Calls that need not wait allocate nothing on the heap. */
final class SocketAllocationTest {

  private static final int BYTES = 1_460;
  private static final int CALLS = 5_000;
  // The compiler takes its time on a busy machine; compiled once, a call allocates nothing.
  private static final int ROUNDS = 60;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] array = new byte[BYTES];
  private final MemorySegment segment = Arena.ofAuto().allocate(BYTES);

  @Test
  void recvIntoANativeSegment() throws IOException {
    assertReceivesWithoutAllocation(socket -> socket.recvInto(segment));
  }

  @Test
  void recvIntoAPartOfANativeSegment() throws IOException {
    assertReceivesWithoutAllocation(socket -> socket.recvInto(segment, 0, BYTES));
  }

  @Test
  void recvIntoAnArray() throws IOException {
    assertReceivesWithoutAllocation(socket -> socket.recvInto(array));
  }

  @Test
  void recvSomeIntoANativeSegment() throws IOException {
    assertReceivesWithoutAllocation(socket -> socket.recvSome(segment));
  }

  @Test
  void recvSomeIntoAnArray() throws IOException {
    assertReceivesWithoutAllocation(socket -> socket.recvSome(array));
  }

  @Test
  void sendOfANativeSegment() throws IOException {
    assertSendsWithoutAllocation(socket -> socket.send(segment));
  }

  @Test
  void sendAllOfANativeSegment() throws IOException {
    assertSendsWithoutAllocation(socket -> {
      socket.sendAll(segment, 0, BYTES);
      return BYTES;
    });
  }

  @Test
  void sendOfAnArray() throws IOException {
    assertSendsWithoutAllocation(socket -> socket.send(array));
  }

  @Test
  void sendAllOfAnArray() throws IOException {
    assertSendsWithoutAllocation(socket -> {
      socket.sendAll(array);
      return BYTES;
    });
  }

  @Test
  void recvIntoADirectBuffer() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    assertReceivesWithoutAllocation(socket -> socket.recvInto(buffer.clear()));
  }

  @Test
  void sendOfADirectBuffer() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    assertSendsWithoutAllocation(socket -> socket.send(buffer.clear()));
  }

  /** That the measure sees what there is to see. */
  @Test
  void recvAllocatesItsResult() throws IOException {
    assertTrue(allocatedPerCall(socket -> socket.recv(BYTES).length, true) >= BYTES);
  }

  private void assertReceivesWithoutAllocation(SocketCall call) throws IOException {
    assertEquals(0, allocatedPerCall(call, true));
  }

  private void assertSendsWithoutAllocation(SocketCall call) throws IOException {
    assertEquals(0, allocatedPerCall(call, false));
  }

  private long allocatedPerCall(SocketCall call, boolean receives) throws IOException {
    try (var driver = new MemoryDriver();
        var listener = driver.listen();
        var socket = new Socket(driver)) {
      socket.setTimeout(20_000);
      socket.connect(MemoryDriver.PEER, listener.port());
      Peer peer = listener.accept();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS && least > 0; i++) {
        least = Math.min(least, allocatedInOneRound(call, socket, peer, receives));
      }
      return least / CALLS;
    }
  }

  private long allocatedInOneRound(SocketCall call, Socket socket, Peer peer, boolean receives)
      throws IOException {
    long allocated = 0;
    for (int i = 0; i < CALLS; i++) {
      if (receives) {
        peer.write(array);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      int moved = call.on(socket);
      long after = threads.getCurrentThreadAllocatedBytes();
      assertEquals(BYTES, moved);
      allocated += after - before;
      if (!receives) {
        peer.read(BYTES);
      }
    }
    return allocated;
  }

  /** Moves {@link #BYTES} bytes and returns how many it moved. */
  private interface SocketCall {
    int on(Socket socket) throws IOException;
  }
}
