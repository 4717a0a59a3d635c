package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A call made on a thread of its own, which is expected to wait.
 *
 * @param <T> what the call returns
 */
public final class Call<T> {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final FutureTask<T> task;
  private final Thread thread;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean interruptedAtEnd;

  private Call(Callable<T> body, Thread.Builder threads) {
    task =
        new FutureTask<>(() -> {
          begun.countDown();
          try {
            return body.call();
          } finally {
            interruptedAtEnd = Thread.currentThread().isInterrupted();
          }
        });
    thread = threads.unstarted(task);
  }

  /** Starts a call on a platform thread. */
  public static <T> Call<T> start(Callable<T> body) {
    return start(body, Thread.ofPlatform().daemon());
  }

  /** Starts a call on a thread of a kind. */
  public static <T> Call<T> start(Callable<T> body, Thread.Builder threads) {
    var call = new Call<>(body, threads);
    call.thread.start();
    return call;
  }

  /**
   * Gives the call time to reach its wait. What is asserted afterwards must hold even if it did
   * not, since not every wait can be seen from outside.
   */
  public Call<T> settle() throws InterruptedException {
    begun.await();
    long start = System.nanoTime();
    while (!isWaiting() && System.nanoTime() - start < SETTLE_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return this;
  }

  private boolean isWaiting() {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING -> true;
      default -> false;
    };
  }

  public void interrupt() {
    thread.interrupt();
  }

  public T result() throws Exception {
    return task.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
  }

  /** The exception with which the call ends. */
  public <X extends Throwable> X failure(Class<X> type)
      throws InterruptedException, TimeoutException {
    try {
      T result = task.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
      throw new AssertionError("expected " + type.getName() + ", but the call returned " + result);
    } catch (ExecutionException e) {
      return assertInstanceOf(type, assertNotNullCause(e));
    }
  }

  /** Whether the interrupt status of the thread was set when the call ended. */
  public boolean interruptedAtEnd() {
    return interruptedAtEnd;
  }

  /** Waits until something holds. */
  public static void eventually(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("this did not come true in time: " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static Throwable assertNotNullCause(ExecutionException e) {
    Throwable cause = e.getCause();
    assertNotNull(cause);
    return cause;
  }
}
