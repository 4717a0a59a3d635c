package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.net.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scenario does to packets: to those that were asked for, and to no others. */
final class ScenarioPacketTest {

  private final ScenarioBench bench = new ScenarioBench();

  /** Sends so many datagrams of different lengths to the chip and tells which of them arrive. */
  private List<Integer> arrivals(int count, Duration wait) {
    for (int i = 1; i <= count; i++) {
      ScenarioBench.send(bench.peer, 0, i);
      bench.settle();
    }
    bench.pass(wait);
    byte[] ring = bench.pins.drain(0);
    var lengths = new ArrayList<Integer>();
    for (int at = 0; at < ring.length; at += ChipLimits.UDP_HEADER_SIZE + lengths.getLast()) {
      lengths.add((ring[at + 6] & 0xFF) << 8 | (ring[at + 7] & 0xFF));
    }
    bench.pins.command(0, SocketCommand.RECV);
    return lengths;
  }

  @Test
  void packetIsLost() {
    bench.openUdp(0);
    try (var run = bench.start("on 3rd packet to chip: lose packet")) {
      assertEquals(List.of(1, 2, 4, 5), arrivals(5, Duration.ZERO));
      assertEquals(1, run.count());
    }
  }

  @Test
  void severalPacketsAreLostOnlyIfTheyMatch() {
    bench.openUdp(0);
    try (var run = bench.start("at 0s: lose 2 udp packets to chip\nat 0s: lose all tcp packets")) {
      bench.clock.runUntilIdle();
      ScenarioBench.send(bench.pins, 0, 1);
      bench.settle();
      assertEquals(9, bench.received(bench.peer, 0));
      assertEquals(List.of(3, 4), arrivals(4, Duration.ZERO));
      assertEquals(2, run.count());
    }
  }

  @Test
  void packetsAreLostForAWhile() {
    bench.openUdp(0);
    // Each datagram takes a millisecond here.
    try (var run = bench.start("at 1500us: lose packets to chip for 2ms")) {
      assertEquals(List.of(1, 2, 5, 6), arrivals(6, Duration.ZERO));
      assertEquals(1, run.count());
    }
  }

  @Test
  void packetIsOvertaken() {
    bench.openUdp(0);
    try (var run = bench.start("on 2nd packet to chip: delay packet by 1500us")) {
      assertEquals(List.of(1, 3, 2, 4), arrivals(4, Duration.ofMillis(5)));
      assertEquals(1, run.count());
    }
  }

  @Test
  void packetIsDuplicated() {
    bench.openUdp(0);
    try (var run = bench.start("on 2nd packet to chip: duplicate packet")) {
      assertEquals(List.of(1, 2, 2, 3), arrivals(3, Duration.ZERO));
      assertEquals(1, run.count());
    }
  }

  @Test
  void segmentsAreToldByTheirFlags() {
    bench.connect(0);
    try (var run =
        bench.start(
            """
            at 0s: lose 1 fin packet from chip
            on every syn packet: flip miso 0x01
            on every rst packet: flip miso 0x02
            on every data packet: flip miso 0x04
            on every arp packet: flip miso 0x08
            """)) {
      bench.clock.runUntilIdle();
      ScenarioBench.send(bench.pins, 0, 10);
      bench.settle();
      bench.pins.command(0, SocketCommand.DISCON);
      bench.settle();
      assertEquals(SocketStatus.ESTABLISHED, bench.peer.get(0, SocketRegister.SR));
      bench.pass(Duration.ofMillis(210));
      assertEquals(SocketStatus.CLOSE_WAIT, bench.peer.get(0, SocketRegister.SR));
      assertEquals(List.of(0, 3), run.log().stream().map(Injection::rule).toList());
    }
  }

  @Test
  void packetsOfOthersAreSpared() {
    bench.openUdp(0);
    var third = bench.lan.newPort("third");
    try (var run = bench.start("on every packet: lose packet")) {
      var frame = new byte[60];
      frame[5] = 9;
      frame[11] = 3;
      third.transmit(frame);
      bench.settle();
      assertEquals(0, run.count());
      assertEquals(0, bench.lan.counters().impaired());
    }
  }

  @Test
  void otherImpairmentsGoOnAndAreLeftBehind() {
    bench.openUdp(0);
    Impairment twice = (from, frame) -> Impairment.Fate.DUPLICATED;
    bench.lan.setImpairment(twice);
    try (var run = bench.start("on 2nd packet to chip: lose packet")) {
      assertEquals(List.of(1, 1, 3, 3), arrivals(3, Duration.ZERO));
      assertEquals(1, run.count());
    }
    assertEquals(twice, bench.lan.impairment());
  }
}
