package dev.spinet.drivers.w5500;

import dev.spinet.drivers.events.InterruptTrace;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * The one thread of a chip. It waits for the chip's events on behalf of the callers that are
 * parked, finishes closed connections in the background, and makes a chip that has failed work
 * again. It never waits with the chip's lock held.
 *
 * <p>With an interrupt line the chip may assert it only for sockets somebody waits on: {@link #arm}
 * sets the socket's bit in SIMR, and an event takes it away again. So a chip nobody waits on costs
 * no frame, however much arrives. Without a line, or with one that does not tell the truth, one
 * frame (SIR) asks for all sockets together, at growing intervals, and only while somebody waits.
 *
 * <p>Why no wake-up is lost: events are flags in Sn_IR that stay set until they are cleared, and
 * INTn and SIR are levels made of them. A caller clears RECV before it looks for data for the last
 * time; this thread clears before it wakes a caller, which then looks again. So whatever comes
 * after a look sets a flag nobody has cleared, and whatever came before it is seen by the look. An
 * interrupt that gets lost on the wire nevertheless is found by the check made every period.
 */
final class Dispatcher implements Runnable {

  /** Shortest and longest interval between two looks at SIR without an interrupt line. */
  private static final long POLL_MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private static final long POLL_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Chip chip;
  private final HardwareSockets sockets;
  private final LineWatch line;
  private final HealthCheck health;
  private final LinkMonitor link;
  private final Recovery recovery;
  private final Condition work;
  private final InterruptMask mask;
  private final EventService events;
  private final BackgroundWork background;
  private final Thread thread;
  private final InterruptTrace trace;
  private int seenChanges;
  private long seenWakeups;
  private long nextPoll;
  private long pollNanos = POLL_MIN_NANOS;
  private boolean nudged;
  private boolean stopped;

  // What the thread itself keeps from one turn to the next.
  private long waitNanos;
  private boolean waitsForLine;

  Dispatcher(
      Chip chip,
      HardwareSockets sockets,
      LineWatch line,
      HealthCheck health,
      LinkMonitor link,
      Recovery recovery) {
    this.chip = chip;
    this.sockets = sockets;
    this.line = line;
    this.health = health;
    this.link = link;
    this.recovery = recovery;
    this.work = chip.newCondition();
    this.mask = new InterruptMask(chip, line);
    this.events = new EventService(chip, sockets, line, mask);
    this.background = new BackgroundWork(sockets);
    this.trace = new InterruptTrace(chip.name());
    this.thread = Thread.ofPlatform().daemon().name("spinet " + chip.name()).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Times the thread found events, for statistics. Called with the chip's lock held. */
  long wakeups() {
    return events.wakeups();
  }

  /**
   * From now on the socket's events wake its user. Called with the chip's lock held. The caller
   * writes {@link #interruptMask} to SIMR itself, along with what it submits anyway.
   */
  void arm(HardwareSocket socket) {
    mask.arm(socket);
    if (!line.isTrusted()) {
      // The caller has just looked, so there is no hurry, but a long pause must be cut short.
      pollNanos = POLL_MIN_NANOS;
      nextPoll = System.nanoTime() + pollNanos;
      nudge();
    }
  }

  /** What SIMR has to be. */
  int interruptMask() {
    return mask.value();
  }

  /** Nobody waits on the socket any more. Called with the chip's lock held. */
  void disarm(HardwareSocket socket) throws IOException {
    mask.disarm(socket);
  }

  /**
   * As {@link #disarm}, but the caller writes {@link #interruptMask} to SIMR itself, along with
   * what it submits next; tells whether it has to.
   */
  boolean disarmAlong(HardwareSocket socket) {
    return line.isWired() && mask.silence(socket);
  }

  /**
   * Every event of the socket reaches its user from now on, whether somebody waits or not. Called
   * with the chip's lock held.
   */
  void watch(HardwareSocket socket) throws IOException {
    boolean enabled = mask.isArmed(socket);
    mask.watch(socket);
    arm(socket);
    if (!enabled) {
      mask.write();
    }
  }

  /** Ends {@link #watch}; {@link #disarm} silences the socket if nobody waits on it. */
  void unwatch(HardwareSocket socket) {
    mask.unwatch(socket);
  }

  /** Calls {@link SocketUser#work} until there is no more to do. With the lock held. */
  void workFor(HardwareSocket socket) {
    workFor(socket, 0);
  }

  /** As the other method, after some nanoseconds, or not at all if there is no more to do. */
  void workFor(HardwareSocket socket, long nanos) {
    if (background.plan(socket, nanos)) {
      wake();
    }
  }

  /** Ends the thread and waits for it. Called without the chip's lock. */
  void stop() {
    chip.lock();
    try {
      stopped = true;
      wake();
    } finally {
      chip.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the thread look what there is to do. Called with the chip's lock held. */
  void wake() {
    nudge();
    if (line.isTrusted()) {
      line.wakeup();
    }
  }

  private void nudge() {
    nudged = true;
    work.signal();
  }

  @Override
  public void run() {
    try {
      do {
        try {
          serve();
        } catch (IOException e) {
          fail(e);
        }
      } while (recover());
    } catch (InterruptedException e) {
      giveUp(new IOException(chip.name() + ": the driver's thread was interrupted", e));
    } catch (RuntimeException | Error e) {
      giveUp(new IOException(chip.name() + ": the driver's thread died", e));
      throw e;
    }
  }

  private void fail(IOException cause) {
    chip.lock();
    try {
      chip.fail(cause);
    } finally {
      chip.unlock();
    }
  }

  private void giveUp(IOException cause) {
    chip.lock();
    try {
      chip.stayFailed(cause);
    } finally {
      chip.unlock();
    }
  }

  /** Goes on until the driver is closed or the chip has failed. */
  private void serve() throws IOException, InterruptedException {
    waitNanos = 0;
    waitsForLine = line.isTrusted();
    while (serveOnce()) {
      // A method of its own: it is compiled as soon as it has been called often enough, while a
      // loop that never ends stays interpreted for tens of thousands of turns.
    }
  }

  /** Waits and does what there is to do then; tells whether to go on. */
  private boolean serveOnce() throws IOException, InterruptedException {
    boolean asserted = waitsForLine && line.await(waitNanos);
    if (asserted && trace.isRecorded()) {
      trace.begin(line.assertedAt());
    }
    chip.lock();
    try {
      if (!waitsForLine) {
        sleep(waitNanos);
      }
      if (stopped || chip.failure() != null) {
        return false;
      }
      waitNanos = waitsForLine ? serveInterrupt(asserted) : serveByPolling();
      if (waitsForLine != line.isTrusted()) {
        waitsForLine = line.isTrusted();
        nextPoll = System.nanoTime();
        waitNanos = 0;
      }
      return true;
    } finally {
      chip.unlock();
    }
  }

  /** Waits for work; gives up the lock meanwhile. */
  private void sleep(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    for (long left = nanos; !nudged && left > 0; left = Waits.left(start, nanos)) {
      if (nanos == Long.MAX_VALUE) {
        work.await();
      } else {
        var _ = work.awaitNanos(left);
      }
    }
    nudged = false;
  }

  private long serveInterrupt(boolean asserted) throws IOException {
    line.judgeWait();
    if (asserted) {
      // An edge may be told that a caller has seen to in the meantime.
      int changes = mask.changes();
      boolean busy = changes != seenChanges || events.wakeups() != seenWakeups;
      boolean found = events.service();
      trace.end(found);
      line.judgeInterrupt(found, busy);
      seenChanges = changes;
      seenWakeups = events.wakeups();
    }
    return workInBackground();
  }

  private long serveByPolling() throws IOException {
    if (mask.armed() != 0 && nextPoll - System.nanoTime() <= 0) {
      pollNanos = events.service() ? POLL_MIN_NANOS : Math.min(2 * pollNanos, POLL_MAX_NANOS);
      nextPoll = System.nanoTime() + pollNanos;
    }
    long wait = workInBackground();
    return mask.armed() == 0 ? wait : Math.min(wait, nextPoll - System.nanoTime());
  }

  /** Makes a failed chip work again; tells whether to go on, which ends when the driver closes. */
  private boolean recover() throws InterruptedException {
    chip.lock();
    try {
      if (stopped) {
        chip.giveUpHope();
        return false;
      }
      long wait = recovery.begin();
      while (true) {
        if (!pause(wait)) {
          chip.giveUpHope();
          return false;
        }
        mask.restart();
        background.forgetAll();
        wait = recovery.attempt();
        if (wait == 0) {
          chip.recovered();
          sockets.chipRestarted();
          recovery.tell();
          return !stopped;
        }
        // Who waited for the chip to come back is told that it does not, for now.
        sockets.wakeAll();
      }
    } finally {
      chip.unlock();
    }
  }

  /** Waits, whatever happens, unless the driver is closed; tells whether it is not. */
  private boolean pause(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    for (long left = nanos; !stopped && left > 0; left = Waits.left(start, nanos)) {
      var _ = work.awaitNanos(left);
    }
    return !stopped;
  }

  /** Handles events at once that would be handled in a moment. With the chip's lock held. */
  void look() throws IOException {
    events.look();
  }

  /** Does what is due besides events; returns the nanoseconds until there is more to do. */
  private long workInBackground() throws IOException {
    long now = System.nanoTime();
    long wait = health.runIfDue(now, sockets.areUsed() || link.isWatched());
    if ((health.pending() & mask.armed()) != 0) {
      line.judgeSilence();
      events.service();
    }
    return Math.min(wait, background.run(now));
  }
}
