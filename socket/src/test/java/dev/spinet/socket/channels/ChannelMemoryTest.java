package dev.spinet.socket.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.sun.management.ThreadMXBean;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Direct buffers reach the driver as they are, and calls that need not wait allocate nothing. */
@Timeout(60)
final class ChannelMemoryTest {

  private static final int BYTES = 1_000;
  private static final int CALLS = 5_000;
  private static final int ROUNDS = 60;

  /** What the driver was given: where its memory lies, and how long it is. */
  private record Handed(String method, long address, int length) {}

  private final List<Handed> handed = new ArrayList<>();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final MemoryDriver memory = new MemoryDriver();

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  // The driver in memory, with a list of what was handed to its endpoints.
  private NetworkDriver spied() {
    return (NetworkDriver)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {NetworkDriver.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "openStream" -> spied(memory.openStream());
                  case "supports" -> true;
                  case "hashCode" -> 1;
                  case "equals" -> false;
                  default -> method.invoke(memory, arguments);
                });
  }

  private StreamEndpoint spied(StreamEndpoint endpoint) {
    return (StreamEndpoint)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StreamEndpoint.class},
            (_, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof MemorySegment segment) {
                long address = segment.address() + (long) arguments[1];
                handed.add(new Handed(method.getName(), address, (int) arguments[2]));
              }
              try {
                return method.invoke(endpoint, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static long address(ByteBuffer direct) {
    // Of the byte at the position.
    return MemorySegment.ofBuffer(direct).address();
  }

  @Test
  void directBuffersAreNotCopied() throws IOException {
    try (var listener = memory.listen();
        var channel =
            SocketByteChannel.open(
                spied(), new InetSocketAddress(MemoryDriver.PEER, listener.port()));
        var peer = listener.accept()) {
      ByteBuffer one = ByteBuffer.allocateDirect(BYTES).position(10);
      ByteBuffer two = ByteBuffer.allocateDirect(BYTES).slice(100, 700);
      var first = new Handed("send", address(one), BYTES - 10);
      var second = new Handed("send", address(two), 700);
      channel.write(new ByteBuffer[] {one, two});
      assertEquals(List.of(first, second), handed);
      handed.clear();
      peer.write(peer.read(BYTES - 10 + 700));
      one.position(10);
      two.rewind();
      channel.read(new ByteBuffer[] {one, two});
      assertEquals(
          List.of(
              new Handed("receive", first.address, BYTES - 10),
              new Handed("receive", second.address, 700)),
          handed);
    }
  }

  @Test
  void whatFitsIntoASegmentTravelsTogether() throws IOException {
    try (var listener = memory.listen();
        var channel =
            SocketByteChannel.open(
                spied(), new InetSocketAddress(MemoryDriver.PEER, listener.port()));
        var peer = listener.accept()) {
      ByteBuffer[] sources = {ByteBuffer.allocate(20), ByteBuffer.allocateDirect(BYTES)};
      channel.write(sources);
      assertEquals(1, handed.size());
      assertEquals(20 + BYTES, handed.getFirst().length);
      assertEquals(20 + BYTES, peer.read(20 + BYTES).length);
    }
  }

  @Test
  void readingAndWritingLeaveNoGarbage() throws IOException {
    try (var listener = memory.listen();
        var channel =
            SocketByteChannel.open(
                memory, new InetSocketAddress(MemoryDriver.PEER, listener.port()));
        var peer = listener.accept()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
      ByteBuffer[] several = {buffer, ByteBuffer.allocateDirect(BYTES / 2)};
      var data = new byte[BYTES];
      channel.configureBlocking(false);
      assertEquals(0, perCall(channel, peer, c -> c.write(buffer.clear()), null), "non-blocking");
      assertEquals(0, perCall(channel, peer, c -> c.read(buffer.clear()), data), "non-blocking");
      channel.configureBlocking(true);
      assertEquals(0, perCall(channel, peer, c -> c.write(buffer.clear()), null), "write");
      assertEquals(0, perCall(channel, peer, c -> c.read(buffer.clear()), data), "read");
      several[0] = buffer.slice(0, BYTES / 2);
      assertEquals(
          0,
          perCall(
              channel,
              peer,
              c -> {
                several[0].clear();
                several[1].clear();
                return (int) c.write(several);
              },
              null),
          "gathering");
    }
  }

  @Test
  void theMeasureSeesGarbage() throws IOException {
    try (var listener = memory.listen();
        var channel =
            SocketByteChannel.open(
                memory, new InetSocketAddress(MemoryDriver.PEER, listener.port()));
        var peer = listener.accept()) {
      assertNotEquals(
          0, perCall(channel, peer, c -> c.read(ByteBuffer.allocate(BYTES)), new byte[BYTES]));
    }
  }

  private interface Move {
    int on(SocketByteChannel channel) throws IOException;
  }

  // Bytes allocated per call once everything is compiled; with data, calls that read.
  private long perCall(SocketByteChannel channel, Peer peer, Move call, byte @Nullable [] data)
      throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS && least > 0; i++) {
      long allocated = 0;
      for (int j = 0; j < CALLS; j++) {
        if (data != null) {
          peer.write(data);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        int moved = call.on(channel);
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(BYTES, moved);
        if (data == null) {
          peer.read(BYTES);
        }
      }
      least = Math.min(least, allocated);
    }
    return least / CALLS;
  }
}
