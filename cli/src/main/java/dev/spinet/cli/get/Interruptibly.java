package dev.spinet.cli.get;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets an interrupt end what uses sockets of {@code java.net}. */
final class Interruptibly {

  private static final long PATIENCE_SECONDS = 3;

  private Interruptibly() {}

  /**
   * Works on a virtual thread, whose interrupt ends the waits of sockets; on a platform thread they
   * ignore it.
   *
   * @throws InterruptedException if this thread is interrupted; the work has ended by then
   */
  static <T> T call(Callable<T> work) throws IOException, InterruptedException {
    var task = new FutureTask<>(work);
    Thread worker = Thread.ofVirtual().name("spinet-get").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      worker.interrupt();
      awaitEnd(task);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static void awaitEnd(FutureTask<?> task) throws InterruptedException {
    try {
      task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // How it ended is no news after an interrupt; closing the device ends what still waits.
    }
  }
}
