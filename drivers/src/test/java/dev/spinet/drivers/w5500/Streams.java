package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whole transfers over endpoints, and waits for conditions. */
final class Streams {

  private Streams() {}

  /** Byte {@code index} of the stream that the tests send. */
  static byte pattern(long index) {
    return (byte) (index * 31 + (index >>> 8) * 17 + (index >>> 16));
  }

  static byte[] pattern(int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = pattern((long) i);
    }
    return bytes;
  }

  static void sendAll(StreamEndpoint endpoint, byte[] bytes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
      for (int done = 0; done < bytes.length; ) {
        int count = endpoint.send(memory, done, bytes.length - done, Board.SECONDS_10);
        assertTrue(count > 0, "no room for 10 s");
        done += count;
      }
    }
  }

  /** Receives exactly so many bytes, or fewer at the end of the stream. */
  static byte[] receive(StreamEndpoint endpoint, int length) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(length);
      int done = 0;
      while (done < length) {
        int count = endpoint.receive(memory, done, length - done, Board.SECONDS_10);
        assertTrue(count != 0, "nothing for 10 s");
        if (count < 0) {
          break;
        }
        done += count;
      }
      return memory.asSlice(0, done).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** What has to be there. */
  static <T> T present(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  /** What an exception says. */
  static String message(Throwable failure) {
    return present(failure.getMessage());
  }

  /** Waits until a condition holds. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    await(what, condition, Duration.ofSeconds(10));
  }

  /** Waits until a condition holds, for so long at most. */
  static void await(String what, BooleanSupplier condition, Duration longest)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < longest.toNanos(), "in vain: " + what);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
