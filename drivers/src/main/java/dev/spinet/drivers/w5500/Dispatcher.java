package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketInterrupt;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a chip. It waits for the chip's events on behalf of the callers that are
 * parked, and finishes closed connections in the background. It never waits with the chip's lock
 * held.
 *
 * <p>With an interrupt line the chip may assert it only for sockets somebody waits on: {@link #arm}
 * sets the socket's bit in SIMR, and an event takes it away again. So a chip nobody waits on costs
 * no frame, however much arrives. Without a line one frame (SIR) asks for all sockets together, at
 * growing intervals, and only while somebody waits.
 *
 * <p>Why no wake-up is lost: events are flags in Sn_IR that stay set until they are cleared, and
 * INTn and SIR are levels made of them. A caller clears RECV before it looks for data for the last
 * time; this thread clears before it wakes a caller, which then looks again. So whatever comes
 * after a look sets a flag nobody has cleared, and whatever came before it is seen by the look. An
 * interrupt that gets lost on the wire nevertheless is found by the check made every period.
 */
final class Dispatcher implements Runnable {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  /** Shortest and longest interval between two looks at SIR without an interrupt line. */
  private static final long POLL_MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private static final long POLL_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int ALL_SOCKETS = (1 << ChipLimits.SOCKET_COUNT) - 1;

  /** How long to leave a line alone that is asserted although the chip has nothing to say. */
  private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How often that may happen in a row before it is called stuck: the line lags a little. */
  private static final int STUCK_LIMIT = 8;

  private final Chip chip;
  private final HardwareSockets sockets;
  private final @Nullable InterruptLine line;
  private final HealthCheck health;
  private final Condition work;
  private final ChipMessage pending;
  private final ChipMessage mask;
  private final long[] workDue = new long[Integer.SIZE];
  private final Thread thread;
  private int armed;
  private int watched;
  private int working;
  private long nextPoll;
  private long pollNanos = POLL_MIN_NANOS;
  private int fruitless;
  private boolean complained;
  private long wakeups;
  private boolean stopped;

  Dispatcher(Chip chip, HardwareSockets sockets, @Nullable InterruptLine line, HealthCheck health) {
    this.chip = chip;
    this.sockets = sockets;
    this.line = line;
    this.health = health;
    this.work = chip.newCondition();
    this.pending =
        ChipMessage.builder().read(Block.common(), CommonRegister.SIR).prepare(chip.bus());
    this.mask =
        ChipMessage.builder().write(Block.common(), CommonRegister.SIMR).prepare(chip.bus());
    this.thread = Thread.ofPlatform().daemon().name("spinet " + chip.name()).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Times the thread found events, for statistics. Called with the chip's lock held. */
  long wakeups() {
    return wakeups;
  }

  /**
   * From now on the socket's events wake its user. Called with the chip's lock held. The caller
   * writes {@link #interruptMask} to SIMR itself, along with what it submits anyway.
   */
  void arm(HardwareSocket socket) {
    armed |= socket.bit();
    if (line == null) {
      // The caller has just looked, so there is no hurry, but a long pause must be cut short.
      pollNanos = POLL_MIN_NANOS;
      nextPoll = System.nanoTime() + pollNanos;
      work.signal();
    }
  }

  /** What SIMR has to be. */
  int interruptMask() {
    // Without a line SIR is read instead of watching INTn, and it may show enabled sockets only.
    return line == null ? ALL_SOCKETS : armed;
  }

  /** Nobody waits on the socket any more. Called with the chip's lock held. */
  void disarm(HardwareSocket socket) throws IOException {
    if ((armed & ~watched & socket.bit()) == 0) {
      return;
    }
    armed &= ~socket.bit();
    writeMask();
  }

  /**
   * Every event of the socket reaches its user from now on, whether somebody waits or not. Called
   * with the chip's lock held.
   */
  void watch(HardwareSocket socket) throws IOException {
    boolean enabled = (armed & socket.bit()) != 0;
    watched |= socket.bit();
    arm(socket);
    if (!enabled) {
      writeMask();
    }
  }

  /** Ends {@link #watch}; {@link #disarm} silences the socket if nobody waits on it. */
  void unwatch(HardwareSocket socket) {
    watched &= ~socket.bit();
  }

  private void writeMask() throws IOException {
    if (line != null && chip.failure() == null) {
      mask.setOctet(0, 0, armed);
      chip.submit(mask, 0, 1);
    }
  }

  /** Calls {@link SocketUser#work} until there is no more to do. With the lock held. */
  void workFor(HardwareSocket socket) {
    workFor(socket, 0);
  }

  /** As the other method, after some nanoseconds, or not at all if there is no more to do. */
  void workFor(HardwareSocket socket, long nanos) {
    if (nanos == SocketUser.DONE) {
      working &= ~socket.bit();
    } else {
      working |= socket.bit();
      workDue[socket.number()] = System.nanoTime() + nanos;
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

  /** Makes the thread look what there is to do. */
  void wake() {
    if (line != null) {
      line.wakeup();
    } else {
      work.signal();
    }
  }

  @Override
  public void run() {
    try {
      if (line != null) {
        runOnLine(line);
      } else {
        runByPolling();
      }
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new IOException(chip.name() + ": the driver's thread died", e));
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

  private void runOnLine(InterruptLine interruptLine) throws IOException {
    long wait = 0;
    while (true) {
      boolean asserted = interruptLine.await(wait);
      boolean stuck;
      chip.lock();
      try {
        if (stopped || chip.failure() != null) {
          return;
        }
        if (asserted) {
          // A caller may have seen to the event between the wait and the lock; only a line that
          // stays asserted for no reason is a fault.
          fruitless = service() || !interruptLine.isAsserted() ? 0 : fruitless + 1;
        }
        stuck = fruitless > STUCK_LIMIT;
        wait = workInBackground();
      } finally {
        chip.unlock();
      }
      if (stuck) {
        leaveAlone();
      }
    }
  }

  private void leaveAlone() {
    if (!complained) {
      complained = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the interrupt line is asserted although the chip has nothing to report; check that"
              + " it is the line of INTn and that it is active low",
          chip.name());
    }
    LockSupport.parkNanos(STUCK_NANOS);
  }

  private void runByPolling() throws IOException {
    chip.lock();
    try {
      while (!stopped && chip.failure() == null) {
        if (armed != 0 && nextPoll - System.nanoTime() <= 0) {
          pollNanos = service() ? POLL_MIN_NANOS : Math.min(2 * pollNanos, POLL_MAX_NANOS);
          nextPoll = System.nanoTime() + pollNanos;
        }
        long wait = workInBackground();
        if (armed != 0) {
          wait = Math.min(wait, nextPoll - System.nanoTime());
        }
        if (armed == 0 && working == 0) {
          work.await();
        } else if (wait > 0) {
          var _ = work.awaitNanos(wait);
        }
      }
    } catch (InterruptedException e) {
      throw new IOException(chip.name() + ": the driver's thread was interrupted", e);
    } finally {
      chip.unlock();
    }
  }

  /** Handles events at once that would be handled in a moment. With the chip's lock held. */
  void look() throws IOException {
    chip.read(pending, 0, 1);
    service(armed & pending.octet(0, 0));
  }

  /** Handles the events of the sockets that are waited on; tells whether there were any. */
  private boolean service() throws IOException {
    int candidates = armed;
    // A line that is asserted while one socket may assert it says already which one it is.
    if (line == null || Integer.bitCount(armed) > 1) {
      chip.read(pending, 0, 1);
      candidates &= pending.octet(0, 0);
    }
    return service(candidates);
  }

  private boolean service(int candidates) throws IOException {
    boolean found = false;
    for (var socket : sockets.all()) {
      if ((candidates & socket.bit()) != 0) {
        found |= service(socket);
      }
    }
    if (found) {
      wakeups++;
    }
    return found;
  }

  private boolean service(HardwareSocket socket) throws IOException {
    socket.readStatus();
    int events = socket.watchedEvents();
    if (events == 0) {
      return false;
    }
    // A sender polls for SENDOK; it must not end a receiver's wait.
    boolean waking = (events & ~SocketInterrupt.SENDOK) != 0 && (watched & socket.bit()) == 0;
    if (waking) {
      armed &= ~socket.bit();
    }
    var message = socket.messages().watch;
    message.setOctet(SocketMessages.WATCH_IR, 0, events);
    message.setOctet(SocketMessages.WATCH_SIMR, 0, armed);
    chip.submit(message, SocketMessages.WATCH_IR, line != null && waking ? 2 : 1);
    var user = socket.user();
    if (user != null) {
      user.onEvents(events);
    }
    return true;
  }

  /** Does what is due besides events; returns the nanoseconds until there is more to do. */
  private long workInBackground() throws IOException {
    long now = System.nanoTime();
    long wait = health.runIfDue(now, armed);
    if (health.foundEvents()) {
      service();
    }
    for (var socket : sockets.all()) {
      if ((working & socket.bit()) != 0 && workDue[socket.number()] - now <= 0) {
        work(socket);
      }
    }
    // The work of one socket may have made work for another.
    for (var socket : sockets.all()) {
      if ((working & socket.bit()) != 0) {
        wait = Math.min(wait, Math.max(0, workDue[socket.number()] - System.nanoTime()));
      }
    }
    return wait;
  }

  private void work(HardwareSocket socket) throws IOException {
    // The work may end in a new user of the socket, who has work too.
    working &= ~socket.bit();
    var user = socket.user();
    long next = user == null ? SocketUser.DONE : user.work();
    if (next != SocketUser.DONE) {
      working |= socket.bit();
      workDue[socket.number()] = System.nanoTime() + next;
    }
  }
}
