package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.Register;

/** Something that happens again and again and can make a fault happen with it. */
public sealed interface Event {

  /** As the socket of an event: any of them. */
  int ANY_SOCKET = -1;

  /** As the command of an event: any of them. */
  int ANY_COMMAND = 0;

  /** Chip select is asserted and the first byte is about to cross. */
  record BusFrame() implements Event {}

  /** A byte is about to cross the wires. */
  record BusByte() implements Event {}

  /** INTn goes low. */
  record Interrupt() implements Event {}

  /**
   * The master is about to write a command: the byte for Sn_CR has not crossed yet, so that a fault
   * may be one of this very command.
   *
   * @param code a {@link dev.spinet.bindings.w5500.SocketCommand}, or {@link #ANY_COMMAND}
   * @param socket number of the socket, or {@link #ANY_SOCKET}
   */
  record Command(int code, int socket) implements Event {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if there is no such socket, or the code is no byte
     */
    public Command {
      requireSocket(socket);
      if (code < 0 || code > 0xFF) {
        throw new IllegalArgumentException(code + " is not the code of a command");
      }
    }
  }

  /**
   * The master is about to read or write the first byte of a register.
   *
   * @param write whether it is a write
   * @param register the register
   * @param socket number of the socket, or {@link #ANY_SOCKET}; that for a common register, too
   */
  record Access(boolean write, Register register, int socket) implements Event {

    /**
     * Checks the socket.
     *
     * @throws IllegalArgumentException if there is no such socket, or the register belongs to none
     */
    public Access {
      requireSocket(socket);
      if (register instanceof CommonRegister && socket != ANY_SOCKET) {
        throw new IllegalArgumentException(register + " does not belong to a socket");
      }
    }
  }

  /**
   * A packet is on its way over the chip's cable.
   *
   * @param match which packets count
   */
  record Packet(PacketMatch match) implements Event {}

  private static void requireSocket(int socket) {
    if (socket < ANY_SOCKET || socket >= ChipLimits.SOCKET_COUNT) {
      throw new IllegalArgumentException("there is no socket " + socket);
    }
  }
}
