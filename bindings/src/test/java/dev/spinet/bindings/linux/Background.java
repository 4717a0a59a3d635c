package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a thread of its own, whose result is waited for with a limit. */
final class Background<T> {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final FutureTask<T> task;
  private final Thread thread;

  private Background(Callable<T> call) {
    task = new FutureTask<>(call);
    thread = Thread.ofPlatform().daemon().start(task);
  }

  static <T> Background<T> run(Callable<T> call) {
    return new Background<>(call);
  }

  boolean isDone() {
    return task.isDone();
  }

  T result() throws Exception {
    try {
      return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return fail("still running after " + LIMIT, e);
    }
  }

  /** Waits until the thread sits in the system call ppoll, which is where devices wait. */
  Background<T> awaitPolling() throws Exception {
    long start = System.nanoTime();
    while (!isIn("Libc", "ppoll")) {
      if (task.isDone()) {
        return fail("it did not wait but ended with " + task.get());
      }
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        return fail("it does not wait");
      }
      Thread.onSpinWait();
    }
    return this;
  }

  private boolean isIn(String simpleClass, String method) {
    for (var frame : thread.getStackTrace()) {
      if (frame.getClassName().endsWith("." + simpleClass)
          && frame.getMethodName().equals(method)) {
        return true;
      }
    }
    return false;
  }
}
