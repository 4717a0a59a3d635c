package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Bits of the mode register MR (W5500 datasheet, section 4.1). */
public final class ModeBits {
  /** Software reset: all registers go to their reset values, then the bit clears itself. */
  public static final int RST = W5500Constants.W5500_MR_RST();

  /** Wake on LAN: a magic packet sets {@link CommonInterrupt#MAGIC_PACKET}. */
  public static final int WOL = W5500Constants.W5500_MR_WOL();

  /** Ping block: echo requests get no answer. */
  public static final int PB = W5500Constants.W5500_MR_PB();

  /** PPPoE mode. */
  public static final int PPPOE = W5500Constants.W5500_MR_PPPOE();

  /** Force ARP: the address is resolved before every SEND. */
  public static final int FARP = W5500Constants.W5500_MR_FARP();

  private static final BitNames.Bit[] BITS = {
    new BitNames.Bit(RST, "RST"),
    new BitNames.Bit(WOL, "WOL"),
    new BitNames.Bit(PB, "PB"),
    new BitNames.Bit(PPPOE, "PPPOE"),
    new BitNames.Bit(FARP, "FARP"),
  };

  private ModeBits() {}

  /**
   * Names the set bits, for traces.
   *
   * @param value value of MR
   * @return the names with {@code |} between them, and what has no name in hexadecimal; {@code 0}
   *     if no bit is set
   */
  public static String name(int value) {
    return BitNames.join(value, BITS);
  }
}
