package dev.spinet.bench.uart;

import dev.spinet.bindings.espat.LinkLimits;
import java.time.Duration;

/**
 * The most of a serial line that receiving can get as long as the module is asked for bytes by one
 * command at a time: it holds no more than its TCP window, takes no command before it has answered
 * the one before, and leaves the line idle while it deals with one. What is reckoned with are the
 * bytes of the command and of its answer (ESP-AT, "AT+CIPRECVDATA") and the module's own time; the
 * driver, and the notices that the module sends in between, are taken to cost nothing.
 */
final class ReadCeiling {

  /** How the command begins. */
  static final String COMMAND = "AT+CIPRECVDATA=";

  /** The driver takes the highest free link first. */
  private static final int LINK = LinkLimits.LINK_COUNT - 1;

  private static final String RESULT = "\r\nOK\r\n";

  private ReadCeiling() {}

  /**
   * What share of the line a transfer may have at most.
   *
   * @param bytes of payload
   * @param byteNanos what one byte takes on the line
   * @param command what the module takes for a command
   * @param reads how it is read
   */
  static double share(long bytes, double byteNanos, Duration command, ReadSize reads) {
    long most = reads.most();
    long full = bytes / most;
    double nanos = full * nanosOfRead(most, byteNanos, command, reads);
    long rest = bytes % most;
    if (rest > 0) {
      nanos += nanosOfRead(rest, byteNanos, command, reads);
    }
    return bytes * byteNanos / nanos;
  }

  private static double nanosOfRead(
      long bytes, double byteNanos, Duration command, ReadSize reads) {
    int asking = COMMAND.length() + "%d,%d\r\n".formatted(LINK, reads.asked()).length();
    long answer = "+CIPRECVDATA:%d,".formatted(bytes).length() + bytes + RESULT.length();
    return (asking + answer) * byteNanos + command.toNanos();
  }
}
