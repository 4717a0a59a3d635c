package dev.spinet.drivers.esp32;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The driver's thread: the only one that reads from and writes to the module. It does one thing at
 * a time, since the module does, and decides what comes next.
 */
final class Worker {

  private static final System.Logger LOGGER = System.getLogger(Worker.class.getPackageName());
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOKS_PER_NETWORK_LOOK = 8;

  /** A task for later. */
  private record Later(Task task, long due) {}

  private final Core core;
  private final ByteLink serial;
  private final AtChannel channel;
  private final Starter starter;
  private final Recovery recovery;
  private final Thread thread;
  private final Deque<Task> queue = new ArrayDeque<>();
  private final List<Later> later = new ArrayList<>();
  private final Task look = new Look();
  private final int[] waiting;
  private boolean linksNext;
  private boolean idle;
  private boolean busy;
  private boolean stopping;
  private long nextLook;
  private long nextNetworkLook;
  private long unknownBefore;
  private @Nullable IOException down;
  private boolean deviceGone;

  Worker(Core core, ByteLink serial, AtChannel channel, Starter starter) {
    this.core = core;
    this.serial = serial;
    this.channel = channel;
    this.starter = starter;
    recovery = new Recovery(core, this, serial, channel, starter);
    nextLook = serial.nanoTime();
    nextNetworkLook = nextLook + networkLookNanos();
    waiting = new int[core.links().count()];
    thread = Thread.ofPlatform().daemon().name("spinet-" + serial.name()).unstarted(this::run);
  }

  Thread thread() {
    return thread;
  }

  /** Starts the thread; the module is set up first. */
  void start() {
    thread.start();
  }

  // ---- with the lock held

  void submit(Task task) {
    if (isAccepting(task)) {
      queue.add(task);
      wake();
    }
  }

  void submitFirst(Task task) {
    if (isAccepting(task)) {
      queue.addFirst(task);
      wake();
    }
  }

  private boolean isAccepting(Task task) {
    if (stopping || deviceGone) {
      task.failed(down != null ? down : new SocketException("the driver is closed"));
      return false;
    }
    return true;
  }

  void submitLater(Task task, long nanos) {
    later.add(new Later(task, serial.nanoTime() + nanos));
    wake();
  }

  void withdraw(Task task) {
    queue.remove(task);
  }

  void wake() {
    if (idle) {
      idle = false;
      serial.wakeup();
    }
  }

  /** The module is asked soon whether something was missed. */
  void lookSoon() {
    nextLook = serial.nanoTime();
  }

  boolean isDown() {
    return down != null;
  }

  boolean isBusy() {
    return busy || !queue.isEmpty();
  }

  void throwIfDown() throws IOException {
    if (down != null) {
      throw Failures.again(down);
    }
  }

  // ---- the thread

  private void run() {
    try {
      work();
    } catch (RuntimeException | Error e) {
      // In a recovery, say, or in a listener: no task is told of it, but everybody who waits.
      brokenBy(e);
    } finally {
      end();
    }
  }

  private void work() {
    while (true) {
      Task task = null;
      long pause = 0;
      core.lock();
      try {
        if (stopping || deviceGone) {
          break;
        }
        busy = false;
        core.linkFreed();
        if (down == null) {
          task = next();
        }
        if (task == null) {
          pause = pause();
          idle = true;
        } else {
          busy = true;
        }
      } finally {
        core.unlock();
      }
      step(task, pause);
    }
  }

  private void end() {
    core.lock();
    try {
      busy = false;
      failQueue(down != null ? down : new SocketException("the driver is closed"));
      core.linkFreed();
    } finally {
      core.unlock();
    }
  }

  private @Nullable Task next() {
    long now = serial.nanoTime();
    for (int i = 0; i < later.size(); i++) {
      if (later.get(i).due() - now <= 0) {
        queue.add(later.remove(i).task());
        break;
      }
    }
    var urgent = core.reports().nextUrgent();
    if (urgent != null) {
      return urgent;
    }
    if (nextLook - now <= 0) {
      nextLook = now + core.options().watchdogNanos();
      if (!core.links().isEmpty()) {
        return look;
      }
    }
    if (nextNetworkLook - now <= 0) {
      nextNetworkLook = now + networkLookNanos();
      if (isNetworkInUse()) {
        return core.wifi().look();
      }
    }
    // Calls of users and bytes of connections in turn, so that neither waits for all of the other.
    linksNext = !linksNext;
    var first = linksNext ? core.links().nextTask() : queue.poll();
    if (first != null) {
      return first;
    }
    return linksNext ? queue.poll() : core.links().nextTask();
  }

