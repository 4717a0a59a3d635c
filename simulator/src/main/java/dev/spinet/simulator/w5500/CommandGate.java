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
  private final long[] polls = new long[ChipLimits.SOCKET_COUNT];
  private final long[] delays = new long[ChipLimits.SOCKET_COUNT];
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
      delays[socket.index] = delay(socket);
      var held = core.faults.take(ChipFault.HoldCommand.class, socket.index);
      if (held == null) {
        letThrough(socket);
      } else {
        polls[socket.index] = held.polls();
      }
    }
  }

  private long delay(HardwareSocket socket) {
    var slow = core.faults.take(ChipFault.DelayCommand.class, socket.index);
    return (slow == null ? core.options.commandLatency() : slow.delay()).toNanos();
  }

  private void letThrough(HardwareSocket socket) {
    waiting |= 1 << socket.index;
    bytesLeft = BYTES_BEFORE_ACCEPTANCE + 1;
  }

  /** A byte is about to cross the wire. */
  void byteStarts() {
    if (waiting != 0 && --bytesLeft == 0) {
      acceptWaiting();
    }
  }

  /** The host has read Sn_CR. */
  void polled(HardwareSocket socket) {
    long left = polls[socket.index];
    if (left > 0 && left != ChipFault.FOR_EVER) {
      polls[socket.index] = left - 1;
      if (left == 1) {
        letThrough(socket);
      }
    }
  }

  /** Chip select was released. */
  void frameEnds() {
    acceptWaiting();
    for (int i = 0; waiting != 0; i++) {
      if ((waiting & (1 << i)) != 0) {
        waiting &= ~(1 << i);
        latency[i].start(delays[i]);
      }
    }
  }

  /** Accepts what waits, except for what takes longer than a byte or a frame. */
  private void acceptWaiting() {
    int candidates = waiting;
    for (int i = 0; i < core.sockets.length && candidates != 0; i++) {
      if ((candidates & (1 << i)) != 0 && delays[i] == 0) {
        waiting &= ~(1 << i);
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
