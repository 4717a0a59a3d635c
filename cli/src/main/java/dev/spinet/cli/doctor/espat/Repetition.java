package dev.spinet.cli.doctor.espat;

import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Finding;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.Repeater;
import dev.spinet.cli.doctor.Verdict;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.esp32.Esp32Statistics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks again if the module restarted, lost its network, or one side misunderstood the other
 * meanwhile: these are findings of their own, and say nothing about a name server or a host. What a
 * look doubts itself is looked at once more, too.
 */
final class Repetition implements Repeater {

  private static final int MOST = 2;
  private static final long PAUSE_MILLIS = 50;
  private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Esp32 module;
  private final LineWatch line;
  private final long rejoinNanos;
  private final List<String> passing = new ArrayList<>();
  private long damaged;
  private boolean joined;

  /**
   * Nothing was looked at yet.
   *
   * @param rejoin the longest wait for a lost network to come back
   */
  Repetition(Esp32 module, LineWatch line, Duration rejoin) {
    this.module = module;
    this.line = line;
    rejoinNanos = rejoin.toNanos();
  }

  /** The network was lost, which has been found, and does not come back. */
  static final class NetworkLostException extends IOException {

    @Serial private static final long serialVersionUID = 1;

    private NetworkLostException() {
      super("the network is lost");
    }
  }

  /** What can be said of the module and its line at one moment. */
  private record Moment(Esp32Statistics statistics, long unreadable) {

    boolean isDisturbedSince(Moment before) {
      return unreadable > before.unreadable
          || statistics.restarts() > before.statistics.restarts()
          || statistics.unknownLines() > before.statistics.unknownLines()
          || statistics.resynchronisations() > before.statistics.resynchronisations()
          || statistics.linkChanges() > before.statistics.linkChanges();
    }
  }

  private Moment now() {
    return new Moment(module.statistics(), line.unreadable());
  }

  /** From now on there is a network that can be lost. */
  void joined() {
    joined = true;
  }

  /** Commands that made no sense to the module, and did when they were sent again. */
  long damaged() {
    return damaged;
  }

  /** What was found at a first look and, without any reason that can be seen, not at the next. */
  List<String> passing() {
    return List.copyOf(passing);
  }

  @Override
  public void run(Findings findings, Look look) throws IOException {
    List<Finding> doubted = List.of();
    long first = line.unreadable();
    for (int left = MOST; ; left--) {
      var before = now();
      var draft = findings.draft();
      look.at(draft);
      boolean wrong = draft.count(Verdict.PROBLEM) + draft.count(Verdict.WARNING) > 0;
      if (wrong) {
        awaitNetwork(findings);
      }
      boolean suspect = wrong || draft.isDoubtful();
      boolean again = left > 0 && suspect;
      if (again && isDisturbed(before, wrong)) {
        continue;
      }
      if (again && draft.isDoubtful() && doubted.isEmpty()) {
        doubted = draft.all();
        continue;
      }
      if (!suspect) {
        doubted.forEach(finding -> passing.add(finding.found()));
      }
      boolean isTaken = !suspect || line.unreadable() == before.unreadable();
      if (left < MOST && isTaken) {
        // Not what this firmware does not know: the same commands were taken in the end.
        damaged += line.unreadable() - first;
      }
      draft.all().forEach(findings::add);
      return;
    }
  }

  /** Where something is wrong, the driver may still be finding out what has happened. */
  private boolean isDisturbed(Moment before, boolean wrong) throws InterruptedIOException {
    long start = System.nanoTime();
    while (!now().isDisturbedSince(before)) {
      if (!wrong || System.nanoTime() - start > NOTICE_NANOS) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** The driver joins a lost network by itself. */
  private void awaitNetwork(Findings findings) throws IOException {
    if (!joined || module.isLinked()) {
      return;
    }
    findings.doing("waiting for the network to come back");
    long start = System.nanoTime();
    while (!module.isLinked()) {
      if (System.nanoTime() - start > rejoinNanos) {
        findings.problem(
            Check.NETWORK_LINK,
            "the network was lost in the middle of this, and has not come back for %d s"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(rejoinNanos)),
            "look after the access point; move the module or its antenna nearer to it");
        throw new NetworkLostException();
      }
      pause();
    }
  }

  private static void pause() throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while waiting for the module");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
