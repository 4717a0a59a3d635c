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
  private static final int ATTEMPTS = 2;
  private static final int REPETITIONS = 10;
  private static final int REPETITIONS_DEEP = 200;

  private final Findings findings;
  private final boolean deep;
  private boolean heard;
  private boolean echoed;

  SerialCheck(Findings findings, boolean deep) {
    this.findings = findings;
    this.deep = deep;
  }

  /**
   * Looks for it.
   *
   * @param expected speeds to try first
   * @return the speed at which it answers; empty if it does not
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
        if (answers(probe, baud)) {
          found(baud, tried < likely);
          steadiness(probe);
          return OptionalInt.of(baud);
        }
        tried++;
        if (echoed) {
          break;
        }
      }
    }
    silent();
    return OptionalInt.empty();
  }

  private boolean answers(BaudProbe probe, int baud) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var answer = probe.ask(baud, AT, WAIT_NANOS);
      if (answer.ok()) {
        return true;
      }
      heard |= !answer.isSilence();
      echoed |= attempt > 0 && answer.isOnlyEchoOf(AT);
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

  private void silent() {
    if (echoed) {
      findings.problem(
          Check.WIRES_SERIAL,
          "what is sent comes back, and nothing else",
          "TX and RX are joined, or the port is looped back: the board's TX goes to the module's RX,"
              + " the board's RX to the module's TX");
    } else if (heard) {
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
              + " not those of its USB socket)");
    }
  }

  /** The same long answer, again and again: what differs was changed on the line. */
  private void steadiness(BaudProbe probe) throws IOException {
    int repetitions = deep ? REPETITIONS_DEEP : REPETITIONS;
    findings.doing("asking %d times more".formatted(repetitions));
    probe.ask("ATE0", LONG_NANOS);
    String first = probe.ask(VERSION, LONG_NANOS).text();
    int wrong = 0;
    for (int i = 0; i < repetitions; i++) {
      var answer = probe.ask(VERSION, LONG_NANOS);
      wrong += answer.ok() && answer.text().equals(first) ? 0 : 1;
    }
    if (wrong > 0) {
      findings.problem(
          Check.WIRES_SERIAL,
          "%d of %d answers were disturbed".formatted(wrong, repetitions),
          "bytes get lost or change on the line: shorten the wires, connect the grounds, wire RTS and"
              + " CTS and add flow=yes, or use a lower baud=");
    }
  }
}
