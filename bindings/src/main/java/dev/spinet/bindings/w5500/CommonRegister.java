package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/**
 * The registers of the block {@link Block#common()}, by their datasheet names (W5500 datasheet,
 * sections 3.1 and 4.1). Multi-byte registers are big-endian.
 */
public enum CommonRegister implements Register {
  /** Mode. Software reset, wake on LAN, ping block, PPPoE, force ARP; the RST bit clears itself. */
  MR(
      W5500Constants.W5500_MR(),
      W5500Constants.W5500_MR_SIZE(),
      W5500Constants.W5500_MR_RESET(),
      W5500Constants.W5500_MR_ACCESS()),

  /** Gateway IPv4 address. */
  GAR(
      W5500Constants.W5500_GAR(),
      W5500Constants.W5500_GAR_SIZE(),
      W5500Constants.W5500_GAR_RESET(),
      W5500Constants.W5500_GAR_ACCESS()),

  /** Subnet mask. */
  SUBR(
      W5500Constants.W5500_SUBR(),
      W5500Constants.W5500_SUBR_SIZE(),
      W5500Constants.W5500_SUBR_RESET(),
      W5500Constants.W5500_SUBR_ACCESS()),

  /** Own hardware (MAC) address. */
  SHAR(
      W5500Constants.W5500_SHAR(),
      W5500Constants.W5500_SHAR_SIZE(),
      W5500Constants.W5500_SHAR_RESET(),
      W5500Constants.W5500_SHAR_ACCESS()),

  /** Own IPv4 address. */
  SIPR(
      W5500Constants.W5500_SIPR(),
      W5500Constants.W5500_SIPR_SIZE(),
      W5500Constants.W5500_SIPR_RESET(),
      W5500Constants.W5500_SIPR_ACCESS()),

  /**
   * Shortest time INTn stays high between two assertions. When not 0: (INTLEVEL + 1) times {@link
   * ChipLimits#INTERRUPT_LEVEL_PLL_CYCLES} periods of the PLL clock.
   */
  INTLEVEL(
      W5500Constants.W5500_INTLEVEL(),
      W5500Constants.W5500_INTLEVEL_SIZE(),
      W5500Constants.W5500_INTLEVEL_RESET(),
      W5500Constants.W5500_INTLEVEL_ACCESS()),

  /** Pending common interrupts, see {@link CommonInterrupt}. */
  IR(
      W5500Constants.W5500_IR(),
      W5500Constants.W5500_IR_SIZE(),
      W5500Constants.W5500_IR_RESET(),
      W5500Constants.W5500_IR_ACCESS()),

  /** Which bits of IR assert INTn. */
  IMR(
      W5500Constants.W5500_IMR(),
      W5500Constants.W5500_IMR_SIZE(),
      W5500Constants.W5500_IMR_RESET(),
      W5500Constants.W5500_IMR_ACCESS()),

  /** Bit n is 1 while Sn_IR of socket n is not 0; it falls by itself when Sn_IR is cleared. */
  SIR(
      W5500Constants.W5500_SIR(),
      W5500Constants.W5500_SIR_SIZE(),
      W5500Constants.W5500_SIR_RESET(),
      W5500Constants.W5500_SIR_ACCESS()),

  /** Which bits of SIR assert INTn. */
  SIMR(
      W5500Constants.W5500_SIMR(),
      W5500Constants.W5500_SIMR_SIZE(),
      W5500Constants.W5500_SIMR_RESET(),
      W5500Constants.W5500_SIMR_ACCESS()),

  /**
   * Retransmission time-out, unit {@link ChipLimits#RETRY_UNIT_MICROS}; the reset value is 200 ms.
   */
  RTR(
      W5500Constants.W5500_RTR(),
      W5500Constants.W5500_RTR_SIZE(),
      W5500Constants.W5500_RTR_RESET(),
      W5500Constants.W5500_RTR_ACCESS()),

  /** Number of retransmissions; the time-out comes after RCR + 1 attempts. */
  RCR(
      W5500Constants.W5500_RCR(),
      W5500Constants.W5500_RCR_SIZE(),
      W5500Constants.W5500_RCR_RESET(),
      W5500Constants.W5500_RCR_ACCESS()),

  /** PPPoE: period of LCP echo requests, unit {@link ChipLimits#PTIMER_UNIT_MILLIS}. */
  PTIMER(
      W5500Constants.W5500_PTIMER(),
      W5500Constants.W5500_PTIMER_SIZE(),
      W5500Constants.W5500_PTIMER_RESET(),
      W5500Constants.W5500_PTIMER_ACCESS()),

  /** PPPoE: byte of the LCP magic number. */
  PMAGIC(
      W5500Constants.W5500_PMAGIC(),
      W5500Constants.W5500_PMAGIC_SIZE(),
      W5500Constants.W5500_PMAGIC_RESET(),
      W5500Constants.W5500_PMAGIC_ACCESS()),

  /** PPPoE: hardware address of the server. */
  PHAR(
      W5500Constants.W5500_PHAR(),
      W5500Constants.W5500_PHAR_SIZE(),
      W5500Constants.W5500_PHAR_RESET(),
      W5500Constants.W5500_PHAR_ACCESS()),

  /** PPPoE: session id. */
  PSID(
      W5500Constants.W5500_PSID(),
      W5500Constants.W5500_PSID_SIZE(),
      W5500Constants.W5500_PSID_RESET(),
      W5500Constants.W5500_PSID_ACCESS()),

  /** PPPoE: maximum receive unit in bytes. */
  PMRU(
      W5500Constants.W5500_PMRU(),
      W5500Constants.W5500_PMRU_SIZE(),
      W5500Constants.W5500_PMRU_RESET(),
      W5500Constants.W5500_PMRU_ACCESS()),

  /** IPv4 address that an ICMP "port unreachable" named. */
  UIPR(
      W5500Constants.W5500_UIPR(),
      W5500Constants.W5500_UIPR_SIZE(),
      W5500Constants.W5500_UIPR_RESET(),
      W5500Constants.W5500_UIPR_ACCESS()),

  /** UDP port that an ICMP "port unreachable" named. */
  UPORTR(
      W5500Constants.W5500_UPORTR(),
      W5500Constants.W5500_UPORTR_SIZE(),
      W5500Constants.W5500_UPORTR_RESET(),
      W5500Constants.W5500_UPORTR_ACCESS()),

  /**
   * PHY configuration and status. Bits {@link PhyConfiguration#STATUS_MASK} are read only and
   * follow the link, so after a reset they may be set beside the reset value.
   */
  PHYCFGR(
      W5500Constants.W5500_PHYCFGR(),
      W5500Constants.W5500_PHYCFGR_SIZE(),
      W5500Constants.W5500_PHYCFGR_RESET(),
      W5500Constants.W5500_PHYCFGR_ACCESS()),

  /** Chip version, always {@link ChipLimits#VERSION}. */
  VERSIONR(
      W5500Constants.W5500_VERSIONR(),
      W5500Constants.W5500_VERSIONR_SIZE(),
      W5500Constants.W5500_VERSIONR_RESET(),
      W5500Constants.W5500_VERSIONR_ACCESS());

  private final int address;
  private final int size;
  private final long resetValue;
  private final Access access;

  CommonRegister(int address, int size, long resetValue, int access) {
    this.address = address;
    this.size = size;
    this.resetValue = resetValue;
    this.access = Access.of(access);
  }

  @Override
  public int address() {
    return address;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long resetValue() {
    return resetValue;
  }

  @Override
  public Access access() {
    return access;
  }
}
