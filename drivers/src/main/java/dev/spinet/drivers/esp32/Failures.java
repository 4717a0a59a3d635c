package dev.spinet.drivers.esp32;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.drivers.esp32.at.AtException;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.ChipNotFoundException;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WrongPasswordException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/**
 * Throws one failure to many callers: each gets an exception of the same kind with its own stack
 * trace, and the first as its cause.
 */
final class Failures {

  private Failures() {}

  /** A new exception like an earlier one. */
  static IOException again(IOException first) {
    String message = first.getMessage() == null ? first.toString() : first.getMessage();
    return switch (first) {
      case BusException bus -> caused(new BusException(bus.device(), message, bus.errno()), bus);
      case ChipNotFoundException lost -> new ChipNotFoundException(message, lost);
      case ChipResetException reset -> new ChipResetException(message, reset);
      case ConnectionResetException reset -> new ConnectionResetException(message, reset);
      case ConnectionRefusedException refused -> new ConnectionRefusedException(message, refused);
      case LinkDownException down -> new LinkDownException(message, down);
      case NoFreeSocketException none -> new NoFreeSocketException(message, none);
      case WrongPasswordException wrong -> caused(new WrongPasswordException(message), wrong);
      case AccessPointNotFoundException none ->
          caused(new AccessPointNotFoundException(message), none);
      case WifiException wifi -> caused(new WifiException(message), wifi);
      case DhcpException none -> caused(new DhcpException(message), none);
      case UnknownHostException unknown -> caused(new UnknownHostException(message), unknown);
      case SocketTimeoutException late -> caused(new SocketTimeoutException(message), late);
      case SocketException other -> caused(new SocketException(message), other);
      default -> new IOException(message, first);
    };
  }

  /** What a disturbed conversation is to those who know nothing of conversations. */
  static IOException named(String device, AtException disturbance) {
    return disturbance.kind() == AtException.Cause.RESTARTED
        ? new ChipResetException(
            "the ESP32 on %s has restarted in the middle of this".formatted(device), disturbance)
        : caused(
            new BusException(
                device,
                "the ESP32 on %s was not understood: %s"
                    .formatted(device, disturbance.getMessage()),
                0),
            disturbance);
  }

  private static IOException caused(IOException exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }
}
