package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Does INTn tell of events, and of nothing else? The event is one that needs no network: a packet
 * to a station that is not there, for which ARP gets no answer (datasheet, section 4.2, Sn_IR
 * TIMEOUT). The question goes out without an address of one's own, as an address probe does (RFC
 * 5227), for a link-local address that nobody is likely to have.
 */
final class InterruptCheck {

  private static final int FIRINGS = 5;
  private static final int PORT = 49_160;
  private static final int EVENT_MILLIS = 1_000;
  private static final int LEVEL_MILLIS = 1_000;
  private static final int LATE_MILLIS = 50;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long EDGE_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final long EDGE_PATIENCE_MILLIS = 1_500;

  /** 169.254.0.0, of which 256 addresses at the beginning are not to be used (RFC 3927, 2.1). */
  private static final int LINK_LOCAL = 169 << 24 | 254 << 16;

  /** 10 ms for the answer to ARP, in units of 100 us, and no repetition. */
  private static final int RETRY_TIME = 100;

  private final Registers registers;
  private final Findings findings;
  private int missing;
  private long late;
  private int unnoticed;
  private int stuck;

  InterruptCheck(Registers registers, Findings findings) {
    this.registers = registers;
    this.findings = findings;
  }

  /**
   * Looks at it.
   *
   * @param named whether the user has named a line, which could not be had if it is not here
   */
  void run(@Nullable InterruptLine line, boolean named) throws IOException {
    if (line == null && named) {
      findings.notChecked(Check.WIRES_INTERRUPT, "the line for INTn cannot be opened", "");
      return;
    }
    if (line == null) {
      findings.notChecked(
          Check.WIRES_INTERRUPT,
          "no line for INTn is named",
          "if INTn is wired, add int=/dev/gpiochip0:25 (chip and line): waiting then costs nothing"
              + " on the bus");
      return;
    }
    findings.doing("waiting for interrupts that should not come");
    registers.set(Block.common(), CommonRegister.IMR, 0);
    registers.set(Block.common(), CommonRegister.SIMR, 0);
    if (!isQuiet(line)) {
      return;
    }
    findings.doing("provoking interrupts");
    int rounds = fire(line);
    registers.set(Block.common(), CommonRegister.SIMR, 0);
    if (rounds > 0) {
      report(rounds);
    }
  }

  /** All interrupts are masked: the line has to be high. */
  private boolean isQuiet(InterruptLine line) throws IOException {
    if (line.isAsserted()) {
      Registers.pause(2);
      if (line.isAsserted()) {
        findings.problem(
            Check.WIRES_INTERRUPT,
            "the line for INTn is low although the chip has nothing to tell",
            "check that int= names the line that INTn is wired to, that INTn has no short to ground,"
                + " and that nothing inverts it");
        return false;
      }
    }
    // Another thread, as waiting on a line blocks in a system call that Ctrl-C does not end.
    if (awaiting(line, QUIET_NANOS)) {
      findings.problem(
          Check.WIRES_INTERRUPT,
          "INTn goes low for nothing: all interrupts are masked",
          "the wire picks up noise or has no contact: shorten it, and add a pull-up of 10 kOhm");
      return false;
    }
    return true;
  }

  private boolean awaiting(InterruptLine line, long nanos) throws IOException {
    var waiting = start(line, nanos);
    try {
      return waiting.get();
    } catch (ExecutionException e) {
      throw unwrap(e);
    } catch (InterruptedException e) {
      throw interrupted(line, e);
    }
  }

  private int fire(InterruptLine line) throws IOException {
    EventCheck.address(registers);
    registers.set(Block.common(), CommonRegister.RTR, RETRY_TIME);
    registers.set(Block.common(), CommonRegister.RCR, 0);
    registers.set(Block.common(), CommonRegister.SIMR, 1);
    var probe = new SocketProbe(registers, 0);
    if (!probe.open(PORT)) {
      findings.notChecked(Check.WIRES_INTERRUPT, "the chip does not take commands", "");
      return 0;
    }
    int rounds = 0;
    while (rounds < FIRINGS && missing + unnoticed + stuck < 2) {
      int host = ThreadLocalRandom.current().nextInt(0x0100, 0xFE00);
      probe.aim(LINK_LOCAL | host);
      if (!fireOnce(line, probe)) {
        findings.notChecked(
            Check.WIRES_INTERRUPT,
            "the chip reports no event that could be told of",
            "see the other findings about the chip");
        return 0;
      }
      rounds++;
    }
    probe.close();
    return rounds;
  }

