package dev.spinet.bindings.w5500;

/** A register of the chip, of one or more bytes. */
public sealed interface Register permits CommonRegister, SocketRegister {
  /**
   * Where the register starts within its block.
   *
   * @return the offset address
   */
  int address();

  /**
   * Width of the register.
   *
   * @return the number of bytes, 1 to 6
   */
  int size();

  /**
   * What the register holds after a hardware or software reset.
   *
   * @return the value, unsigned
   */
  long resetValue();

  /**
   * What reads and writes do.
   *
   * @return the rule
   */
  Access access();

  /**
   * Address of the byte after the register.
   *
   * @return the offset address
   */
  default int end() {
    return address() + size();
  }
}
