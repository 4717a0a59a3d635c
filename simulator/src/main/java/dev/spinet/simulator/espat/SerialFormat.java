package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.Parity;
import dev.spinet.bindings.espat.StopBits;
import dev.spinet.bindings.espat.UartLimits;

/** How one end of a serial line sends and listens. */
record SerialFormat(
    int baud, int dataBits, StopBits stopBits, Parity parity, FlowControl flowControl) {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** Off by so little, every byte is read right. */
  private static final int HARMLESS_PERCENT = 2;

  private static final int PERCENT = 100;

  /** Eight bits, no parity, one stop bit. */
  static SerialFormat of(int baud, FlowControl flowControl) {
    return new SerialFormat(baud, UartLimits.DATA_BITS_8, StopBits.ONE, Parity.NONE, flowControl);
  }

  /** Half bits of one character, start and stop included. */
  int halfBits() {
    int stop =
        switch (stopBits) {
          case ONE -> 2;
          case ONE_AND_A_HALF -> 3;
          case TWO -> 4;
        };
    return 2 * (1 + dataBits + (parity == Parity.NONE ? 0 : 1)) + stop;
  }

  /** How long some characters take. */
  long nanos(int characters) {
    return characters * (long) halfBits() * NANOS_PER_SECOND / 2 / baud;
  }

  /** Whether the other end reads what this one sends. */
  boolean matches(SerialFormat other) {
    return dataBits == other.dataBits
        && parity == other.parity
        && Math.abs((long) baud - other.baud) * PERCENT <= (long) baud * HARMLESS_PERCENT;
  }

  boolean listensToCts() {
    return flowControl == FlowControl.CTS || flowControl == FlowControl.RTS_CTS;
  }

  boolean drivesRts() {
    return flowControl == FlowControl.RTS || flowControl == FlowControl.RTS_CTS;
  }
}
