package dev.spinet.cli.doctor.espat;

import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The same long answer, again and again: what differs was changed on the line. */
final class Steadiness {

  private static final String VERSION = "AT+GMR";
  private static final String NO_ECHO = "ATE0";
  private static final String BANNER = "\r\nready\r\n";
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int REPETITIONS = 10;
  private static final int REPETITIONS_DEEP = 200;

  /** A line that damages more than one answer of so many is no base for further findings. */
  private static final int BEARABLE = 5;

  private final Findings findings;
  private final int repetitions;

  Steadiness(Findings findings, boolean deep) {
    this.findings = findings;
    repetitions = deep ? REPETITIONS_DEEP : REPETITIONS;
  }

  /** Whether it is good enough to go on. */
  boolean check(BaudProbe probe) throws IOException {
    findings.doing("asking %d times more".formatted(repetitions));
    quiet(probe);
    Map<String, Integer> answers = new HashMap<>();
    int restarts = 0;
    for (int i = 0; i < repetitions; i++) {
      var answer = probe.ask(VERSION, WAIT_NANOS);
      if (answer.isOnlyBusy()) {
        // Thrown away, not disturbed: the module had something else to do.
        answer = probe.ask(VERSION, WAIT_NANOS);
      }
      // After a start there is an echo again, which was switched off.
      if (answer.text().contains(BANNER) || answer.text().startsWith(VERSION)) {
        restarts++;
        quiet(probe);
      } else if (answer.ok()) {
        answers.merge(answer.text(), 1, Integer::sum);
      }
    }
    restarted(restarts);
    int wrong = repetitions - restarts - most(answers.values());
    if (wrong > 0) {
      findings.problem(
          Check.WIRES_SERIAL,
          "%d of %d answers were disturbed".formatted(wrong, repetitions),
          EspAtDoctor.LINE);
    }
    return wrong * BEARABLE <= repetitions;
  }

  private static int most(Collection<Integer> counts) {
    return counts.isEmpty() ? 0 : Collections.max(counts);
  }

  private static void quiet(BaudProbe probe) throws IOException {
    int left = 3;
    while (!probe.ask(NO_ECHO, WAIT_NANOS).ok() && left > 0) {
      left--;
    }
  }

  private void restarted(int times) {
    if (times > 0) {
      findings.problem(
          Check.CHIP_SUPPLY,
          "the module started anew %s while it was asked"
              .formatted(times == 1 ? "once" : times + " times"),
          EspAtDoctor.SUPPLY);
    }
  }
}
