package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.SocketRegister;

/**
 * Sn_TX_FSR or Sn_RX_RSR. The two bytes of such a size are read one after the other, and nothing
 * keeps the chip from changing it between them (4.2 asks hosts to read until two reads agree). The
 * model shows what is true at each byte; a fault makes the change fall between two bytes.
 *
 * <p>Between two commands a size only grows, so a value that is torn is too small, never too large.
 */
final class LiveSize {

  private final HardwareSocket socket;
  private final SocketRegister register;

  /** What the host may still believe: the value at its last read or command. */
  private int known;

  LiveSize(HardwareSocket socket, SocketRegister register) {
    this.socket = socket;
    this.register = register;
  }

  /** The value from now on. One that is smaller than before comes from a command of the host. */
  void show(int value) {
    if (value < socket.registers.get(register)) {
      known = value;
    }
    socket.registers.set(register, value);
  }

  /** The value after a reset or an OPEN. */
  void restart(int value) {
    known = value;
    socket.registers.set(register, value);
  }

  boolean covers(int address) {
    return address >= register.address() && address < register.end();
  }

  /** What the host gets at one of the two addresses. */
  int read(int address) {
    int value = socket.registers.read(address);
    if (address != register.address()) {
      known = socket.registers.get(register);
      return value;
    }
    int before = known >>> Byte.SIZE;
    boolean torn = before != value && socket.core.faults.takeTear(register, socket.index);
    return torn ? before : value;
  }
}
