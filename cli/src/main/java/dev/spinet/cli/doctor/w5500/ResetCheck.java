package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Does RSTn reset the chip? Afterwards all registers have their reset values. */
final class ResetCheck {

  private static final long MARK = 0xA55A3CC3L;

  /** Longer than the 500 us of the datasheet (section 5.5.1), and than what some chips need. */
  private static final long PULSE_MILLIS = 2;

  private static final int START_MILLIS = 300;

  private final Registers registers;
  private final Findings findings;

  ResetCheck(Registers registers, Findings findings) {
    this.registers = registers;
    this.findings = findings;
  }

  /**
   * Whether the chip works afterwards.
   *
   * @param named whether the user has named a line, which could not be had if it is not here
   */
  boolean run(@Nullable OutputLine line, boolean named) throws IOException {
    findings.doing("resetting the chip");
    if (line == null && named) {
      findings.notChecked(Check.WIRES_RESET, "the line for RSTn cannot be opened", "");
      return softwareReset();
    }
    if (line == null) {
      findings.notChecked(
          Check.WIRES_RESET,
          "no line for RSTn is named",
          "if RSTn is wired, add reset=/dev/gpiochip0:24 (chip and line): a chip that hangs can then"
              + " be brought back");
      return softwareReset();
    }
    mark();
    line.set(true);
    Registers.pause(PULSE_MILLIS);
    boolean answersInReset = isAnswering();
    line.set(false);
    if (!awaitAnswer()) {
      findings.problem(
          Check.WIRES_RESET,
          "the chip does not answer any more after a pulse on RSTn",
          "RSTn is active low and has to be high in between: check that nothing inverts the line,"
              + " and that RSTn has a pull-up");
      return false;
    }
    if (answersInReset) {
      findings.problem(
          Check.WIRES_RESET,
          isMarked()
              ? "the line for RSTn does not reset the chip: its registers stay"
              : "the chip answers while RSTn is low, and has lost its registers all the same",
          "the line does not reach the chip: check the wire from RSTn, and the number of the line in"
              + " reset=");
      return softwareReset();
    }
    if (isMarked()) {
      findings.problem(
          Check.WIRES_RESET,
          "the chip is silent while RSTn is low, but keeps its registers",
          "the line switches something else, such as chip select: check the wire from RSTn");
      return softwareReset();
    }
    findings.ok(Check.WIRES_RESET, "RSTn resets the chip");
    return true;
  }

  private void mark() throws IOException {
    registers.set(Block.common(), CommonRegister.GAR, MARK);
  }

  private boolean isMarked() throws IOException {
    return registers.get(Block.common(), CommonRegister.GAR) == MARK;
  }

  private boolean isAnswering() throws IOException {
    var answer = registers.ask(Block.common(), CommonRegister.VERSIONR);
    return answer.isEchoed() && answer.value() == ChipLimits.VERSION;
  }

  private boolean awaitAnswer() throws IOException {
    for (int i = 0; i < START_MILLIS && !isAnswering(); i++) {
      Registers.pause(1);
    }
    return isAnswering();
  }

  /** The reset by command, which is there without any wire. */
  private boolean softwareReset() throws IOException {
    registers.set(Block.common(), CommonRegister.MR, ModeBits.RST);
    boolean answers = awaitAnswer();
    for (int i = 0; i < START_MILLIS && answers; i++) {
      if ((registers.get(Block.common(), CommonRegister.MR) & ModeBits.RST) == 0) {
        return true;
      }
      Registers.pause(1);
    }
    findings.problem(
        Check.CHIP_COMMANDS,
        "the chip does not come out of a reset by command",
        "switch its supply off and on");
    return false;
  }
}
