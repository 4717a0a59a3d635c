package dev.spinet.simulator.w5500;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A cable from the chip to one scripted host. */
final class TestCable implements EthernetPort {

  static final Duration LATENCY = Duration.ofNanos(10_000);

  private final SimulationClock clock;
  final List<byte[]> transmitted = new ArrayList<>();
  private @Nullable Station station;
  private Consumer<byte[]> farEnd = frame -> {};
  private Predicate<byte[]> drop = frame -> false;
  private boolean up = true;

  TestCable(SimulationClock clock) {
    this.clock = clock;
  }

  void connect(Consumer<byte[]> host) {
    farEnd = host;
  }

  /** Frames from the chip that get lost. */
  void drop(Predicate<byte[]> predicate) {
    drop = predicate;
  }

  /** A frame from the far end to the chip. */
  void send(byte[] frame) {
    var to = station;
    if (up && to != null) {
      clock.schedule(LATENCY.toNanos(), () -> to.receive(frame));
    }
  }

  void plug(boolean in) {
    up = in;
    var to = station;
    if (to != null) {
      clock.schedule(0, () -> to.linkChanged(in));
    }
  }

  @Override
  public void transmit(byte[] frame) {
    transmitted.add(frame);
    if (up && !drop.test(frame)) {
      clock.schedule(LATENCY.toNanos(), () -> farEnd.accept(frame));
    }
  }

  @Override
  public void attach(Station newStation) {
    station = newStation;
  }

  @Override
  public boolean isLinkUp() {
    return up;
  }
}
