package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;

/**
 * Sn_CR: from the write of a command to its acceptance, when the register clears itself and the
 * command takes effect (4.2).
 *
 * <p>A real chip needs well under a byte time of a slow bus and more than that of a fast one. The
 * model accepts a command no earlier than after the next byte of the same frame, so that a host may
 * write Sn_CR and clear Sn_IR in one frame, and no later than at the frame's end unless the options
 * or a fault ask for more.
 */
final class CommandGate {

  /** Bytes that cross the wire after Sn_CR before its command can take effect. */
  private static final int BYTES_BEFORE_ACCEPTANCE = 1;

  private final ChipCore core;
  private final int[] polls = new int[ChipLimits.SOCKET_COUNT];
  private final ChipTimer[] latency = new ChipTimer[ChipLimits.SOCKET_COUNT];

  /** Sockets whose command waits for the next byte or the end of the frame. */
  private int waiting;

  private int bytesLeft;

  CommandGate(ChipCore core) {
    this.core = core;
    for (int i = 0; i < latency.length; i++) {
      var socket = core.sockets[i];
      latency[i] = new ChipTimer(core, () -> accept(socket));
    }
  }

  void reset() {
    waiting = 0;
    for (int i = 0; i < latency.length; i++) {
      polls[i] = 0;
      latency[i].stop();
    }
  }

  /** The host has written Sn_CR. */
  void written(HardwareSocket socket, int command) {
    int before = socket.registers.get(SocketRegister.CR);
    if (before != 0) {
      socket.report(
          Diagnostic.Kind.COMMAND_WHILE_BUSY,
          "command "
              + SocketCommand.name(command)
              + " came while "
              + SocketCommand.name(before)
              + " was not accepted yet, and was ignored");
    } else if (command != 0) {
      socket.registers.set(SocketRegister.CR, command);
      polls[socket.index] = core.faults.takeBusyPolls();
      if (polls[socket.index] == 0) {
        waiting |= 1 << socket.index;
        bytesLeft = BYTES_BEFORE_ACCEPTANCE + 1;
      }
    }
  }

  /** A byte is about to cross the wire. */
  void byteStarts() {
    if (waiting != 0 && --bytesLeft == 0 && core.options.commandLatency().isZero()) {
      acceptWaiting();
    }
  }

  /** The host has read Sn_CR. */
  void polled(HardwareSocket socket) {
    if (polls[socket.index] > 0 && --polls[socket.index] == 0) {
      waiting |= 1 << socket.index;
      bytesLeft = BYTES_BEFORE_ACCEPTANCE + 1;
    }
  }

  /** Chip select was released. */
  void frameEnds() {
    if (waiting == 0) {
      return;
    }
    long delay = core.options.commandLatency().toNanos();
    if (delay == 0) {
      acceptWaiting();
      return;
    }
    for (int i = 0; i < latency.length; i++) {
      if ((waiting & (1 << i)) != 0) {
        latency[i].start(delay);
      }
    }
    waiting = 0;
  }

  private void acceptWaiting() {
    int accepted = waiting;
    waiting = 0;
    for (int i = 0; i < core.sockets.length; i++) {
      if ((accepted & (1 << i)) != 0) {
        accept(core.sockets[i]);
      }
    }
  }

  private static void accept(HardwareSocket socket) {
    int command = socket.registers.get(SocketRegister.CR);
    socket.registers.set(SocketRegister.CR, 0);
    socket.execute(command);
  }
}
