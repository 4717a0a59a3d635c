package dev.spinet.drivers.esp32;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A task whose result a caller waits for. A caller who leaves before the end takes a task back that
 * has not begun; one that has begun goes on to its end, and its result is forgotten.
 *
 * @param <T> what it results in
 */
final class Job<T> implements Task {

  /** What is to be done. */
  @FunctionalInterface
  interface Body<T> {
    /** Does it, on the driver's thread without the lock. */
    T run() throws IOException;
  }

  private final Core core;
  private final String what;
  private final Body<T> body;
  private final Condition ended;
  private boolean done;
  private @Nullable T result;
  private @Nullable IOException failure;
  private @Nullable IllegalArgumentException refusal;

  /**
   * A task.
   *
   * @param what what it does, for messages, such as "looking up a name"
   */
  Job(Core core, String what, Body<T> body) {
    this.core = core;
    this.what = what;
    this.body = body;
    ended = core.newCondition();
  }

  @Override
  public void run() throws IOException {
    try {
      end(body.run(), null);
    } catch (IllegalArgumentException e) {
      // A mistake of this caller, noticed as his words were to become a command: it disturbs nobody
      // else.
      end(null, e);
    }
  }

  private void end(@Nullable T value, @Nullable IllegalArgumentException mistake) {
    core.lock();
    try {
      result = value;
      refusal = mistake;
      done = true;
      ended.signalAll();
    } finally {
      core.unlock();
    }
  }

  @Override
  public void failed(IOException cause) {
    failure = cause;
    done = true;
    ended.signalAll();
  }

  /**
   * Has it done and waits for the result.
   *
   * @param timeoutNanos the longest wait
   * @throws SocketTimeoutException if the time is over
   * @throws InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException what made it fail
   * @throws IllegalArgumentException if what the caller gave can be part of no command
   */
  T await(long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    core.lock();
    try {
      core.submit(this);
      while (!done) {
        if (!Waits.await(ended, start, timeoutNanos, what)) {
          core.withdraw(this);
          throw new SocketTimeoutException(
              "%s took longer than %d ms on %s"
                  .formatted(what, TimeUnit.NANOSECONDS.toMillis(timeoutNanos), core.name()));
        }
      }
      if (failure != null) {
        throw Failures.again(failure);
      }
      if (refusal != null) {
        throw new IllegalArgumentException(refusal.getMessage(), refusal);
      }
      return Objects.requireNonNull(result);
    } catch (InterruptedIOException e) {
      core.withdraw(this);
      throw e;
    } finally {
      core.unlock();
    }
  }
}
