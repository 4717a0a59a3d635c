package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;

/**
 * The Ethernet PHY behind PHYCFGR (4.1). A new operation mode counts from the next reset of the
 * PHY, which a host makes by writing RST as 0 and then as 1. Used under the chip's lock.
 */
final class Phy {

  private final ChipCore core;
  private final ChipTimer negotiation;
  private int mode;
  private boolean inReset;
  private boolean negotiated;
  private boolean cable;

  Phy(ChipCore core) {
    this.core = core;
    this.negotiation =
        new ChipTimer(
            core,
            () -> {
              negotiated = true;
              show();
            });
  }

  /** A hardware or software reset of the chip, after which PHYCFGR has its reset value. */
  void reset() {
    inReset = false;
    cable = core.port.isLinkUp();
    start();
  }

  /** The host has written PHYCFGR. */
  void written(int before) {
    int value = register();
    core.common.set(
        CommonRegister.PHYCFGR,
        (value & ~PhyConfiguration.STATUS_MASK) | (before & PhyConfiguration.STATUS_MASK));
    boolean reset = (value & PhyConfiguration.RST) == 0;
    if (reset) {
      inReset = true;
      negotiation.stop();
      show();
    } else if (inReset) {
      inReset = false;
      start();
    }
  }

  /** The cable was plugged in or pulled out. */
  void linkChanged(boolean up) {
    cable = up;
    start();
  }

  /** Whether frames can be sent and received. */
  boolean isLinkUp() {
    return cable && negotiated && !inReset && mode != PhyConfiguration.OPMDC_POWER_DOWN;
  }

  private void start() {
    int value = register();
    mode =
        (value & PhyConfiguration.OPMD) != 0
            ? value & PhyConfiguration.OPMDC_MASK
            : PhyConfiguration.OPMDC_ALL_AUTO;
    long delay = core.options.linkNegotiation().toNanos();
    negotiated = delay == 0;
    if (negotiated) {
      negotiation.stop();
    } else {
      negotiation.start(delay);
    }
    show();
  }

  private void show() {
    int status = 0;
    if (isLinkUp()) {
      status = PhyConfiguration.LNK;
      boolean slow =
          mode == PhyConfiguration.OPMDC_10_HALF || mode == PhyConfiguration.OPMDC_10_FULL;
      boolean full =
          mode == PhyConfiguration.OPMDC_10_FULL
              || mode == PhyConfiguration.OPMDC_100_FULL
              || mode == PhyConfiguration.OPMDC_ALL_AUTO;
      status |= (slow ? 0 : PhyConfiguration.SPD) | (full ? PhyConfiguration.DPX : 0);
    }
    boolean found = (register() & PhyConfiguration.LNK) == 0 && isLinkUp();
    core.common.set(CommonRegister.PHYCFGR, (register() & ~PhyConfiguration.STATUS_MASK) | status);
    if (found) {
      core.network.linkRestored();
    }
  }

  private int register() {
    return core.common.get(CommonRegister.PHYCFGR);
  }
}
