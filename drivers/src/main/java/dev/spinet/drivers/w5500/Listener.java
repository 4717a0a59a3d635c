package dev.spinet.drivers.w5500;

import dev.spinet.socket.driver.ListenEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port at which peers connect. The chip has no backlog: a socket that listens becomes the
 * connection (datasheet, section 4.2, Sn_CR, LISTEN). So a backlog of n keeps n hardware sockets in
 * LISTEN as long as there are free ones, less one for each connection that waits to be accepted,
 * but always one; a peer is refused only when n + 1 connections wait or no socket is free.
 *
 * <p>Who needs a hardware socket when none is free gets one of a listener's beyond its first. A
 * socket that becomes free goes to a listener that has none in LISTEN, then to who waits for one,
 * then to listeners with fewer than their backlog.
 */
final class Listener implements ListenEndpoint {

  /** How long the chip may take to listen once it is told to, in nanoseconds. */
  static final long COMMAND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Device device;
  private final Chip chip;
  private final HardwareSockets sockets;
  private final TcpOptions options;
  private final InetSocketAddress local;
  private final int backlog;
  private final List<ListenSlot> slots = new ArrayList<>();
  private final Deque<ListenSlot> waiting = new ArrayDeque<>();
  private final Condition arrived;
  private final Watchers watchers = new Watchers();
  private boolean closed;

  Listener(Device device, InetSocketAddress local, TcpOptions options, int backlog) {
    this.device = device;
    this.chip = device.chip();
    this.sockets = device.sockets();
    this.options = options;
    this.local = local;
    this.backlog = backlog;
    this.arrived = chip.newCondition();
  }

  int port() {
    return local.getPort();
  }

  TcpOptions options() {
    return options;
  }

