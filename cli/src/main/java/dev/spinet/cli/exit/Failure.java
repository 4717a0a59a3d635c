package dev.spinet.cli.exit;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.socket.ChipNotFoundException;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * A failure as the user meets it. The only place that turns exceptions into sentences and codes.
 *
 * @param code what the shell gets
 * @param sentence what went wrong, and what to do where that is known
 */
public record Failure(ExitCode code, String sentence) {

  /**
   * Explains an exception.
   *
   * @param thrown what a command ended with
   * @return the code and the sentence for it
   */
  public static Failure of(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    return switch (thrown) {
      case UsageException _ -> new Failure(ExitCode.USAGE, message);
      case MismatchException _ -> new Failure(ExitCode.MISMATCH, message);
      case BusException _ -> new Failure(ExitCode.DEVICE, message);
      case ChipNotFoundException _ -> new Failure(ExitCode.DEVICE, message);
      case ChipResetException _ -> new Failure(ExitCode.DEVICE, message);
      case UnknownHostException _ ->
          new Failure(
              ExitCode.NETWORK,
              message.contains(" ") ? message : "no host is named '%s'".formatted(message));
      case SocketTimeoutException _ ->
          new Failure(ExitCode.NETWORK, message.isEmpty() ? "timed out" : message);
      case NetworkException _ -> new Failure(ExitCode.NETWORK, message);
      case SocketException _ -> new Failure(ExitCode.NETWORK, withType(thrown, message));
      case InterruptedIOException _ -> new Failure(ExitCode.INTERRUPTED, "interrupted");
      case InterruptedException _ -> new Failure(ExitCode.INTERRUPTED, "interrupted");
      case IOException _ -> new Failure(ExitCode.FAILURE, withType(thrown, message));
      default ->
          new Failure(
              ExitCode.FAILURE,
              "this is a fault of spinet itself (%s); run it again with --verbose and report what"
                      .formatted(thrown)
                  + " it prints");
    };
  }

  /** Messages of the JDK are sometimes empty or one bare word; the type then says the rest. */
  private static String withType(Throwable thrown, String message) {
    return message.contains(" ")
        ? message
        : "%s (%s)"
            .formatted(message.isEmpty() ? "failed" : message, thrown.getClass().getSimpleName());
  }
}
