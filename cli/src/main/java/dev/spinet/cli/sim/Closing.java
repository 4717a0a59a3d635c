package dev.spinet.cli.sim;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has been opened so far: closed in the opposite order, all of it whatever happens. */
final class Closing implements AutoCloseable {

  /** Something to do at the end. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  private final Deque<Step> steps = new ArrayDeque<>();

  void atEnd(Step step) {
    steps.push(step);
  }

  /** Something to do after all that was there before and will come. */
  void atVeryEnd(Step step) {
    steps.addLast(step);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!steps.isEmpty()) {
      failure = run(steps.pop(), failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException run(Step step, @Nullable IOException failure) {
    try {
      step.run();
      return failure;
    } catch (IOException e) {
      if (failure == null) {
        return e;
      }
      failure.addSuppressed(e);
      return failure;
    }
  }
}
