package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import java.time.Duration;

/** Leaves the chip alone for a while and looks whether it loses its registers, or the cable. */
final class WatchCheck {

  private static final long MARK = 0x0A5A3CC3L;
  private static final long PAUSE_MILLIS = 2;

  /** However short the time, and however busy the machine. */
  private static final int LEAST_LOOKS = 100;

  private final Registers registers;
  private final Findings findings;
  private final Supply supply;

  WatchCheck(Registers registers, Findings findings, Supply supply) {
    this.registers = registers;
    this.findings = findings;
    this.supply = supply;
  }

  void run(Duration time) throws IOException {
    findings.doing("watching the chip");
    mark();
    int losses = 0;
    boolean wasUp = isUp();
    long start = System.nanoTime();
    for (int looks = 0;
        looks < LEAST_LOOKS || System.nanoTime() - start < time.toNanos();
        looks++) {
      look();
      boolean up = isUp();
      losses += wasUp && !up ? 1 : 0;
      wasUp = up;
      Registers.pause(PAUSE_MILLIS);
    }
    if (supply.isSteady()) {
      findings.ok(Check.CHIP_SUPPLY, "the chip keeps its registers");
    } else {
      findings.problem(
          Check.CHIP_SUPPLY,
          supply.describe(),
          "its supply is too weak or has a bad contact: it takes 132 mA at 3.3 V, more than some"
              + " regulators give; add 10 uF beside the chip, and check that RSTn has a pull-up");
    }
    if (losses > 0 && supply.isSteady()) {
      findings.problem(
          Check.NETWORK_LINK,
          "the cable lost its link %s meanwhile"
              .formatted(losses == 1 ? "once" : losses + " times"),
          "check both plugs, try another cable, and another port of the switch");
    }
  }

  private void mark() throws IOException {
    registers.set(Block.common(), CommonRegister.GAR, MARK);
    registers.set(Block.common(), CommonRegister.PMRU, MARK & 0xFFFF);
  }

  private boolean isUp() throws IOException {
    return (registers.get(Block.common(), CommonRegister.PHYCFGR) & PhyConfiguration.LNK) != 0;
  }

  private void look() throws IOException {
    if (registers.get(Block.common(), CommonRegister.VERSIONR) != ChipLimits.VERSION) {
      supply.silence();
      awaitAnswer();
      mark();
      return;
    }
    boolean addresses = registers.get(Block.common(), CommonRegister.GAR) == MARK;
    boolean others = registers.get(Block.common(), CommonRegister.PMRU) == (MARK & 0xFFFF);
    if (!addresses && others) {
      supply.zeroedAddresses();
    } else if (!others) {
      supply.reset();
    }
    if (!addresses || !others) {
      mark();
    }
  }

  private void awaitAnswer() throws IOException {
    for (int i = 0; i < 300; i++) {
      if (registers.get(Block.common(), CommonRegister.VERSIONR) == ChipLimits.VERSION) {
        return;
      }
      Registers.pause(1);
    }
  }
}
