package dev.spinet.socket.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/**
 * Calls that in {@code java.net} no interrupt ends, on whatever thread: those that hardly wait,
 * such as binding. On a chip they may have to, for a hardware socket that still ends or a chip that
 * is being reset.
 */
final class Uninterrupted {

  /**
   * A call that can be made again after it was interrupted.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /** A call that returns nothing. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private Uninterrupted() {}

  /** Makes a call, again if need be; an interrupt stays to be seen by whoever asks for it. */
  static <T> T call(Call<T> call) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return call.run();
        } catch (SocketTimeoutException e) {
          throw e;
        } catch (InterruptedIOException e) {
          if (!Thread.interrupted()) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As {@link #call}. */
  static void run(Action action) throws IOException {
    var _ =
        call(() -> {
          action.run();
          return true;
        });
  }
}
