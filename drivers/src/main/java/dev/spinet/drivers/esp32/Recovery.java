package dev.spinet.drivers.esp32;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtException;
import dev.spinet.drivers.esp32.at.AtToken;
import dev.spinet.drivers.events.ChipEvents;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What follows a disturbance of the conversation with the module: both are brought into step again,
 * or the module is set up anew. On the driver's thread, without the lock.
 */
final class Recovery {

  private static final System.Logger LOGGER = System.getLogger(Recovery.class.getPackageName());
  private static final AtToken IN_STEP_QUERY = new AtToken("AT+CIPMUX?");
  private static final AtToken IN_STEP_ANSWER = new AtToken("+CIPMUX:1");
  private static final AtToken ESCAPE = new AtToken("+++");
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
  private static final long IN_STEP_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long ESCAPE_PAUSE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(SendLimits.ESCAPE_PAUSE_MILLIS + 100L);

  /** Three pluses are alone only if nothing has come shortly before them. */
  private static final long ESCAPE_GUARD_NANOS =
      TimeUnit.MILLISECONDS.toNanos(2L * SendLimits.ESCAPE_GUARD_MILLIS);

  private static final int IN_STEP_ATTEMPTS = 3;
  private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Core core;
  private final Worker worker;
  private final ByteLink serial;
  private final AtChannel channel;
  private final Starter starter;

  Recovery(Core core, Worker worker, ByteLink serial, AtChannel channel, Starter starter) {
    this.core = core;
    this.worker = worker;
    this.serial = serial;
    this.channel = channel;
    this.starter = starter;
  }

  /** Brings the module into step, however long that takes, unless the driver is closed. */
  void recover(AtException cause) {
    if (worker.isStopping()) {
      return;
    }
    LOGGER.log(
        System.Logger.Level.DEBUG,
        "{0}: {1}; bringing it into step",
        core.name(),
        cause.getMessage());
    // At another speed it will not answer here; it is looked for where it begins soon.
    int attempts = cause.kind() == AtException.Cause.UNREADABLE ? 1 : IN_STEP_ATTEMPTS;
    try {
      if (cause.kind() != AtException.Cause.RESTARTED && isInStep(attempts)) {
        core.comparison().compare();
        return;
      }
    } catch (AtException e) {
      // Disturbed again: only a restart helps.
      LOGGER.log(System.Logger.Level.DEBUG, "{0}: {1}", core.name(), e.getMessage());
    } catch (BusException e) {
      worker.deviceFailed(e);
      return;
    } catch (IOException e) {
      return; // The driver is being closed.
    }
    startAnew(cause);
  }

  private boolean isInStep(int attempts) throws IOException {
    if (channel.mayWantData()) {
      // A question would become data, which the peer would get.
      escape();
    }
    for (int i = 0; i < attempts; i++) {
      if (channel.resynchronise(IN_STEP_QUERY, IN_STEP_ANSWER, QUIET_NANOS, IN_STEP_NANOS)) {
        return true;
      }
      if (i == 0 && attempts > 1) {
        escape();
      }
    }
    return false;
  }

  /**
   * Has the module wait for data no more: three pluses, alone between two silences, end AT+CIPSEND
   * and AT+CIPSENDL. To a module that waits for none they are the beginning of a wrong command.
   */
  private void escape() throws IOException {
    listenFor(ESCAPE_GUARD_NANOS);
    channel.raw(ESCAPE, IN_STEP_NANOS);
    listenFor(ESCAPE_PAUSE_NANOS);
  }

  private void listenFor(long nanos) throws IOException {
    long until = serial.nanoTime() + nanos;
    while (serial.nanoTime() - until < 0) {
      channel.listen(until - serial.nanoTime());
    }
  }

  private void startAnew(AtException cause) {
    var lost =
        new ChipResetException(
            cause.kind() == AtException.Cause.RESTARTED
                ? "%s has restarted by itself; its connections are gone".formatted(core.name())
                : "%s had to be restarted, because it did not answer any more; its connections are gone"
                    .formatted(core.name()),
            cause);
    boolean restart = cause.kind() != AtException.Cause.RESTARTED;
    long begun = System.nanoTime();
    var backOff = new BackOff(FIRST_RETRY_NANOS, LONGEST_RETRY_NANOS);
    core.lock();
    try {
      core.lostEverything(lost);
    } finally {
      core.unlock();
    }
    while (!worker.isStopping()) {
      try {
        core.started(restart ? starter.restart() : starter.start());
        tellReset(lost, true, begun);
        worker.resume();
        return;
      } catch (BusException e) {
        worker.deviceFailed(e);
        return;
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "{0}: {1}", core.name(), e.getMessage());
        tellReset(e, false, begun);
        worker.suspend(e);
        restart = true;
      }
      pauseFor(backOff.next());
    }
  }

  private void tellReset(IOException cause, boolean worked, long begun) {
    ChipEvents.reset(core.device(), cause.toString(), worked, System.nanoTime() - begun);
  }

  private void pauseFor(long nanos) {
    long until = serial.nanoTime() + nanos;
    while (serial.nanoTime() - until < 0 && !worker.isStopping()) {
      try {
        channel.listen(until - serial.nanoTime());
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "{0}: {1}", core.name(), e.getMessage());
      }
    }
  }
}
