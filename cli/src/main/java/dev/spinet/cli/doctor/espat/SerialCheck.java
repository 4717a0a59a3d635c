package dev.spinet.cli.doctor.espat;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Does a module answer, and at which speed? */
final class SerialCheck {

  private static final String AT = "AT";
  private static final String VERSION = "AT+GMR";
  private static final List<Integer> USUAL =
      List.of(921_600, 9_600, 57_600, 230_400, 460_800, 74_880, 1_000_000, 2_000_000);
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int ATTEMPTS = 2;
  private static final int ATTEMPTS_WHERE_LIKELY = 4;

  private final Findings findings;
  private final boolean deep;
  private boolean heard;

  /** How a module answers at a speed. */
  private enum Reply {
    /** Not at all, or not in words. */
    NONE,
    /** As it should. */
    RESULT,
    /** As it should, but late. */
    LATE,
    /** It has no time. */
    BUSY,
    /** It does what it is told, and does not say so. */
    NO_RESULT,
    /** What was sent comes back, which a module's echo does too, but only that. */
    LOOPED
  }

  SerialCheck(Findings findings, boolean deep) {
    this.findings = findings;
    this.deep = deep;
  }

  /**
   * Looks for it.
   *
   * @param expected speeds to try first
   * @return the speed at which it answers; empty if the rest cannot be looked at
   */
  OptionalInt run(ByteLink line, List<Integer> expected) throws IOException {
    Set<Integer> speeds = new LinkedHashSet<>(expected);
    speeds.add(UartLimits.BAUD_DEFAULT);
    int likely = speeds.size();
    speeds.addAll(USUAL);
    try (var probe = new BaudProbe(line)) {
      int tried = 0;
      for (int baud : speeds) {
        findings.doing("asking at %d baud".formatted(baud));
        boolean isLikely = tried < likely;
        var reply = reply(probe, baud, isLikely);
        if (reply == Reply.LOOPED) {
          looped();
          return OptionalInt.empty();
        }
        if (reply != Reply.NONE) {
          found(baud, isLikely);
          boolean usable = commands(reply) && new Steadiness(findings, deep).check(probe);
          return usable ? OptionalInt.of(baud) : OptionalInt.empty();
        }
        tried++;
      }
    }
    silent();
    return OptionalInt.empty();
  }

  private Reply reply(BaudProbe probe, int baud, boolean likely) throws IOException {
    for (int attempt = 1; ; attempt++) {
      // A busy machine may need its time where an answer is likely.
      var answer = probe.ask(baud, AT, attempt > ATTEMPTS ? LONG_NANOS : WAIT_NANOS);
      if (answer.ok()) {
        return Reply.RESULT;
      }
      heard |= !answer.isSilence();
      if (answer.isBusy()) {
        return busy(probe);
      }
      if (answer.isOnlyEchoOf(AT)) {
        return echoed(probe);
      }
      if (attempt >= (likely ? ATTEMPTS_WHERE_LIKELY : ATTEMPTS)) {
        return Reply.NONE;
      }
    }
  }

  private static Reply busy(BaudProbe probe) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < BUSY_NANOS) {
      if (probe.ask(AT, WAIT_NANOS).ok()) {
        return Reply.RESULT;
      }
    }
    return Reply.BUSY;
  }

  private static Reply echoed(BaudProbe probe) throws IOException {
    var rest = probe.listen(LONG_NANOS);
    if (rest.ok()) {
      return answersAtOnce(probe) ? Reply.RESULT : Reply.LATE;
    }
    var answer = probe.ask(VERSION, LONG_NANOS);
    if (answer.isBusy()) {
      return busy(probe);
    }
    if (answer.ok()) {
      return Reply.RESULT;
    }
    return answer.isSilence() || answer.isOnlyEchoOf(VERSION) ? Reply.LOOPED : Reply.NO_RESULT;
  }

  /** Whether it was this machine that was late, and only once. */
  private static boolean answersAtOnce(BaudProbe probe) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS_WHERE_LIKELY; attempt++) {
      if (probe.ask(AT, WAIT_NANOS).ok()) {
        return true;
      }
      var _ = probe.listen(LONG_NANOS);
    }
    return false;
  }

  private void found(int baud, boolean expected) {
    if (expected) {
      findings.ok(Check.WIRES_SERIAL, "a module answers at %d baud".formatted(baud));
    } else {
      findings.warning(
          Check.WIRES_SERIAL,
          "a module answers, but at %d baud".formatted(baud),
          "add start-baud=%d, so that it is found at once".formatted(baud));
    }
  }

  /** Whether the driver could work with it. */
  private boolean commands(Reply reply) {
    String again = "switch the module off and on; if it stays so, its firmware is damaged";
    switch (reply) {
      case BUSY ->
          findings.problem(
              Check.CHIP_COMMANDS,
              "the module is busy with something, and takes no command for %d s"
                  .formatted(TimeUnit.NANOSECONDS.toSeconds(BUSY_NANOS)),
              again);
      case LATE ->
          findings.problem(
              Check.CHIP_COMMANDS,
              "the result of a command comes too late, after %d ms or more"
                  .formatted(TimeUnit.NANOSECONDS.toMillis(WAIT_NANOS)),
              again);
      case NO_RESULT ->
          findings.problem(
              Check.CHIP_COMMANDS,
              "the module carries commands out, and their results do not come",
              again);
      case RESULT, NONE, LOOPED -> {
        findings.ok(Check.CHIP_COMMANDS, "the module takes commands, and their results come");
        return true;
      }
    }
    return false;
  }

  private void looped() {
    findings.problem(
        Check.WIRES_SERIAL,
        "what is sent comes back, and nothing else",
        "TX and RX are joined, or the port is looped back: the board's TX goes to the module's RX,"
            + " the board's RX to the module's TX");
  }

  private void silent() {
    if (heard) {
      findings.problem(
          Check.WIRES_SERIAL,
          "something comes in, but no answer that can be read at any speed",
          "name the module's speed with start-baud=, connect the grounds of both, and check that it"
              + " runs ESP-AT and does not print the messages of another firmware");
    } else {
      findings.problem(
          Check.WIRES_SERIAL,
          "nothing comes back at any speed",
          "check the module's 3.3 V and its EN pin, that the board's TX goes to the module's RX and"
              + " RX to TX, and that these are the pins of the AT port (GPIO 16 and 17 of an ESP32,"
              + " not those of its USB socket); a module that was once told to obey CTS"
              + " (AT+UART_DEF) is silent until its CTS pin is wired or held low");
    }
  }
}
