package dev.spinet.simulator.espat;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.packet.MacAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulated module with power on. It starts with its banner, answers commands on its serial line
 * and is a station on the network of the access point it joins.
 *
 * <p>Everything happens in tasks of the clock. Safe for use by several threads.
 */
public final class EspAtModule implements AutoCloseable {
  private final SimulationClock clock;
  private final Radio radio;
  private final EspAtOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final ModuleFaults faults;
  private final List<SerialListener> listeners = new CopyOnWriteArrayList<>();
  private final FaultyLine toModule;
  private final FaultyLine toHost;
  private final SerialCable cable;
  private final Flash flash;
  private final Radio.Listener airListener = () -> run(() -> whenRunning(it -> it.wifi().look()));
  private @Nullable HostPort host;
  private @Nullable Firmware firmware;
  private long starts;
  private boolean closed;

  /**
   * Puts a module in the air and switches it on.
   *
   * @param clock the time of the simulation
   * @param radio what it can hear
   * @param options how it is made
   */
  public EspAtModule(SimulationClock clock, Radio radio, EspAtOptions options) {
    this.clock = clock;
    this.radio = radio;
    this.options = options;
    faults = new ModuleFaults(this);
    var random = new SplittableRandom(options.seed());
    toModule = new FaultyLine(random.split(), faults::log, this::reboot);
    toHost = new FaultyLine(random.split(), faults::log, this::reboot);
    cable =
        new SerialCable(lockingClock(), options, new SerialEnd(), this::arrived, toModule, toHost);
    flash = new Flash(cable.format());
    radio.listen(airListener);
    run(this::start);
  }

  /** Runs each task with the lock held, and none after the end. */
  private SimulationClock lockingClock() {
    return new SimulationClock() {
      @Override
      public long nanoTime() {
        return clock.nanoTime();
      }

      @Override
      public Scheduled schedule(long delayNanos, Runnable task) {
        return clock.schedule(delayNanos, () -> confine(task));
      }
    };
  }

  /** Runs a task now, unless the module is switched off. */
  void confine(Runnable task) {
    lock.lock();
    try {
      if (!closed) {
        task.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private <T> T confined(Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      lock.unlock();
    }
  }

  /** Runs a task of the clock as soon as possible. */
  void run(Runnable task) {
    clock.schedule(0, () -> confine(task));
  }

  void whenRunning(Consumer<Firmware> action) {
    var current = firmware;
    if (current != null) {
      action.accept(current);
    }
  }

  FaultyLine line(SerialDirection direction) {
    return direction == SerialDirection.TO_MODULE ? toModule : toHost;
  }

  // ---- starting

  private void start() {
    starts++;
    cable.setFormat(flash.uart.get());
    var life = new LifeClock(lockingClock());
    var seed = options.seed() * 31 + starts;
    var next = new Firmware(this, life, options, radio, cable, flash, seed);
    firmware = next;
    next.boot();
  }

  /** Ends everything at once and starts anew. */
  void reboot() {
    end();
    cable.discardOutput();
    // A task of its own: the caller may be in the middle of the old life.
    lockingClock().schedule(0, this::startUnlessStarted);
  }

  private void startUnlessStarted() {
    if (firmware == null) {
      start();
    }
  }

  private void end() {
    var current = firmware;
    if (current != null) {
      firmware = null;
      current.end();
    }
  }

  // ---- the host's end

  void connect(HostPort newHost) {
    lock.lock();
    try {
      host = newHost;
      cable.connect(newHost);
    } finally {
      lock.unlock();
    }
  }

  void disconnect(HostPort oldHost) {
    lock.lock();
    try {
      if (oldHost.equals(host)) {
        host = null;
        cable.connect(null);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Any thread may call this. */
  void hostChanged() {
    cable.hostChanged();
  }

  private void arrived(SerialDirection direction, byte[] bytes) {
    for (var listener : listeners) {
      listener.arrived(direction, bytes);
    }
  }

  private final class SerialEnd implements SerialCable.Module {
    @Override
    public void receive(byte[] bytes, boolean contiguous) {
      whenRunning(it -> it.receive(bytes, contiguous));
    }

    @Override
    public int room() {
      var current = firmware;
      return current == null ? Integer.MAX_VALUE : current.port().room();
    }

    @Override
    public void sent() {
      whenRunning(it -> {
        it.links().push();
        it.port().resume();
      });
    }
  }

  // ---- for everybody

  /**
   * What can be made to go wrong.
   *
   * @return the faults of this module
   */
  public ModuleFaults faults() {
    return faults;
  }

  /**
   * Adds a listener for what goes over the serial line.
   *
   * @param listener called by the simulation's thread; not to block it
   */
  public void listen(SerialListener listener) {
    listeners.add(listener);
  }

  /**
   * The time of the simulation.
   *
   * @return the clock
   */
  public SimulationClock clock() {
    return clock;
  }

  /**
   * How the module is made.
   *
   * @return the options
   */
  public EspAtOptions options() {
    return options;
  }

  /**
   * The counts up to now.
   *
   * @return a snapshot
   */
  public EspAtCounters counters() {
    return confined(() -> new EspAtCounters(cable.counters(), flash.writes(), starts));
  }

  /**
   * Pulls the reset pin low for a moment: the module starts anew, and what it was doing is gone.
   */
  public void reset() {
    run(this::reboot);
  }

  /**
   * Lets a station join the module's own access point, if it is one and has room. Nothing travels
   * between the two.
   *
   * @param station its hardware address
   */
  public void associate(MacAddress station) {
    run(() -> whenRunning(it -> it.softAp().associate(station)));
  }

  /**
   * Lets a station leave the module's own access point.
   *
   * @param station its hardware address
   */
  public void dissociate(MacAddress station) {
    run(() -> whenRunning(it -> it.softAp().dissociate(station)));
  }

  /** Switches the module off for good. Closing twice has no effect. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        end();
        closed = true;
      }
    } finally {
      lock.unlock();
    }
    radio.forget(airListener);
  }
}
