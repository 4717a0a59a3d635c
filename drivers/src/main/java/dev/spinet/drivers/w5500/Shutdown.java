package dev.spinet.drivers.w5500;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Closes one thing after the other, whatever happens: a chip that can no longer be reached is a
 * problem, but the driver's thread and devices still have to go.
 */
final class Shutdown {

  private @Nullable IOException problem;

  /** Something to close. */
  interface Step {
    void close() throws IOException;
  }

  /** Closes, and keeps the problem if there is one; the first one has the others in it. */
  void close(Step step) {
    try {
      step.close();
    } catch (IOException e) {
      if (problem == null) {
        problem = e;
      } else {
        problem.addSuppressed(e);
      }
    }
  }

  /**
   * Closes users of sockets and waits until what they have sent has gone out, which takes a bounded
   * time; an interrupt cuts it short. Called with the chip's lock held, which is given up
   * meanwhile.
   *
   * @param which says who is to be closed
   */
  void closeSockets(Chip chip, HardwareSockets sockets, Predicate<SocketUser> which) {
    for (var socket : sockets.all()) {
      var user = socket.user();
      if (user != null && which.test(user)) {
        close(user::close);
      }
    }
    try {
      while (sockets.isFinishing() && chip.failure() == null) {
        sockets.awaitFreed();
      }
    } catch (InterruptedIOException e) {
      // The interrupt status is set again, and says to the caller what happened.
    }
  }

  /** The first problem, or {@code null} if there was none. */
  @Nullable IOException problem() {
    return problem;
  }
}
