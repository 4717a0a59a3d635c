package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Protocols and options of Sn_MR (W5500 datasheet, section 4.2). */
public final class SocketMode {
  /** The bits that hold the protocol. */
  public static final int PROTOCOL_MASK = W5500Constants.W5500_Sn_MR_PROTOCOL_MASK();

  /** No protocol. */
  public static final int CLOSED = W5500Constants.W5500_Sn_MR_CLOSED();

  /** TCP. */
  public static final int TCP = W5500Constants.W5500_Sn_MR_TCP();

  /** UDP. */
  public static final int UDP = W5500Constants.W5500_Sn_MR_UDP();

  /** Raw IP. Not in the datasheet; works as on the W5200. */
  public static final int IPRAW = W5500Constants.W5500_Sn_MR_IPRAW();

  /** Raw Ethernet frames; socket 0 only. */
  public static final int MACRAW = W5500Constants.W5500_Sn_MR_MACRAW();

  /** UDP: multicast. */
  public static final int MULTI = W5500Constants.W5500_Sn_MR_MULTI();

  /** MACRAW: only broadcast and frames to the own address. */
  public static final int MFEN = W5500Constants.W5500_Sn_MR_MFEN();

  /** UDP and MACRAW: block broadcast. */
  public static final int BCASTB = W5500Constants.W5500_Sn_MR_BCASTB();

  /** TCP: no delayed acknowledgement. */
  public static final int ND = W5500Constants.W5500_Sn_MR_ND();

  /** UDP multicast: IGMP version 1 instead of 2. */
  public static final int MC = W5500Constants.W5500_Sn_MR_MC();

  /** MACRAW: block multicast. */
  public static final int MMB = W5500Constants.W5500_Sn_MR_MMB();

  /** UDP multicast: block unicast. */
  public static final int UCASTB = W5500Constants.W5500_Sn_MR_UCASTB();

  /** MACRAW: block IPv6. */
  public static final int MIP6B = W5500Constants.W5500_Sn_MR_MIP6B();

  private SocketMode() {}

  /**
   * Names a value, for traces. One bit means different things to different protocols.
   *
   * @param value value of Sn_MR
   * @return the protocol, then the options with {@code |} between them
   */
  public static String name(int value) {
    int protocol = value & PROTOCOL_MASK;
    int options = value & ~PROTOCOL_MASK;
    String name = protocolName(protocol);
    if (options == 0) {
      return name;
    }
    if (protocol == TCP) {
      return name + "|" + BitNames.join(options, new BitNames.Bit(ND, "ND"));
    }
    if (protocol == UDP) {
      return name
          + "|"
          + BitNames.join(
              options,
              new BitNames.Bit(MULTI, "MULTI"),
              new BitNames.Bit(BCASTB, "BCASTB"),
              new BitNames.Bit(MC, "MC"),
              new BitNames.Bit(UCASTB, "UCASTB"));
    }
    if (protocol == MACRAW) {
      return name
          + "|"
          + BitNames.join(
              options,
              new BitNames.Bit(MFEN, "MFEN"),
              new BitNames.Bit(BCASTB, "BCASTB"),
              new BitNames.Bit(MMB, "MMB"),
              new BitNames.Bit(MIP6B, "MIP6B"));
    }
    return name + "|" + BitNames.hexadecimal(options);
  }

  private static String protocolName(int protocol) {
    if (protocol == CLOSED) {
      return "CLOSED";
    }
    if (protocol == TCP) {
      return "TCP";
    }
    if (protocol == UDP) {
      return "UDP";
    }
    if (protocol == IPRAW) {
      return "IPRAW";
    }
    if (protocol == MACRAW) {
      return "MACRAW";
    }
    return BitNames.hexadecimal(protocol);
  }
}
