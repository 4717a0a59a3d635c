package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/**
 * Fields of PHYCFGR (W5500 datasheet, section 4.1). Mode codes are in their place in the register.
 */
public final class PhyConfiguration {
  /** 0 resets the PHY, 1 runs it. */
  public static final int RST = W5500Constants.W5500_PHYCFGR_RST();

  /** 1: the operation mode bits decide, 0: the PMODE pins. */
  public static final int OPMD = W5500Constants.W5500_PHYCFGR_OPMD();

  /** The operation mode bits. */
  public static final int OPMDC_MASK = W5500Constants.W5500_PHYCFGR_OPMDC_MASK();

  /** 10BASE-T half duplex, no auto-negotiation. */
  public static final int OPMDC_10_HALF = W5500Constants.W5500_PHYCFGR_OPMDC_10_HALF();

  /** 10BASE-T full duplex, no auto-negotiation. */
  public static final int OPMDC_10_FULL = W5500Constants.W5500_PHYCFGR_OPMDC_10_FULL();

  /** 100BASE-TX half duplex, no auto-negotiation. */
  public static final int OPMDC_100_HALF = W5500Constants.W5500_PHYCFGR_OPMDC_100_HALF();

  /** 100BASE-TX full duplex, no auto-negotiation. */
  public static final int OPMDC_100_FULL = W5500Constants.W5500_PHYCFGR_OPMDC_100_FULL();

  /** 100BASE-TX half duplex, auto-negotiation. */
  public static final int OPMDC_100_HALF_AUTO = W5500Constants.W5500_PHYCFGR_OPMDC_100_HALF_AUTO();

  /** Not used. */
  public static final int OPMDC_UNUSED = W5500Constants.W5500_PHYCFGR_OPMDC_UNUSED();

  /** The PHY is powered down. */
  public static final int OPMDC_POWER_DOWN = W5500Constants.W5500_PHYCFGR_OPMDC_POWER_DOWN();

  /** All capable, auto-negotiation. */
  public static final int OPMDC_ALL_AUTO = W5500Constants.W5500_PHYCFGR_OPMDC_ALL_AUTO();

  /** 1: full duplex; read only. */
  public static final int DPX = W5500Constants.W5500_PHYCFGR_DPX();

  /** 1: 100 Mbit/s; read only. */
  public static final int SPD = W5500Constants.W5500_PHYCFGR_SPD();

  /** 1: the link is up; read only. */
  public static final int LNK = W5500Constants.W5500_PHYCFGR_LNK();

  /** The three read-only bits. */
  public static final int STATUS_MASK = W5500Constants.W5500_PHYCFGR_STATUS_MASK();

  private PhyConfiguration() {}

  /**
   * Describes a value, for traces.
   *
   * @param value value of PHYCFGR
   * @return the link, such as {@code link up, 100 Mbit/s, full duplex}
   */
  public static String name(int value) {
    if ((value & RST) == 0) {
      return "in reset";
    }
    if ((value & OPMD) != 0 && (value & OPMDC_MASK) == OPMDC_POWER_DOWN) {
      return "powered down";
    }
    if ((value & LNK) == 0) {
      return "link down";
    }
    return "link up, "
        + ((value & SPD) != 0 ? "100" : "10")
        + " Mbit/s, "
        + ((value & DPX) != 0 ? "full" : "half")
        + " duplex";
  }
}
