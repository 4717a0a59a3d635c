package dev.spinet.simulator.scenario;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.w5500.W5500Chip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what the rules say, to the chip and what is around it, now or later. */
final class Injector implements AutoCloseable {

  private final W5500Chip chip;
  private final SimulationClock clock;
  private final FaultyWires wires;
  private final @Nullable LanPort port;
  private final @Nullable UserNetwork gateway;
  private final @Nullable PacketAccidents accidents;

  /** What waits for its time. */
  private final Set<Scheduled> tasks = new HashSet<>();

  /** What ends something that goes on for a while. */
  private final List<Relief> reliefs = new ArrayList<>();

  private boolean closed;

  private record Relief(Runnable end) {}

  Injector(
      W5500Chip chip,
      FaultyWires wires,
      @Nullable LanPort port,
      @Nullable UserNetwork gateway,
      @Nullable PacketAccidents accidents) {
    this.chip = chip;
    this.clock = chip.clock();
    this.wires = wires;
    this.port = port;
    this.gateway = gateway;
    this.accidents = accidents;
  }

  /**
   * Does it. Faults of packets take no lock of chip and network; all others do, and must not be
   * called with one of these held.
   */
  void inject(Fault fault) {
    switch (fault) {
      case Fault.Flip flip -> wires.flip(flip);
      case Fault.Stick stick -> wires.stick(stick);
      case Fault.Shift shift -> wires.shift(shift);
      case Fault.ClockLimit limit -> wires.limit(limit);
      case Fault.StickPin(Fault.Pin pin, boolean high) -> {
        switch (pin) {
          case INTERRUPT -> chip.faults().stickInterrupt(!high);
          case RESET -> chip.faults().stickReset(!high);
        }
      }
      case Fault.Version(int version) -> chip.faults().pretendVersion(version);
      case Fault.ResetChip() -> chip.faults().reset();
      case Fault.BrownOut(Duration outage) -> chip.faults().brownOut(outage);
      case Fault.ZeroAddresses() -> chip.faults().zeroAddresses();
      case Fault.SpuriousInterrupt(Duration length) -> chip.faults().spuriousInterrupt(length);
      case Fault.Arm arm -> chip.faults().arm(arm.fault(), arm.socket(), arm.count());
      case Fault.Cable(boolean pluggedIn, Duration duration) -> {
        port().setPluggedIn(pluggedIn);
        relieve(duration, () -> port().setPluggedIn(true));
      }
      case Fault.ResetConnections() -> gateway().resetConnections();
      case Fault.FinishConnections() -> gateway().finishConnections();
      case Fault.Packets packets -> Objects.requireNonNull(accidents).add(packets);
      case Fault.Dhcp(DhcpMode mode, Duration duration) -> {
        gateway().setDhcpMode(mode);
        relieve(duration, () -> gateway().setDhcpMode(DhcpMode.NORMAL));
      }
      case Fault.Dns(DnsMode mode, Duration duration) -> {
        gateway().setDnsMode(mode);
        relieve(duration, () -> gateway().setDnsMode(DnsMode.NORMAL));
      }
    }
  }

  /** Runs a task of the clock, unless it is all over by then. */
  void later(long nanos, Runnable task) {
    synchronized (tasks) {
      if (closed) {
        return;
      }
      var holder = new Scheduled[1];
      holder[0] =
          clock.schedule(
              nanos,
              () -> {
                synchronized (tasks) {
                  if (!tasks.remove(holder[0])) {
                    return;
                  }
                }
                task.run();
              });
      tasks.add(holder[0]);
    }
  }

  private void relieve(Duration duration, Runnable end) {
    if (duration.isZero()) {
      return;
    }
    var relief = new Relief(end);
    synchronized (tasks) {
      reliefs.add(relief);
    }
    later(
        duration.toNanos(),
        () -> {
          synchronized (tasks) {
            reliefs.remove(relief);
          }
          end.run();
        });
  }

  private LanPort port() {
    return Objects.requireNonNull(port);
  }

  private UserNetwork gateway() {
    return Objects.requireNonNull(gateway);
  }

  /** Forgets what waits, and ends what goes on. */
  @Override
  public void close() {
    List<Relief> now;
    synchronized (tasks) {
      closed = true;
      tasks.forEach(Scheduled::cancel);
      tasks.clear();
      now = List.copyOf(reliefs);
      reliefs.clear();
    }
    now.forEach(relief -> relief.end().run());
  }
}
