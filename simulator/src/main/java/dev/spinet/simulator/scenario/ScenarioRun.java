package dev.spinet.simulator.scenario;

import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.w5500.W5500Chip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scenario at work on one chip. What is triggered on the bus happens between two bytes, on the
 * thread of the SPI master; everything else happens as a task of the simulation's clock.
 */
public final class ScenarioRun implements AutoCloseable {

  /** Injections that the log keeps. */
  private static final int KEPT = 10_000;

  private final W5500Chip chip;
  private final SimulationClock clock;
  private final long startedAt;
  private final FaultyWires wires = new FaultyWires(this);
  private final SpiSlave spi;
  private final @Nullable LanPort port;
  private final @Nullable PacketAccidents accidents;
  private final Injector injector;
  private final Wire.Listener interruptListener = this::interruptChanged;
  private final CopyOnWriteArrayList<Consumer<? super Injection>> listeners =
      new CopyOnWriteArrayList<>();

  private final List<RuleState> onTime = new ArrayList<>();
  private final List<RuleState> onBus = new ArrayList<>();
  private final List<RuleState> onInterrupt = new ArrayList<>();
  private final List<RuleState> onPacket = new ArrayList<>();

  // Guards what follows, and the states of the rules. A leaf: nothing is called while it is held.
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Injection> log = new ArrayList<>();
  private long count;
  private long frame = -1;
  private int position;
  private long byteNumber = -1;
  private boolean closed;

  ScenarioRun(Scenario scenario, W5500Chip chip, @Nullable UserNetwork gateway) {
    this.chip = chip;
    this.clock = chip.clock();
    this.startedAt = clock.nanoTime();
    this.port = chip.port() instanceof LanPort lanPort ? lanPort : null;
    for (int i = 0; i < scenario.rules().size(); i++) {
      var rule = scenario.rules().get(i);
      require(rule, gateway);
      listFor(rule.trigger()).add(new RuleState(i, rule, scenario.seed()));
    }
    boolean packets =
        !onPacket.isEmpty()
            || scenario.rules().stream().anyMatch(rule -> rule.fault() instanceof Fault.Packets);
    this.accidents = packets && port != null ? new PacketAccidents(this, chip, port) : null;
    this.injector = new Injector(chip, wires, port, gateway, accidents);
    this.spi = new FaultySpiSlave(chip, wires);
  }

  private void require(Rule rule, @Nullable UserNetwork gateway) {
    boolean needsGateway =
        switch (rule.fault()) {
          case Fault.ResetConnections _, Fault.FinishConnections _, Fault.Dhcp _, Fault.Dns _ ->
              true;
          default -> false;
        };
    if (needsGateway && gateway == null) {
      throw new IllegalArgumentException(
          "'%s' needs a gateway in the chip's network, and there is none".formatted(rule));
    }
    boolean needsLan =
        rule.fault() instanceof Fault.Packets
            || rule.fault() instanceof Fault.Cable
            || RuleState.event(rule.trigger()) instanceof Event.Packet;
    if (needsLan && port == null) {
      throw new IllegalArgumentException(
          "'%s' needs a chip whose cable is in a virtual network".formatted(rule));
    }
  }

  private List<RuleState> listFor(Trigger trigger) {
    return switch (trigger) {
      case Trigger.AtFrame _, Trigger.AtByte _ -> onBus;
      case Trigger.AtTime _, Trigger.EveryTime _ -> onTime;
      case Trigger.Nth(Event event, long _) -> listFor(event);
      case Trigger.EveryNth(Event event, long _) -> listFor(event);
      case Trigger.Chance(Event event, double _) -> listFor(event);
    };
  }

  private List<RuleState> listFor(Event event) {
    return switch (event) {
      case Event.BusFrame _, Event.BusByte _, Event.Command _, Event.Access _ -> onBus;
      case Event.Interrupt _ -> onInterrupt;
      case Event.Packet _ -> onPacket;
    };
  }

  void begin() {
    if (accidents != null && port != null) {
      port.lan().setImpairment(accidents);
    }
    if (!onInterrupt.isEmpty()) {
      chip.interruptWire().watch(interruptListener);
    }
    for (var state : onTime) {
      switch (state.rule.trigger()) {
        case Trigger.AtTime(Duration time) -> injector.later(time.toNanos(), () -> happen(state));
        case Trigger.EveryTime(Duration period) -> again(state, period.toNanos(), 1);
        default -> throw new AssertionError("not a time: " + state.rule);
      }
    }
  }

