package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** What reading and writing a register does. */
public enum Access {
  /** Reads give what was written. */
  READ_WRITE(W5500Constants.W5500_ACCESS_RW()),
  /** Writes have no effect. */
  READ_ONLY(W5500Constants.W5500_ACCESS_RO()),
  /** Writing a 1 bit clears it, a 0 bit leaves it. */
  WRITE_ONE_TO_CLEAR(W5500Constants.W5500_ACCESS_W1C()),
  /** The chip sets the register to 0 once it has taken the value. */
  WRITE_SELF_CLEARING(W5500Constants.W5500_ACCESS_WSC());

  private final int code;

  Access(int code) {
    this.code = code;
  }

  static Access of(int code) {
    for (var access : values()) {
      if (access.code == code) {
        return access;
      }
    }
    throw new IllegalArgumentException("no access rule has the code " + code);
  }
}
