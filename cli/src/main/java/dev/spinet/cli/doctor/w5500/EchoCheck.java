package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.w5500.Registers.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does a W5500 answer at all? While it gets the three bytes of a header it sends 01 02 03 whatever
 * they are (datasheet, section 2.3), and VERSIONR reads 04 (section 4.1).
 */
final class EchoCheck {

  private static final int READS = 64;
  private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int HIGH = 0xFF;

  /** What a healthy chip sends during a read of VERSIONR. */
  private static final int HEALTHY =
      FrameHeader.ECHO_ADDRESS_HIGH << 24
          | FrameHeader.ECHO_ADDRESS_LOW << 16
          | FrameHeader.ECHO_CONTROL << 8
          | ChipLimits.VERSION;

  private final Registers registers;
  private final Findings findings;
  private final Supply supply;

  EchoCheck(Registers registers, Findings findings, Supply supply) {
    this.registers = registers;
    this.findings = findings;
    this.supply = supply;
  }

  /** Whether it makes sense to look further. */
  boolean run() throws IOException {
    findings.doing("asking the chip for its version");
    awaitFirstAnswer();
    var answers = new ArrayList<Answer>();
    for (int i = 0; i < READS; i++) {
      answers.add(ask());
    }
    int good = (int) answers.stream().filter(Answer::isEchoed).count();
    if (good == 0) {
      nothingGood(answers);
      return false;
    }
    var bad = answers.stream().filter(answer -> !answer.isEchoed()).toList();
    if (!bad.isEmpty() && bad.stream().allMatch(answer -> answer.isAll(0))) {
      bad.forEach(_ -> supply.silence());
      findings.warning(
          Check.WIRES_ECHO,
          "%d of %d answers were empty, the others right".formatted(bad.size(), READS),
          "the chip falls silent from time to time: see its supply, and RSTn");
    } else if (!bad.isEmpty()) {
      findings.problem(
          Check.WIRES_ECHO,
          "%d of %d answers were disturbed, such as %s where 01 02 03 begins"
              .formatted(bad.size(), READS, bad.getFirst()),
          "MISO is disturbed even at a low clock: check its contact, shorten the wires, and lay a"
              + " ground wire beside SCLK");
    } else {
      findings.ok(Check.WIRES_ECHO, "the chip answers each header with 01 02 03");
    }
    return version(answers.stream().filter(Answer::isEchoed).toList());
  }

  private Answer ask() throws IOException {
    return registers.ask(Block.common(), CommonRegister.VERSIONR);
  }

  /** A chip that was just switched on may need its time. */
  private void awaitFirstAnswer() throws IOException {
    long start = System.nanoTime();
    while (!ask().isEchoed() && System.nanoTime() - start < START_NANOS) {
      Registers.pause(1);
    }
  }

  private void nothingGood(List<Answer> answers) {
    var first = answers.getFirst();
    boolean same = answers.stream().allMatch(answer -> answer.bits() == first.bits());
    if (!same) {
      findings.problem(
          Check.WIRES_ECHO,
          "what comes back changes and is never right, such as %s and %s"
              .formatted(first, answers.getLast()),
          "MISO has no contact, or chip select does not reach the chip: check both, and the ground"
              + " wire");
    } else if (first.isAll(0)) {
      findings.problem(
          Check.WIRES_ECHO,
          "MISO stays low: every byte is 00",
          "check that the chip has 3.3 V, that its RSTn is high, that MISO is on the board's MISO"
              + " pin (GPIO 9 on a Raspberry Pi), and that chip select is on the pin of this device"
              + " (spidev0.0: GPIO 8, spidev0.1: GPIO 7)");
    } else if (first.isAll(HIGH)) {
      findings.problem(
          Check.WIRES_ECHO,
          "MISO stays high: every byte is FF",
          "nobody drives MISO: check that it is connected, and that chip select is on the pin of"
              + " this device (spidev0.0: GPIO 8, spidev0.1: GPIO 7 on a Raspberry Pi)");
    } else if (first.bits() == HEALTHY >>> 1 || first.bits() == HEALTHY << 1) {
      findings.problem(
          Check.WIRES_ECHO,
          "what comes back is right, but one bit %s: %s instead of 01 02 03 04"
              .formatted(first.bits() == HEALTHY >>> 1 ? "late" : "early", first),
          "the wrong edge of the clock is looked at: the chip needs SPI mode 0 or 3; a level shifter"
              + " or long wires delay MISO too, so try speed=1MHz");
    } else {
      findings.problem(
          Check.WIRES_ECHO,
          "something answers, always with %s, and it is no W5500".formatted(first),
          "another chip is on this chip select: check which one, and what is printed on it");
    }
  }

  private boolean version(List<Answer> answers) {
    var versions = new HashSet<Long>();
    answers.forEach(answer -> versions.add(answer.value()));
    long version = answers.getLast().value();
    if (versions.contains((long) ChipLimits.VERSION)) {
      if (versions.size() > 1) {
        findings.warning(
            Check.CHIP_VERSION,
            "it is a W5500, but VERSIONR was misread %d times of %d"
                .formatted(
                    answers.stream().filter(answer -> answer.value() != ChipLimits.VERSION).count(),
                    answers.size()),
            "the data wires are disturbed: shorten them, and check their contacts");
      } else {
        findings.ok(Check.CHIP_VERSION, "it is a W5500: VERSIONR reads 04");
      }
      return true;
    }
    if (version == 0) {
      findings.problem(
          Check.WIRES_WRITES,
          "the chip answers, but does not hear what it is asked: VERSIONR reads 00",
          "check MOSI: it belongs on the board's MOSI pin (GPIO 10 on a Raspberry Pi) and is often"
              + " swapped with MISO or without contact");
    } else {
      findings.problem(
          Check.CHIP_VERSION,
          "the chip's VERSIONR reads %02X where a W5500 has 04".formatted(version),
          "it is another chip of the family: check what is printed on it");
    }
    return false;
  }
}
