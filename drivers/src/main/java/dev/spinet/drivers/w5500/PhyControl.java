package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import java.io.IOException;

/** The chip's PHY. Every method is called with the chip's lock held. */
final class PhyControl {

  private static final int FAST = 100;
  private static final int SLOW = 10;

  private final Chip chip;

  PhyControl(Chip chip) {
    this.chip = chip;
  }

  /**
   * Sets the mode. A new one counts from the next reset of the PHY, so the link goes down for as
   * long as the other end needs to notice (datasheet, section 4.1, PHYCFGR).
   */
  void set(PhyMode mode) throws IOException {
    if (mode == PhyMode.AUTO) {
      return;
    }
    int value = PhyConfiguration.OPMD | mode.code();
    chip.writeRegister(Block.common(), CommonRegister.PHYCFGR, value);
    chip.writeRegister(Block.common(), CommonRegister.PHYCFGR, value | PhyConfiguration.RST);
  }

  PhyStatus status() throws IOException {
    int value = chip.readRegister(Block.common(), CommonRegister.PHYCFGR);
    return new PhyStatus(
        (value & PhyConfiguration.LNK) != 0,
        (value & PhyConfiguration.SPD) != 0 ? FAST : SLOW,
        (value & PhyConfiguration.DPX) != 0);
  }
}