  private boolean isNetworkInUse() {
    return core.isLinked() && !core.endpoints().isEmpty();
  }

  private long networkLookNanos() {
    return LOOKS_PER_NETWORK_LOOK
        * Math.min(core.options().watchdogNanos(), Long.MAX_VALUE / (2 * LOOKS_PER_NETWORK_LOOK));
  }

  private long pause() {
    long now = serial.nanoTime();
    long until = now + IDLE_NANOS;
    for (var one : later) {
      until = one.due() - until < 0 ? one.due() : until;
    }
    if (!core.links().isEmpty()) {
      until = nextLook - until < 0 ? nextLook : until;
    }
    if (isNetworkInUse()) {
      until = nextNetworkLook - until < 0 ? nextNetworkLook : until;
    }
    return Math.max(0, until - now);
  }

  private void step(@Nullable Task task, long pause) {
    try {
      if (task != null) {
        task.run();
      } else {
        channel.listen(pause);
        noticeGarbage();
      }
    } catch (AtException e) {
      fail(task, Failures.named(core.device(), e));
      recovery.recover(e);
    } catch (BusException e) {
      fail(task, e);
      deviceFailed(e);
    } catch (IOException e) {
      fail(task, e);
    } catch (RuntimeException | Error e) {
      fail(task, broken(e));
      brokenBy(e);
    }
  }

  private IOException broken(Throwable e) {
    return new IOException("the driver of %s failed: %s".formatted(core.device(), e), e);
  }

  private void brokenBy(Throwable e) {
    var cause = broken(e);
    LOGGER.log(System.Logger.Level.ERROR, cause.getMessage(), e);
    deviceFailed(cause);
  }

  /** Bytes that mean nothing are a sign that others, which did, were lost. */
  private void noticeGarbage() {
    long now = channel.counters().unknown();
    if (now != unknownBefore) {
      unknownBefore = now;
      core.lock();
      try {
        nextLook = serial.nanoTime() + LOOK_AGAIN_NANOS;
      } finally {
        core.unlock();
      }
    }
  }

  private void fail(@Nullable Task task, IOException cause) {
    if (task != null) {
      core.lock();
      try {
        task.failed(cause);
      } finally {
        core.unlock();
      }
    }
  }

  private void failQueue(IOException cause) {
    while (!queue.isEmpty()) {
      queue.remove().failed(cause);
    }
  }

  /** The module cannot be brought to work for now; nothing is done until it can. */
  void suspend(IOException cause) {
    core.lock();
    try {
      down = cause;
      failQueue(cause);
    } finally {
      core.unlock();
    }
  }

  /** The module works again. */
  void resume() {
    core.lock();
    try {
      down = null;
    } finally {
      core.unlock();
    }
  }

  /** The device is of no more use, and the thread ends. */
  void deviceFailed(IOException cause) {
    core.lock();
    try {
      down = cause;
      deviceGone = true;
      try {
        failQueue(cause);
      } finally {
        core.deviceFailed(cause);
      }
    } finally {
      core.unlock();
    }
  }

  /** Whether the driver is being closed. */
  boolean isStopping() {
    core.lock();
    try {
      return stopping;
    } finally {
      core.unlock();
    }
  }

  /** Looks whether a notice of the module was lost. */
  private final class Look implements Task {
    @Override
    public void run() throws IOException {
      if (core.commands().lengths(waiting)) {
        core.reports().lookForData(waiting);
      }
      if (channel.counters().unknown() != unknownBefore) {
        unknownBefore = channel.counters().unknown();
        core.comparison().compare();
      }
    }

    @Override
    public void failed(IOException cause) {
      // Whoever has recovered looks by himself.
    }
  }

  /** Ends the thread and waits for that. */
  void stop() {
    core.lock();
    try {
      stopping = true;
    } finally {
      core.unlock();
    }
    channel.abort();
    boolean interrupted = false;
    while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
      serial.wakeup();
      try {
        thread.join(LOOK_AGAIN_NANOS / 1_000_000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sets the module up; on the thread. */
  Capabilities setUp() throws IOException {
    return starter.start();
  }
}