  private boolean fireOnce(InterruptLine line, SocketProbe probe) throws IOException {
    probe.clearEvents();
    awaitLevel(line, false);
    // A wakeup of the round before may have found nobody who waited.
    line.await(0);
    var waiting = start(line, EDGE_NANOS);
    try {
      if (!probe.send() || !awaitEvent(probe)) {
        return false;
      }
      long waited = awaitLevel(line, true);
      if (waited < 0) {
        missing++;
      } else {
        late = Math.max(late, waited);
        if (!noticed(line, waiting)) {
          unnoticed++;
        }
        probe.clearEvents();
        stuck += awaitLevel(line, false) < 0 ? 1 : 0;
      }
      return true;
    } finally {
      if (!waiting.isDone()) {
        line.wakeup();
      }
      join(line, waiting);
    }
  }

  private boolean awaitEvent(SocketProbe probe) throws IOException {
    for (int i = 0; i < EVENT_MILLIS; i++) {
      if (probe.events(SocketProbe.endOfSend()) != 0) {
        return true;
      }
      Registers.pause(1);
    }
    return false;
  }

  /** How many milliseconds the level took, 0 if it was there at once; -1 if it did not come. */
  private static long awaitLevel(InterruptLine line, boolean asserted) throws IOException {
    if (line.isAsserted() == asserted) {
      return 0;
    }
    long start = System.nanoTime();
    for (int looks = 0; looks < LEVEL_MILLIS; looks++) {
      Registers.pause(1);
      if (line.isAsserted() == asserted) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      }
    }
    return -1;
  }

  private static FutureTask<Boolean> start(InterruptLine line, long nanos) {
    var task = new FutureTask<>(() -> line.await(nanos));
    Thread.ofPlatform().daemon().name("doctor interrupt").start(task);
    return task;
  }

  /** Whether who waited for the edge was told of it. */
  private boolean noticed(InterruptLine line, FutureTask<Boolean> waiting) throws IOException {
    try {
      return waiting.get(EDGE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw unwrap(e);
    } catch (InterruptedException e) {
      throw interrupted(line, e);
    }
  }

  private static void join(InterruptLine line, FutureTask<Boolean> waiting) throws IOException {
    try {
      waiting.get();
    } catch (ExecutionException e) {
      throw unwrap(e);
    } catch (InterruptedException e) {
      throw interrupted(line, e);
    }
  }

  private static IOException unwrap(ExecutionException e) {
    return e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
  }

  private static IOException interrupted(InterruptLine line, InterruptedException e) {
    line.wakeup();
    Thread.currentThread().interrupt();
    var interrupted = new java.io.InterruptedIOException("interrupted");
    interrupted.initCause(e);
    return interrupted;
  }

  private void report(int rounds) {
    if (missing == rounds) {
      findings.problem(
          Check.WIRES_INTERRUPT,
          "INTn stays high whatever the chip has to tell",
          "check the wire from INTn, and that int= names the line it is on; without it the driver has"
              + " to ask, so leave int= out until it is right");
    } else if (missing > 0) {
      findings.problem(
          Check.WIRES_INTERRUPT,
          "%d of %d interrupts did not come".formatted(missing, rounds),
          "INTn has a bad contact: check the wire, and add a pull-up of 10 kOhm");
    } else if (unnoticed > 0) {
      findings.problem(
          Check.WIRES_INTERRUPT,
          "INTn goes low, but %d of %d edges were not reported".formatted(unnoticed, rounds),
          "the GPIO chip loses edges of this line: use another line, or leave int= out");
    } else if (stuck > 0) {
      findings.problem(
          Check.WIRES_INTERRUPT,
          "INTn does not go high again when the event is cleared",
          "add a pull-up of 10 kOhm to INTn, and check what else is on the line");
    } else if (late > LATE_MILLIS) {
      findings.warning(
          Check.WIRES_INTERRUPT,
          "INTn goes low, but up to %d ms late".formatted(late),
          "everything that waits is late by as much: check the wire, and the chip's supply");
    } else {
      findings.ok(
          Check.WIRES_INTERRUPT, "INTn tells of events: %d of %d came".formatted(rounds, rounds));
    }
  }
}
