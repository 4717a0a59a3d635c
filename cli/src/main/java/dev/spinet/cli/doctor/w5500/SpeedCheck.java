package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/** Do writes arrive, and up to which clock? */
final class SpeedCheck {

  private static final int ROUNDS = 200;
  private static final int ROUNDS_DEEP = 5_000;
  private static final int MHZ = 1_000_000;

  /** Of the fastest clock without errors, where a faster one had some. */
  private static final double MARGIN = 0.8;

  private static final int[] STEPS = {
    1 * MHZ,
    2 * MHZ,
    4 * MHZ,
    6 * MHZ,
    8 * MHZ,
    10 * MHZ,
    12 * MHZ,
    16 * MHZ,
    20 * MHZ,
    25 * MHZ,
    30 * MHZ,
    ChipLimits.SCLK_GUARANTEED_MAX_HZ
  };

  /** Beyond what the datasheet guarantees, up to what the chip was designed for. */
  private static final int[] STEPS_DEEP = {
    40 * MHZ, 50 * MHZ, 62_500_000, ChipLimits.SCLK_DESIGN_MAX_HZ
  };

  private final PatternTest test;
  private final Findings findings;
  private final boolean deep;
  private final int rounds;

  SpeedCheck(PatternTest test, Findings findings, boolean deep) {
    this.test = test;
    this.findings = findings;
    this.deep = deep;
    this.rounds = deep ? ROUNDS_DEEP : ROUNDS;
  }

  /** Whether writes arrive at the clock that is set now, so that it makes sense to look further. */
  boolean writes() throws IOException {
    findings.doing("writing patterns to registers");
    var result = test.run(rounds);
    if (result.isClean()) {
      findings.ok(
          Check.WIRES_WRITES,
          "%d patterns of %d bytes came back as they were written"
              .formatted(rounds, PatternTest.LENGTH));
      return true;
    }
    boolean none = result.miswritten() == rounds;
    findings.problem(
        Check.WIRES_WRITES,
        none
            ? "nothing that is written arrives"
            : "of %d patterns, %d were disturbed on their way to the chip and %d on their way back"
                .formatted(rounds, result.miswritten(), result.misread()),
        none
            ? "check MOSI and its pin (GPIO 10 on a Raspberry Pi)"
            : (result.miswritten() > result.misread()
                    ? "MOSI, SCLK or chip select is disturbed"
                    : "MISO is disturbed")
                + " even at a low clock: check the contacts, shorten the wires, and lay a ground"
                + " wire beside SCLK");
    return !none;
  }

  /**
   * Tries rising clocks.
   *
   * @param wanted the clock the user wants
   * @return the clock to use; empty if it cannot be set from here
   */
  OptionalInt speeds(Registers registers, int wanted) throws IOException {
    int fastest = 0;
    int failed = 0;
    int[] steps = deep ? concatenated() : STEPS;
    for (int step : steps) {
      findings.doing("testing a clock of " + megahertz(step));
      try {
        registers.bus().setSpeed(step);
      } catch (UnsupportedOperationException e) {
        findings.notChecked(
            Check.WIRES_SPEED, "the clock is set by whoever serves the other end of the wires", "");
        return OptionalInt.empty();
      }
      if (!test.run(rounds).isClean()) {
        failed = step;
        break;
      }
      fastest = step;
    }
    int advised = failed == 0 ? fastest : advised(steps, fastest);
    report(fastest, failed, advised, wanted);
    return OptionalInt.of(Math.min(wanted, advised));
  }

  private static int[] concatenated() {
    int[] all = Arrays.copyOf(STEPS, STEPS.length + STEPS_DEEP.length);
    System.arraycopy(STEPS_DEEP, 0, all, STEPS.length, STEPS_DEEP.length);
    return all;
  }

  private static int advised(int[] steps, int fastest) {
    return Arrays.stream(steps).filter(step -> step <= fastest * MARGIN).max().orElse(steps[0]);
  }

  private void report(int fastest, int failed, int advised, int wanted) {
    if (failed == 0) {
      String found = "no errors up to " + megahertz(fastest);
      if (wanted < advised && fastest <= ChipLimits.SCLK_GUARANTEED_MAX_HZ) {
        findings.ok(Check.WIRES_SPEED, found, "speed=%s is possible".formatted(megahertz(advised)));
      } else {
        findings.ok(Check.WIRES_SPEED, found);
      }
      return;
    }
    String found =
        fastest == 0
            ? "errors at every clock, the slowest of %s included".formatted(megahertz(failed))
            : "no errors up to %s, errors at %s".formatted(megahertz(fastest), megahertz(failed));
    String advice =
        "use speed=%s, which leaves a margin; shorter wires allow more"
            .formatted(megahertz(advised));
    if (fastest == 0 || wanted > fastest) {
      findings.problem(
          Check.WIRES_SPEED, found + "; %s is configured".formatted(megahertz(wanted)), advice);
    } else if (wanted > advised) {
      findings.warning(
          Check.WIRES_SPEED, found + "; %s is configured".formatted(megahertz(wanted)), advice);
    } else {
      findings.ok(Check.WIRES_SPEED, found, "stay at or below speed=" + megahertz(advised));
    }
  }

  /** A clock as a device URI has it. */
  static String megahertz(int hertz) {
    return String.format(Locale.ROOT, "%.1f", (double) hertz / MHZ).replace(".0", "") + "MHz";
  }
}
