package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Bits of the socket interrupt registers Sn_IR and Sn_IMR (W5500 datasheet, section 4.2). */
public final class SocketInterrupt {
  /** SEND is complete. */
  public static final int SENDOK = W5500Constants.W5500_Sn_IR_SENDOK();

  /** ARP or TCP ran out of retransmissions. */
  public static final int TIMEOUT = W5500Constants.W5500_Sn_IR_TIMEOUT();

  /** Data came in. */
  public static final int RECV = W5500Constants.W5500_Sn_IR_RECV();

  /** A FIN came in, or the connection ended. */
  public static final int DISCON = W5500Constants.W5500_Sn_IR_DISCON();

  /** The connection is established. */
  public static final int CON = W5500Constants.W5500_Sn_IR_CON();

  /** All events. */
  public static final int MASK = W5500Constants.W5500_Sn_IR_MASK();

  private static final BitNames.Bit[] BITS = {
    new BitNames.Bit(SENDOK, "SENDOK"),
    new BitNames.Bit(TIMEOUT, "TIMEOUT"),
    new BitNames.Bit(RECV, "RECV"),
    new BitNames.Bit(DISCON, "DISCON"),
    new BitNames.Bit(CON, "CON"),
  };

  private SocketInterrupt() {}

  /**
   * Names the set bits, for traces.
   *
   * @param value value of Sn_IR or Sn_IMR
   * @return the names with {@code |} between them, and what has no name in hexadecimal; {@code 0}
   *     if no bit is set
   */
  public static String name(int value) {
    return BitNames.join(value, BITS);
  }
}
