package dev.spinet.simulator.scenario;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The cable of a run: tells it about every packet from and to the chip, and lets happen to them
 * what it is told. What another impairment of the network does comes on top.
 */
final class PacketAccidents implements Impairment {

  private static final class Accident {
    final Fault.Packets fault;
    final long end;
    long left;

    Accident(Fault.Packets fault, long end) {
      this.fault = fault;
      this.end = end;
      this.left = fault.count();
    }
  }

  private final ScenarioRun run;
  private final SimulationClock clock;
  private final LanPort chipPort;
  private final Impairment others;
  private final List<Accident> accidents = new ArrayList<>();

  /** Where the chip's own packets say they come from; not asked of the chip, which may be busy. */
  private MacAddress chipMac = MacAddress.ZERO;

  PacketAccidents(ScenarioRun run, SimulationClock clock, LanPort chipPort, Impairment others) {
    this.run = run;
    this.clock = clock;
    this.chipPort = chipPort;
    this.others = others;
  }

  Impairment others() {
    return others;
  }

  /** Gets an accident ready. */
  void add(Fault.Packets fault) {
    long end =
        fault.window().isZero() ? Long.MAX_VALUE : clock.nanoTime() + fault.window().toNanos();
    synchronized (accidents) {
      accidents.add(new Accident(fault, end));
    }
  }

  @Override
  public Fate judge(LanPort from, byte[] frame) {
    var fate = others.judge(from, frame);
    boolean fromChip = from.equals(chipPort);
    if (frame.length < EthernetFrame.HEADER_BYTES) {
      return fate;
    }
    if (fromChip) {
      chipMac = MacAddress.read(frame, MacAddress.BYTES);
    } else {
      var destination = MacAddress.read(frame, 0);
      if (!destination.isGroup() && !destination.equals(chipMac)) {
        return fate;
      }
    }
    var packet = Packet.parse(frame);
    run.packetPasses(packet, fromChip);
    return suffer(packet, fromChip, fate);
  }

  private Fate suffer(Packet packet, boolean fromChip, Fate before) {
    int copies = before.copies();
    Duration delay = before.delay();
    synchronized (accidents) {
      for (Iterator<Accident> list = accidents.iterator(); list.hasNext(); ) {
        var accident = list.next();
        if (accident.end != Long.MAX_VALUE && clock.nanoTime() - accident.end >= 0) {
          list.remove();
          continue;
        }
        if (!accident.fault.match().matches(packet, fromChip)) {
          continue;
        }
        if (accident.left != Long.MAX_VALUE && --accident.left == 0) {
          list.remove();
        }
        switch (accident.fault.treatment()) {
          case LOSE -> {
            return Fate.LOST;
          }
          case DELAY -> delay = delay.plus(accident.fault.delay());
          case DUPLICATE -> copies *= 2;
        }
      }
    }
    return new Fate(copies, delay);
  }
}
