package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Bits of the common interrupt registers IR and IMR (W5500 datasheet, section 4.1). */
public final class CommonInterrupt {
  /** Somebody else uses our IPv4 address. */
  public static final int CONFLICT = W5500Constants.W5500_IR_CONFLICT();

  /** An ICMP "port unreachable" came in; UIPR and UPORTR tell whom it is about. */
  public static final int UNREACH = W5500Constants.W5500_IR_UNREACH();

  /** The PPPoE connection was closed. */
  public static final int PPPOE = W5500Constants.W5500_IR_PPPOE();

  /** A magic packet came in. */
  public static final int MAGIC_PACKET = W5500Constants.W5500_IR_MP();

  private static final BitNames.Bit[] BITS = {
    new BitNames.Bit(CONFLICT, "CONFLICT"),
    new BitNames.Bit(UNREACH, "UNREACH"),
    new BitNames.Bit(PPPOE, "PPPOE"),
    new BitNames.Bit(MAGIC_PACKET, "MAGIC_PACKET"),
  };

  private CommonInterrupt() {}

  /**
   * Names the set bits, for traces.
   *
   * @param value value of IR or IMR
   * @return the names with {@code |} between them, and what has no name in hexadecimal; {@code 0}
   *     if no bit is set
   */
  public static String name(int value) {
    return BitNames.join(value, BITS);
  }
}