  private void again(RuleState state, long period, long times) {
    long due = startedAt + period * times;
    injector.later(
        due - clock.nanoTime(),
        () -> {
          happen(state);
          if (isAlive(state)) {
            // What is overdue is left out, or a short period would leave no time for anything else.
            long passed = (clock.nanoTime() - startedAt) / period;
            again(state, period, Math.max(times, passed) + 1);
          }
        });
  }

  private boolean isAlive(RuleState state) {
    lock.lock();
    try {
      return state.isAlive();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The chip as it is seen through the scenario's wires. Whatever attachment there is gets this in
   * place of the chip itself.
   *
   * @return the chip's SPI pins
   */
  public SpiSlave spi() {
    return spi;
  }

  /**
   * What was injected so far, oldest first; at most the first ten thousand.
   *
   * @return a copy
   */
  public List<Injection> log() {
    lock.lock();
    try {
      return List.copyOf(log);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How much was injected so far.
   *
   * @return the number, of those that the log does not keep, too
   */
  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a listener, which hears of every later injection.
   *
   * @param listener called on the thread on which it happens, perhaps under locks of the
   *     simulation: it must not wait and must not call chip or network
   */
  public void listen(Consumer<? super Injection> listener) {
    listeners.add(listener);
  }

  /**
   * Ends the scenario: nothing more happens, and what was to end by itself (a pulled cable, a
   * silent server) ends now. What was made ready for its next occasion stays ready. Closing twice
   * has no effect.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    injector.close();
    chip.interruptWire().unwatch(interruptListener);
    if (accidents != null && port != null && port.lan().impairment().equals(accidents)) {
      port.lan().setImpairment(accidents.others());
    }
  }

  // ---- What happens, and what it triggers

  /** A byte is about to cross the bus: adds what happens with it. */
  void byteCrosses(long newFrame, int newPosition, WireDecoder decoder, List<Injection> due) {
    lock.lock();
    try {
      frame = newFrame;
      position = newPosition;
      byteNumber++;
      if (closed) {
        return;
      }
      for (var state : onBus) {
        if (meets(state.rule.trigger(), decoder) && state.occurs()) {
          due.add(record(state));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean meets(Trigger trigger, WireDecoder decoder) {
    return switch (trigger) {
      case Trigger.AtFrame at -> at.frame() == frame && at.position() == position;
      case Trigger.AtByte at -> at.number() == byteNumber;
      default ->
          switch (RuleState.event(trigger)) {
            case Event.BusByte _ -> true;
            case Event.BusFrame _ -> position == 0;
            case Event.Command command -> decoder.isCommand(command);
            case Event.Access access -> decoder.isAccess(access);
            case null, default -> false;
          };
    };
  }

  /** A packet passes, perhaps under locks of chip and network: only packets suffer at once. */
  void packetPasses(Packet packet, boolean fromChip) {
    for (var state : onPacket) {
      if (RuleState.event(state.rule.trigger()) instanceof Event.Packet(PacketMatch match)
          && match.matches(packet, fromChip)) {
        var injection = occur(state);
        if (injection != null && injection.fault() instanceof Fault.Packets) {
          execute(injection);
        } else if (injection != null) {
          injector.later(0, () -> execute(injection));
        }
      }
    }
  }

  /** INTn has changed, under the chip's lock. */
  private void interruptChanged(boolean asserted) {
    if (asserted) {
      for (var state : onInterrupt) {
        var injection = occur(state);
        if (injection != null) {
          injector.later(0, () -> execute(injection));
        }
      }
    }
  }

  private void happen(RuleState state) {
    var injection = occur(state);
    if (injection != null) {
      execute(injection);
    }
  }

  private @Nullable Injection occur(RuleState state) {
    lock.lock();
    try {
      return !closed && state.occurs() ? record(state) : null;
    } finally {
      lock.unlock();
    }
  }

  private Injection record(RuleState state) {
    var injection =
        new Injection(
            state.index,
            state.fault(),
            frame,
            position,
            byteNumber,
            Duration.ofNanos(clock.nanoTime() - startedAt));
    count++;
    if (log.size() < KEPT) {
      log.add(injection);
    }
    return injection;
  }

  /** Tells about an injection and does it. */
  void execute(Injection injection) {
    for (var listener : listeners) {
      listener.accept(injection);
    }
    injector.inject(injection.fault());
  }
}
