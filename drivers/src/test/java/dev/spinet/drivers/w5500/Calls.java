package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Calls on other threads, and what becomes of them. */
final class Calls {

  private Calls() {}

  /** Receives on another thread. */
  static CompletableFuture<byte[]> receiving(StreamEndpoint endpoint, int length) {
    var result = new CompletableFuture<byte[]>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(Streams.receive(endpoint, length));
          } catch (IOException | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** What a call has failed of. */
  static Throwable failure(CompletableFuture<?> result) {
    return Streams.present(
        assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS)).getCause());
  }

  static <T extends Throwable> T assertFails(Class<T> type, CompletableFuture<?> result) {
    var failure = failure(result);
    assertEquals(type, failure.getClass(), failure.toString());
    return type.cast(failure);
  }

  /** The threads that a driver has. */
  static List<String> threadsOf(W5500 driver) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("spinet ") && driver.name().contains(name.substring(7)))
        .toList();
  }

  /** Something that should not fail. */
  interface Question<T> {
    T ask() throws IOException;
  }

  static <T> T get(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