  /**
   * Listens with a first socket and those that are free, and waits until they do, which takes
   * microseconds. With the chip's lock held.
   */
  void start(HardwareSocket first) throws IOException {
    slots.add(new ListenSlot(this, first, device));
    sockets.addListener(this);
    try {
      refill();
      long pause = Waits.PAUSE_MIN_NANOS;
      while (!slots.stream().allMatch(slot -> slot.isReady() || slot.isConnected())) {
        for (var slot : List.copyOf(slots)) {
          if (!slot.isReady() && !slot.isConnected()) {
            work(slot);
          }
        }
        if (slots.stream().anyMatch(slot -> !slot.isReady() && !slot.isConnected())) {
          Waits.pause(arrived, pause);
          pause = Waits.longer(pause);
          // A socket that hangs may make a reset of the chip necessary.
          ensureListening(pause);
        }
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** How long until the sockets are looked at although no event has come. */
  long checkNanos() {
    long nanos = Waits.nanos(device.options().healthCheck());
    return nanos == 0 ? SocketUser.DONE : nanos;
  }

  @Override
  public @Nullable TcpEndpoint accept(long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    chip.lock();
    try {
      ensureListening(timeoutNanos);
      look();
      while (true) {
        var endpoint = take();
        if (endpoint != null) {
          return endpoint;
        }
        long left = Waits.left(start, timeoutNanos);
        if (left <= 0) {
          return null;
        }
        Waits.park(arrived, left);
        ensureListening(left);
      }
    } finally {
      chip.unlock();
    }
  }

  private @Nullable TcpEndpoint take() throws IOException {
    while (!waiting.isEmpty()) {
      var slot = waiting.remove();
      var endpoint = slot.handOver();
      if (endpoint != null) {
        slots.remove(slot);
      }
      refill();
      if (endpoint != null) {
        if (!waiting.isEmpty()) {
          arrived.signal();
        }
        return endpoint;
      }
    }
    return null;
  }

  /** Finds out at once what the dispatcher would find out in a moment. */
  private void look() throws IOException {
    if (waiting.isEmpty()) {
      device.dispatcher().look();
      for (var slot : List.copyOf(slots)) {
        if (slot.isObserved()) {
          work(slot);
        }
      }
    }
  }

  /** A peer has connected. */
  void connected(ListenSlot slot) throws IOException {
    waiting.add(slot);
    arrived.signal();
    watchers.tell(READABLE);
    refill();
  }

  /** A peer that nobody had accepted has gone. */
  void gone(ListenSlot slot) {
    waiting.remove(slot);
  }

  /** A socket is of no use any more. */
  void drop(ListenSlot slot) throws IOException {
    slots.remove(slot);
    waiting.remove(slot);
    sockets.release(slot.socket());
    refill();
  }

  private int listening() {
    return slots.size() - waiting.size();
  }

  /** How many sockets more the listener could use. */
  int missing() {
    int wanted = waiting.size() > backlog ? 0 : Math.max(1, backlog - waiting.size());
    return closed ? 0 : wanted - listening();
  }

  /** Whether every peer is refused for want of a socket. */
  boolean isDeaf() {
    return listening() == 0 && missing() > 0;
  }

  /** Takes free sockets as long as they are useful. */
  private void refill() throws IOException {
    while (missing() > 0) {
      var socket = sockets.findFree();
      if (socket == null) {
        return;
      }
      var slot = new ListenSlot(this, socket, device);
      slots.add(slot);
      work(slot);
    }
  }

  /** Does what the dispatcher would do, and leaves the rest to it. */
  private void work(ListenSlot slot) throws IOException {
    var socket = slot.socket();
    long next = slot.work();
    if (socket.user() == slot) {
      device.dispatcher().workFor(socket, next);
    }
  }

  /** Takes a socket that has become free; it listens a moment later. */
  void offer(HardwareSocket socket) {
    var slot = new ListenSlot(this, socket, device);
    slots.add(slot);
    slot.reopen();
  }

  /**
   * Gives a socket away that the listener can do without.
   *
   * @return {@code null} if it needs all it has
   */
  @Nullable HardwareSocket giveSpare() throws IOException {
    int spare = waiting.size() >= backlog ? listening() : listening() - 1;
    for (int i = slots.size() - 1; i >= 0 && spare > 0; i--) {
      var slot = slots.get(i);
      if (!slot.isConnected() && slot.isIdle()) {
        slots.remove(slot);
        slot.stop();
        slot.socket().setUser(null);
        return slot.socket();
      }
    }
    return null;
  }

  @Override
  public int poll(int interests) throws IOException {
    chip.lock();
    try {
      ensureNotClosed();
      if (chip.failure() != null) {
        return interests & (READABLE | FAILED);
      }
      if ((interests & READABLE) != 0) {
        look();
      }
      return waiting.isEmpty() ? 0 : interests & READABLE;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    chip.lock();
    try {
      ensureNotClosed();
      watchers.add(interests, listener);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void unwatch(Runnable listener) {
    chip.lock();
    try {
      watchers.remove(listener);
    } finally {
      chip.unlock();
    }
  }

  /**
   * {@inheritDoc} Connections accepted later have it; those that peers have made already may not.
   */
  @Override
  public void setOption(int level, int option, int value) throws IOException {
    chip.lock();
    try {
      ensureOpen();
      options.set(level, option, value);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public int getOption(int level, int option) throws IOException {
    chip.lock();
    try {
      ensureNotClosed();
      return options.get(level, option);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  /** Wakes everybody who waits for a connection. */
  void wakeAll() {
    arrived.signalAll();
    watchers.tell(HardwareEndpoint.ALL_INTERESTS);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Peers that nobody has accepted see the end of the stream, and a reset if they go on sending.
   */
  @Override
  public void close() throws IOException {
    IOException problem = null;
    chip.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      sockets.removeListener(this);
      wakeAll();
      watchers.clear();
      for (var slot : slots) {
        try {
          close(slot);
        } catch (IOException e) {
          sockets.release(slot.socket());
          problem = e;
        }
      }
      slots.clear();
      waiting.clear();
    } finally {
      chip.unlock();
    }
    if (problem != null) {
      throw problem;
    }
  }

  private void close(ListenSlot slot) throws IOException {
    if (chip.failure() == null && slot.hasPeer()) {
      var endpoint = slot.handOver();
      if (endpoint != null) {
        endpoint.close();
        return;
      }
    }
    slot.stop();
    sockets.release(slot.socket());
  }

  /** A listener outlives a reset of the chip, and so do those who wait for a connection. */
  private void ensureListening(long timeoutNanos) throws IOException {
    ensureNotClosed();
    if (timeoutNanos > 0) {
      chip.awaitRecovery();
    }
    ensureOpen();
  }

  private void ensureOpen() throws IOException {
    ensureNotClosed();
    chip.ensureWorking();
  }

  private void ensureNotClosed() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }
}
