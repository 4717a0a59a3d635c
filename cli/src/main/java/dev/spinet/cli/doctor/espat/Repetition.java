package dev.spinet.cli.doctor.espat;

import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.Repeater;
import dev.spinet.cli.doctor.Verdict;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.esp32.Esp32Statistics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Looks again if the module restarted, lost its network or was misunderstood meanwhile: these are
 * findings of their own, and say nothing about a name server or a host.
 */
final class Repetition implements Repeater {

  private static final int MOST = 2;
  private static final long PAUSE_MILLIS = 50;
  private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration LEAST_REJOIN = Duration.ofSeconds(15);

  private final Esp32 module;
  private final long rejoinNanos;
  private boolean joined;

  Repetition(Esp32 module, Duration patience) {
    this.module = module;
    rejoinNanos = (patience.compareTo(LEAST_REJOIN) > 0 ? patience : LEAST_REJOIN).toNanos();
  }

  /** The network was lost, which has been found, and does not come back. */
  static final class NetworkLostException extends IOException {

    @Serial private static final long serialVersionUID = 1;

    private NetworkLostException() {
      super("the network is lost");
    }
  }

  /** From now on there is a network that can be lost. */
  void joined() {
    joined = true;
  }

  @Override
  public void run(Findings findings, Look look) throws IOException {
    for (int left = MOST; ; left--) {
      var before = module.statistics();
      var draft = findings.draft();
      look.at(draft);
      boolean wrong = draft.count(Verdict.PROBLEM) + draft.count(Verdict.WARNING) > 0;
      if (wrong) {
        awaitNetwork(findings);
      }
      if (!wrong || left == 0 || !becomesDisturbed(before)) {
        draft.all().forEach(findings::add);
        return;
      }
    }
  }

  /** The driver may still be finding out what has happened. */
  private boolean becomesDisturbed(Esp32Statistics before) throws InterruptedIOException {
    long start = System.nanoTime();
    while (!isDisturbed(before, module.statistics())) {
      if (System.nanoTime() - start > NOTICE_NANOS) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static boolean isDisturbed(Esp32Statistics before, Esp32Statistics now) {
    return now.restarts() > before.restarts()
        || now.unknownLines() > before.unknownLines()
        || now.resynchronisations() > before.resynchronisations()
        || now.linkChanges() > before.linkChanges();
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
