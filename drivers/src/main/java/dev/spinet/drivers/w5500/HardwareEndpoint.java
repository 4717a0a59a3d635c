package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.EndpointStatistics;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint on a hardware socket: what is the same for all kinds. A call holds the chip's lock
 * while it works and gives it up while it waits; after each wait it looks at everything anew, since
 * anything may have happened.
 *
 * <p>Readiness: as long as somebody watches, the socket's events may interrupt, and every event
 * tells. Room to send has no event; {@link #work} looks for it again and again, see {@link
 * #seekRoom}. Nobody watching, nothing is looked at.
 */
abstract class HardwareEndpoint implements Endpoint, SocketUser {

  /** All interests there are. */
  static final int ALL_INTERESTS = READABLE | WRITABLE | FAILED;

  final Device device;
  final Chip chip;
  final HardwareSocket socket;
  final Dispatcher dispatcher;

  /** Waits for the socket's events. */
  final EventWait events;

  /** Told of everything that is no event of reception; for waits that look again and again. */
  final Condition changed;

  final Watchers watchers = new Watchers();
  private @Nullable InetSocketAddress local;
  private boolean closed;
  private final EndpointStatistics before;
  private @Nullable EndpointStatistics last;
  private long roomPause = Waits.PAUSE_MIN_NANOS;
  private long commandPause = Waits.PAUSE_MIN_NANOS;

  HardwareEndpoint(HardwareSocket socket, Device device) {
    this.device = device;
    this.chip = device.chip();
    this.socket = socket;
    this.dispatcher = device.dispatcher();
    this.events = new EventWait(socket, dispatcher);
    this.changed = chip.newCondition();
    this.before = counted();
  }

  /**
   * What the endpoint is ready for. Called with the chip's lock held, on an open endpoint of a chip
   * that works.
   *
   * @param interests what is asked for; the answer may contain more
   */
  abstract int readiness(int interests) throws IOException;

  /** Lets go of the socket, for {@link #close}, which has closed everything else. */
  abstract void release() throws IOException;

  /** Lets every event reach the endpoint, for those who watch. */
  void watchEvents() throws IOException {
    dispatcher.watch(socket);
  }

  /** Ends {@link #watchEvents}. */
  void unwatchEvents() throws IOException {
    dispatcher.unwatch(socket);
    events.leave();
  }

  /** Instead of {@link #release} on a chip that has failed: frees what is not on the chip. */
  void abandon() {}

  /**
   * Goes on with what the chip does in the background; see {@link SocketUser#work}. No command is
   * pending.
   */
  abstract long advance() throws IOException;

  /** See {@link Endpoint#setOption}. With the chip's lock held. */
  abstract void putOption(int level, int option, int value) throws IOException;

  /** See {@link Endpoint#getOption}. With the chip's lock held. */
  abstract int fetchOption(int level, int option) throws IOException;

  @Override
  public final void setOption(int level, int option, int value) throws IOException {
    chip.lock();
    try {
      putOption(level, option, value);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public final int getOption(int level, int option) throws IOException {
    chip.lock();
    try {
      return fetchOption(level, option);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public final int poll(int interests) throws IOException {
    chip.lock();
    try {
      ensureNotClosed();
      if (chip.failure() != null) {
        return interests & ALL_INTERESTS;
      }
      int ready = interests & readiness(interests);
      if ((interests & ~ready & WRITABLE) != 0) {
        seekRoom();
      }
      return ready;
    } catch (BusException | ChipResetException e) {
      // Calls throw at once from now on.
      if (chip.failure() == null) {
        fail(e);
      }
      return interests & ALL_INTERESTS;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public final void watch(int interests, Runnable listener) throws IOException {
    chip.lock();
    try {
      ensureNotClosed();
      watchers.add(interests, listener);
      watchEvents();
      seekRoom();
    } finally {
      chip.unlock();
    }
  }

  @Override
  public final void unwatch(Runnable listener) throws IOException {
    chip.lock();
    try {
      watchers.remove(listener);
      if (!closed && watchers.isEmpty()) {
        unwatchEvents();
      }
    } finally {
      chip.unlock();
    }
  }

  /** If somebody watches for room, lets the dispatcher look for it from now on. */
  final void seekRoom() {
    if (watchers.want(WRITABLE)) {
      roomPause = Waits.PAUSE_MIN_NANOS;
      dispatcher.workFor(socket);
    }
  }

  @Override
  public final @Nullable InetSocketAddress localAddress() {
    chip.lock();
    try {
      return local;
    } finally {
      chip.unlock();
    }
  }

  /** This end, with the lock held. */
  final @Nullable InetSocketAddress local() {
    return local;
  }

  final void setLocal(@Nullable InetSocketAddress address) {
    local = address;
  }

  @Override
  public final void close() throws IOException {
    chip.lock();
    try {
      if (closed) {
        return;
      }
      retire();
      if (chip.failure() == null) {
        release();
      } else {
        abandon();
        device.sockets().release(socket);
      }
    } finally {
      chip.unlock();
    }
  }

  @Override
  public final EndpointStatistics endpointStatistics() {
    chip.lock();
    try {
      return last == null ? counted().since(before) : last;
    } finally {
      chip.unlock();
    }
  }

  // By all users that the socket has had.
  private EndpointStatistics counted() {
    return new EndpointStatistics(socket.waits(), socket.timeouts(), socket.packetsDropped());
  }

  /** Ends the endpoint, whose socket goes to another user. With the lock held. */
  final void retire() throws IOException {
    last = counted().since(before);
    closed = true;
    wakeAll();
    watchers.clear();
    dispatcher.unwatch(socket);
    dispatcher.disarm(socket);
  }

  final boolean isClosed() {
    return closed;
  }

  @Override
  public final boolean isFinishing() {
    return closed;
  }

  @Override
  public final void wakeAll() {
    events.wake();
    changed.signalAll();
    watchers.tell(ALL_INTERESTS);
  }

  @Override
  public void onEvents(int newEvents) {
    if ((newEvents & ~SocketInterrupt.SENDOK) != 0) {
      events.wake();
    }
    if ((newEvents & ~SocketInterrupt.RECV) != 0) {
      changed.signalAll();
      watchers.tell(ALL_INTERESTS);
    } else {
      watchers.tell(READABLE);
    }
  }

  @Override
  public void chipRestarted() throws IOException {
    if (!closed && !watchers.isEmpty()) {
      watchEvents();
    }
  }

  @Override
  public final long work() throws IOException {
    try {
      if (!socket.settleCommand()) {
        commandPause = Waits.longer(commandPause);
        return commandPause;
      }
      commandPause = Waits.PAUSE_MIN_NANOS;
      long next = advance();
      if (next == DONE && closed) {
        device.sockets().release(socket);
        return DONE;
      }
      // A command that was just given may hang, and nobody else may be there to notice.
      next = socket.isCommandPending() ? sooner(next, commandPause) : next;
      return sooner(next, tellRoom());
    } catch (BusException e) {
      brokenOff(e);
      if (closed) {
        device.sockets().release(socket);
      }
      return DONE;
    }
  }

  /** Tells those who watch for room if there is some. */
  private long tellRoom() throws IOException {
    if (!watchers.want(WRITABLE)) {
      return DONE;
    }
    if ((readiness(WRITABLE) & WRITABLE) != 0) {
      watchers.tell(WRITABLE);
      return DONE;
    }
    long pause = roomPause;
    roomPause = Waits.longer(roomPause);
    return pause;
  }

  private static long sooner(long a, long b) {
    return a == DONE || b == DONE ? Math.max(a, b) : Math.min(a, b);
  }

  /**
   * An error of the bus. If it concerns this endpoint only, what the chip holds for it is no longer
   * known, and the endpoint fails.
   */
  final BusException brokenOff(BusException e) throws IOException {
    if (chip.failure() == null) {
      device.health().run();
      fail(e);
    }
    return e;
  }

  /** Ends a call that may have waited. A closed endpoint's socket may be another's already. */
  final void leave() throws IOException {
    if (!closed) {
      events.leave();
    }
  }

  final void ensureNotClosed() throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  final void ensureOpen() throws IOException {
    ensureNotClosed();
    chip.ensureWorking();
  }

  /** Checks what a caller hands over for sending. */
  static void checkMemory(MemorySegment memory, long offset, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("a length is at least 1, not " + length);
    }
    Objects.checkFromIndexSize(offset, length, memory.byteSize());
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the memory is not native");
    }
  }

  /** Checks what a caller hands over to be filled. */
  static void checkTarget(MemorySegment memory, long offset, int length) {
    checkMemory(memory, offset, length);
    if (memory.isReadOnly()) {
      throw new IllegalArgumentException("cannot receive into a read-only segment");
    }
  }

  /** As {@link #checkTarget}, for what may have no room at all. */
  static void checkRoom(MemorySegment memory, long offset, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("a length is at least 0, not " + length);
    }
    Objects.checkFromIndexSize(offset, length, memory.byteSize());
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the memory is not native");
    }
    if (memory.isReadOnly()) {
      throw new IllegalArgumentException("cannot receive into a read-only segment");
    }
  }
}
