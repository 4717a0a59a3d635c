package dev.spinet.bench.ledger;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread of a program that is in a call which blocks. */
final class Caller implements AutoCloseable {

  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(20);

  /** What it calls. */
  interface Call {
    void run() throws IOException;
  }

  private final Thread thread;
  private volatile @Nullable IOException failure;

  Caller(String name, Call call) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("bench " + name)
            .start(() -> {
              try {
                call.run();
              } catch (IOException e) {
                failure = e;
              }
            });
  }

  /** Whether it waits in a call that has a time-out; one that waits for a lock does not. */
  boolean isParked() {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  /** Waits until the call waits. */
  void awaitParked() throws IOException, InterruptedException {
    Scene.await(thread.getName() + " to wait", this::isParked);
  }

  /** Waits until the call has returned. */
  void awaitReturn() throws IOException, InterruptedException {
    thread.join(PATIENCE_MILLIS);
    if (thread.isAlive()) {
      throw new IOException("the benchmark waits in vain: " + thread.getName() + " to return");
    }
    var cause = failure;
    if (cause != null) {
      throw cause;
    }
  }

  /** Ends the call if it goes on. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
