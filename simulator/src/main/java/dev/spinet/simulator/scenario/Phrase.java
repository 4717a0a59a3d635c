package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.Register;
import java.time.Duration;
import java.util.Locale;

/** How numbers, times and registers are written in a scenario. */
final class Phrase {

  /** A unit of time. */
  enum Unit {
    /** Minute. */
    MIN(60_000_000_000L),
    /** Second. */
    S(1_000_000_000L),
    /** Millisecond. */
    MS(1_000_000L),
    /** Microsecond. */
    US(1_000L),
    /** Nanosecond. */
    NS(1L);

    final long nanos;

    Unit(long nanos) {
      this.nanos = nanos;
    }

    String symbol() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int DECADE = 10;
  private static final int CENTURY = 100;

  private Phrase() {}

  /** A time in the largest unit that leaves no rest; minutes are for readers only. */
  static String time(Duration time) {
    long nanos = time.toNanos();
    for (var unit : Unit.values()) {
      if (unit != Unit.MIN && nanos % unit.nanos == 0) {
        return nanos / unit.nanos + unit.symbol();
      }
    }
    throw new AssertionError("every time is a number of nanoseconds");
  }

  /** A number of order, such as 3rd. */
  static String ordinal(long number) {
    boolean teen = number % CENTURY / DECADE == 1;
    return number
        + switch (teen ? 0 : (int) (number % DECADE)) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  /** A register as a trace writes it: VERSIONR, S3_RX_RSR, or Sn_RX_RSR for that of any socket. */
  static String register(Register register, int socket) {
    if (register instanceof CommonRegister) {
      return register.toString();
    }
    return "S" + (socket == Event.ANY_SOCKET ? "n" : Integer.toString(socket)) + "_" + register;
  }
}
