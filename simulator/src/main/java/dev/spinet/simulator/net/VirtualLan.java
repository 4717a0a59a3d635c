package dev.spinet.simulator.net;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.MacAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A learning Ethernet switch with any number of ports. Frames arrive as tasks of the simulation's
 * clock, in the order in which they were transmitted unless an {@link Impairment} says otherwise.
 *
 * <p>Safe for use by several threads. Its lock is never held while a station is called.
 */
public final class VirtualLan {

  /** Addresses remembered; beyond that all are forgotten and learned anew. */
  private static final int MAXIMUM_LEARNED = 4096;

  private final SimulationClock clock;
  private final long latencyNanos;
  private final List<LanPort> ports = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<MacAddress, LanPort> learned = new HashMap<>();
  private final ArrayDeque<Delivery> onTheWire = new ArrayDeque<>();
  private boolean drainScheduled;
  private Impairment impairment = Impairment.NONE;

  private final List<LanListener> listeners = new CopyOnWriteArrayList<>();

  private final LongAdder transmitted = new LongAdder();
  private final LongAdder transmittedBytes = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder impaired = new LongAdder();
  private final LongAdder undelivered = new LongAdder();
  private final LongAdder invalid = new LongAdder();

  /**
   * A network on which a frame arrives as soon as possible.
   *
   * @param clock runs the deliveries
   */
  public VirtualLan(SimulationClock clock) {
    this(clock, Duration.ZERO);
  }

  /**
   * A network with a latency.
   *
   * @param clock runs the deliveries
   * @param latency how long a frame takes from any port to any other
   * @throws IllegalArgumentException if the latency is negative
   */
  public VirtualLan(SimulationClock clock, Duration latency) {
    if (latency.isNegative()) {
      throw new IllegalArgumentException("a frame cannot arrive before it is sent: " + latency);
    }
    this.clock = clock;
    this.latencyNanos = latency.toNanos();
  }

  /**
   * Adds a port with its cable plugged in.
   *
   * @param name for messages and traces
   * @return the new port
   */
  public LanPort newPort(String name) {
    var port = new LanPort(this, name);
    ports.add(port);
    return port;
  }

  /**
   * Replaces what decides about the fate of frames; {@link Impairment#NONE} makes the network good
   * again.
   *
   * @param newImpairment asked about every frame from now on
   */
  public void setImpairment(Impairment newImpairment) {
    lock.lock();
    try {
      impairment = newImpairment;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What decides about the fate of frames.
   *
   * @return what was set last
   */
  public Impairment impairment() {
    lock.lock();
    try {
      return impairment;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a listener, which hears of every later frame that is put on a cable.
   *
   * @param listener the listener
   */
  public void listen(LanListener listener) {
    listeners.add(listener);
  }

  /**
   * The counts up to now.
   *
   * @return a snapshot
   */
  public LanCounters counters() {
    return new LanCounters(
        transmitted.sum(),
        transmittedBytes.sum(),
        delivered.sum(),
        impaired.sum(),
        undelivered.sum(),
        invalid.sum());
  }

  SimulationClock clock() {
    return clock;
  }

  void transmit(LanPort from, byte[] frame) {
    transmitted.increment();
    transmittedBytes.add(frame.length);
    if (frame.length < EthernetFrame.HEADER_BYTES
        || frame.length > EthernetFrame.HEADER_BYTES + EthernetFrame.MTU) {
      invalid.increment();
      return;
    }
    lock.lock();
    try {
      if (!from.isLinkUp()) {
        undelivered.increment();
        return;
      }
      for (var listener : listeners) {
        listener.transmitted(from, frame);
      }
      learn(from, frame);
      var fate = impairment.judge(from, frame);
      if (fate.copies() == 0) {
        impaired.increment();
      }
      for (int i = 0; i < fate.copies(); i++) {
        put(from, frame, fate.delay());
      }
    } finally {
      lock.unlock();
    }
  }

  boolean changeCable(LanPort port, boolean plugged) {
    lock.lock();
    try {
      forget(port);
      return port.swapPluggedIn(plugged);
    } finally {
      lock.unlock();
    }
  }

  void remove(LanPort port) {
    ports.remove(port);
    lock.lock();
    try {
      forget(port);
    } finally {
      lock.unlock();
    }
  }

  private void forget(LanPort port) {
    learned.values().removeIf(port::equals);
  }

  private void learn(LanPort from, byte[] frame) {
    var source = MacAddress.read(frame, MacAddress.BYTES);
    if (source.isGroup()) {
      return;
    }
    if (learned.size() >= MAXIMUM_LEARNED && !learned.containsKey(source)) {
      learned.clear();
    }
    learned.put(source, from);
  }

  private void put(LanPort from, byte[] frame, Duration delay) {
    if (!delay.isZero()) {
      clock.schedule(latencyNanos + delay.toNanos(), () -> deliver(from, frame));
      return;
    }
    // One task of the clock empties the wire, so that a burst of frames costs one hand-over. The
    // queue is in order of due times, as the latency is the same for all.
    onTheWire.add(new Delivery(from, frame, clock.nanoTime() + latencyNanos));
    if (!drainScheduled) {
      drainScheduled = true;
      clock.schedule(latencyNanos, this::drain);
    }
  }

  private void drain() {
    try {
      // Not "until it is empty": two stations that answer each other at once must not keep the
      // clock from its other tasks.
      int frames = waiting();
      for (var delivery = takeDue(); delivery != null; delivery = takeDue()) {
        deliver(delivery.from, delivery.frame);
        if (--frames <= 0) {
          break;
        }
      }
    } finally {
      scheduleNextDrain();
    }
  }

  private int waiting() {
    lock.lock();
    try {
      return onTheWire.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Delivery takeDue() {
    lock.lock();
    try {
      var first = onTheWire.peek();
      return first == null || first.due - clock.nanoTime() > 0 ? null : onTheWire.remove();
    } finally {
      lock.unlock();
    }
  }

  private void scheduleNextDrain() {
    lock.lock();
    try {
      var next = onTheWire.peek();
      drainScheduled = next != null;
      if (next != null) {
        clock.schedule(next.due - clock.nanoTime(), this::drain);
      }
    } finally {
      lock.unlock();
    }
  }

  private void deliver(LanPort from, byte[] frame) {
    var target = lookUp(MacAddress.read(frame, 0));
    if (target == null) {
      for (var port : ports) {
        if (!port.equals(from)) {
          deliverTo(port, frame);
        }
      }
    } else if (!target.equals(from)) {
      deliverTo(target, frame);
    }
  }

  private @Nullable LanPort lookUp(MacAddress destination) {
    lock.lock();
    try {
      return learned.get(destination);
    } finally {
      lock.unlock();
    }
  }

  private void deliverTo(LanPort port, byte[] frame) {
    if (port.deliver(frame)) {
      delivered.increment();
    } else {
      undelivered.increment();
    }
  }

  private static final class Delivery {
    final LanPort from;
    final byte[] frame;
    final long due;

    Delivery(LanPort from, byte[] frame, long due) {
      this.from = from;
      this.frame = frame;
      this.due = due;
    }
  }
}
