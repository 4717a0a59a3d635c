package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import java.io.IOException;

/**
 * Which sockets may assert INTn, in SIMR: those that somebody waits on or watches. Every method is
 * called with the chip's lock held.
 */
final class InterruptMask {

  private static final int ALL_SOCKETS = (1 << ChipLimits.SOCKET_COUNT) - 1;

  private final Chip chip;
  private final LineWatch line;
  private final ChipMessage message;
  private int armed;
  private int watched;
  private int changes;

  InterruptMask(Chip chip, LineWatch line) {
    this.chip = chip;
    this.line = line;
    this.message =
        ChipMessage.builder().write(Block.common(), CommonRegister.SIMR).prepare(chip.bus());
  }

  /** The sockets whose events are wanted. */
  int armed() {
    return armed;
  }

  /** What SIMR has to be. */
  int value() {
    // Without a line SIR is read instead of watching INTn, and it may show enabled sockets only.
    return line.isWired() ? armed : ALL_SOCKETS;
  }

  /** Times a caller has armed a socket, or silenced one that had been armed. */
  int changes() {
    return changes;
  }

  /** Wants a socket's events; SIMR is written by the caller. */
  void arm(HardwareSocket socket) {
    armed |= socket.bit();
    changes++;
  }

  /** An event has come, and no other is wanted; SIMR is written by the caller. */
  void drop(HardwareSocket socket) {
    armed &= ~socket.bit();
  }

  /** Nobody waits on a socket any more. */
  void disarm(HardwareSocket socket) throws IOException {
    if (silence(socket)) {
      write();
    }
  }

  /** As the other method, with SIMR written by the caller; tells whether it has to be. */
  boolean silence(HardwareSocket socket) {
    if ((armed & ~watched & socket.bit()) == 0) {
      return false;
    }
    armed &= ~socket.bit();
    changes++;
    return true;
  }

  boolean isArmed(HardwareSocket socket) {
    return (armed & socket.bit()) != 0;
  }

  /** Whether all of a socket's events are wanted. */
  boolean isWatched(HardwareSocket socket) {
    return (watched & socket.bit()) != 0;
  }

  /** Wants all events of a socket, whether somebody waits or not. */
  void watch(HardwareSocket socket) {
    watched |= socket.bit();
  }

  void unwatch(HardwareSocket socket) {
    watched &= ~socket.bit();
  }

  /** The chip was lost, and those who waited with it; what is watched stays so. */
  void restart() {
    armed = watched;
  }

  /** Writes SIMR, if there is a line that it matters to. */
  void write() throws IOException {
    if (line.isWired() && chip.failure() == null) {
      message.setOctet(0, 0, armed);
      chip.submit(message, 0, 1);
    }
  }
}
