package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.Access;
import dev.spinet.bindings.w5500.Register;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a register block and the plain access rules; what a register does beyond them is its
 * owner's business. Multi-byte registers are big-endian.
 */
final class RegisterFile {

  private final Register[] registers;
  private final @Nullable Register[] owners;
  private final byte[] bytes;

  RegisterFile(Register[] registers) {
    int end = 0;
    for (var register : registers) {
      end = Math.max(end, register.end());
    }
    this.registers = registers;
    this.owners = new @Nullable Register[end];
    this.bytes = new byte[end];
    for (var register : registers) {
      for (int address = register.address(); address < register.end(); address++) {
        owners[address] = register;
      }
    }
    reset();
  }

  void reset() {
    for (var register : registers) {
      setLong(register, register.resetValue());
    }
  }

  /** First address behind the last register. */
  int end() {
    return bytes.length;
  }

  /** The register that an address belongs to; null where there is none. */
  @Nullable Register owner(int address) {
    return address < owners.length ? owners[address] : null;
  }

  /** What a read shows; 0 where there is no register. */
  int read(int address) {
    return address < bytes.length ? bytes[address] & 0xFF : 0;
  }

  /** A host's write to a byte of a register, by the rule of that register. */
  void write(Register register, int address, int value) {
    Access access = register.access();
    if (access == Access.READ_WRITE) {
      bytes[address] = (byte) value;
    } else if (access == Access.WRITE_ONE_TO_CLEAR) {
      bytes[address] &= (byte) ~value;
    }
  }

  int get(Register register) {
    return (int) getLong(register);
  }

  long getLong(Register register) {
    long value = 0;
    for (int address = register.address(); address < register.end(); address++) {
      value = (value << Byte.SIZE) | (bytes[address] & 0xFF);
    }
    return value;
  }

  void set(Register register, int value) {
    setLong(register, value);
  }

  void setLong(Register register, long value) {
    long rest = value;
    for (int address = register.end() - 1; address >= register.address(); address--) {
      bytes[address] = (byte) rest;
      rest >>>= Byte.SIZE;
    }
  }
}
