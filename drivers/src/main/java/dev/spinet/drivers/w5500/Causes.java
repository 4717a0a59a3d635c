package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.socket.ChipNotFoundException;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.net.SocketException;

/**
 * Throws one failure to many callers: each gets an exception of the same kind with its own stack
 * trace, and the first as its cause.
 */
final class Causes {

  private Causes() {}

  /** A new exception like an earlier one. */
  static IOException again(IOException first) {
    String message = first.getMessage() == null ? first.toString() : first.getMessage();
    return switch (first) {
      case BusException bus -> caused(new BusException(bus.device(), message, bus.errno()), bus);
      case ChipNotFoundException lost -> new ChipNotFoundException(message, lost);
      case ChipResetException reset -> new ChipResetException(message, reset);
      case ConnectionResetException reset -> new ConnectionResetException(message, reset);
      case LinkDownException down -> new LinkDownException(message, down);
      case SocketException other -> caused(new SocketException(message), other);
      default -> new IOException(message, first);
    };
  }

  private static IOException caused(IOException exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }
}
