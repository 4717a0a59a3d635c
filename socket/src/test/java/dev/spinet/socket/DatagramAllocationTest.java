package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.contract.DatagramPeer;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Calls for datagrams that need not wait allocate nothing on the heap. */
final class DatagramAllocationTest {

  private static final int BYTES = 1_472;
  private static final int CALLS = 5_000;
  // The compiler takes its time on a busy machine; compiled once, a call allocates nothing.
  private static final int ROUNDS = 60;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] array = new byte[BYTES];
  private final MemorySegment segment = Arena.ofAuto().allocate(BYTES);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
  private final DatagramSource from = new DatagramSource();

  @Test
  void recvFromIntoANativeSegment() throws IOException {
    assertReceivesWithoutAllocation((socket, _) -> socket.recvFromInto(segment, from));
  }

  @Test
  void recvFromIntoANativeSegmentWithoutWaiting() throws IOException {
    assertReceivesWithoutAllocation(
        (socket, _) -> socket.recvFromInto(segment, 0, BYTES, from, MSG_DONTWAIT));
  }

  @Test
  void recvIntoANativeSegment() throws IOException {
    assertReceivesWithoutAllocation((socket, _) -> socket.recvInto(segment));
  }

  @Test
  void recvFromIntoAnArray() throws IOException {
    assertReceivesWithoutAllocation((socket, _) -> socket.recvFromInto(array, from));
  }

  @Test
  void recvFromIntoADirectBuffer() throws IOException {
    assertReceivesWithoutAllocation((socket, _) -> socket.recvFromInto(buffer.clear(), from));
  }

  @Test
  void sendToOfANativeSegment() throws IOException {
    assertSendsWithoutAllocation((socket, to) -> socket.sendTo(segment, to));
  }

  @Test
  void sendToTheSourceOfAnother() throws IOException {
    var to = new DatagramSource();
    to.set(0x0a00_0001, 1, 0);
    assertSendsWithoutAllocation((socket, _) -> socket.sendTo(segment, 0, BYTES, to));
  }

  @Test
  void sendToOfAnArray() throws IOException {
    assertSendsWithoutAllocation((socket, to) -> socket.sendTo(array, to));
  }

  @Test
  void sendToOfADirectBuffer() throws IOException {
    assertSendsWithoutAllocation((socket, to) -> socket.sendTo(buffer.clear(), to));
  }

  @Test
  void sendToTheChosenPeer() throws IOException {
    assertSendsWithoutAllocation((socket, to) -> {
      if (socket.remoteAddress() == null) {
        socket.connect(to);
      }
      return socket.send(segment);
    });
  }

  /** That the measure sees what there is to see. */
  @Test
  void recvFromAllocatesItsResult() throws IOException {
    assertTrue(allocatedPerCall((socket, _) -> socket.recvFrom(BYTES).length(), true) >= BYTES);
  }

  private void assertReceivesWithoutAllocation(SocketCall call) throws IOException {
    assertEquals(0, allocatedPerCall(call, true));
  }

  private void assertSendsWithoutAllocation(SocketCall call) throws IOException {
    assertEquals(0, allocatedPerCall(call, false));
  }

  private long allocatedPerCall(SocketCall call, boolean receives) throws IOException {
    try (var driver = new MemoryDriver();
        var peer = driver.datagramPeer();
        var socket = new Socket(driver, AF_INET, SOCK_DGRAM)) {
      socket.setTimeout(20_000);
      socket.sendTo("hi", peer.address());
      peer.receive();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS && least > 0; i++) {
        least = Math.min(least, allocatedInOneRound(call, socket, peer, receives));
      }
      return least / CALLS;
    }
  }

  private long allocatedInOneRound(
      SocketCall call, Socket socket, DatagramPeer peer, boolean receives) throws IOException {
    InetSocketAddress to = peer.address();
    long allocated = 0;
    for (int i = 0; i < CALLS; i++) {
      if (receives) {
        peer.answer(array);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      int moved = call.on(socket, to);
      long after = threads.getCurrentThreadAllocatedBytes();
      assertEquals(BYTES, moved);
      allocated += after - before;
    }
    return allocated;
  }

  /** Moves {@link #BYTES} bytes and returns how many it moved. */
  private interface SocketCall {
    int on(Socket socket, InetSocketAddress to) throws IOException;
  }
}
