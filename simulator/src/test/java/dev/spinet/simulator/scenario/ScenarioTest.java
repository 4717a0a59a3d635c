package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.w5500.SpiMaster;
import dev.spinet.simulator.w5500.W5500Chip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each trigger and each fault: it happens at the place that was asked for, and nowhere else. */
final class ScenarioTest {

  private final ScenarioBench bench = new ScenarioBench();

  private static long version(SpiMaster spi) {
    return spi.get(CommonRegister.VERSIONR);
  }

  // ---- Triggers

  @Test
  void bitFlipsAtAByteOfAFrame() {
    try (var run = bench.start("at frame 2 byte 3: flip miso 0x81")) {
      var spi = new SpiMaster(run.spi());
      assertEquals(4, version(spi));
      assertEquals(4, version(spi));
      assertEquals(0x85, version(spi));
      assertEquals(4, version(spi));
      var flip = new Fault.Flip(Fault.Line.MISO, 0x81);
      assertEquals(List.of(new Injection(0, flip, 2, 3, 11, Duration.ZERO)), run.log());
    }
  }

  @Test
  void frameThatIsTooShortIsSpared() {
    try (var run = bench.start("at frame 0 byte 4: reset chip")) {
      version(new SpiMaster(run.spi()));
      assertEquals(List.of(), run.log());
    }
  }

  @Test
  void bitFlipsOnTheWayToTheChip() {
    try (var run = bench.start("at frame 0 byte 4: flip mosi 0x01")) {
      new SpiMaster(run.spi()).set(CommonRegister.RTR, 0x0FA0);
      assertEquals(0x0FA1, bench.pins.get(CommonRegister.RTR));
    }
  }

  @Test
  void bytesAreCountedOverFrames() {
    try (var run = bench.start("at byte 7: flip miso 0x40")) {
      var spi = new SpiMaster(run.spi());
      assertEquals(4, version(spi));
      assertEquals(0x44, version(spi));
      assertEquals(1, run.log().getFirst().frame());
      assertEquals(3, run.log().getFirst().position());
    }
  }

  @Test
  void everyThirdFrameAndAtMostSoOften() {
    try (var run = bench.start("every 3 frames, at most 2 times: flip miso 0x10")) {
      var spi = new SpiMaster(run.spi());
      var first = new ArrayList<Integer>();
      for (int i = 0; i < 12; i++) {
        first.add(spi.frame(SpiMaster.bytes(0, 0x39, 0, 0))[0] & 0xFF);
      }
      assertEquals(List.of(1, 1, 0x11, 1, 1, 0x11, 1, 1, 1, 1, 1, 1), first);
      assertEquals(2, run.count());
    }
  }

  @Test
  void timeOfTheSimulationTriggers() {
    bench.pass(Duration.ofSeconds(5));
    try (var run = bench.start("at 2s: brown-out")) {
      bench.pass(Duration.ofSeconds(2).minusNanos(1));
      assertNotEquals(0, bench.pins.get(CommonRegister.SIPR));
      bench.pass(Duration.ofNanos(1));
      assertEquals(0, bench.pins.get(CommonRegister.SIPR));
      assertEquals(Duration.ofSeconds(2), run.log().getFirst().time());
      assertEquals(-1, run.log().getFirst().frame());
    }
  }

  @Test
  void timeTriggersAgainAndAgain() {
    try (var run = bench.start("every 250ms, at most 5 times: spurious interrupt for 1ms")) {
      var low = new ArrayList<Long>();
      bench
          .chip
          .interruptWire()
          .watch(level -> low.add(level ? bench.clock.nanoTime() : -bench.clock.nanoTime()));
      bench.pass(Duration.ofSeconds(3));
      assertEquals(
          List.of(250L, -251L, 500L, -501L, 750L, -751L, 1000L, -1001L, 1250L, -1251L),
          low.stream().map(nanos -> nanos / 1_000_000).toList());
      assertEquals(5, run.count());
      assertEquals(0, bench.clock.pendingTasks(), "nothing goes on for nothing");
    }
  }

  @Test
  void commandOfASocketTriggersBeforeItIsWritten() {
    try (var run = bench.start("on 2nd command OPEN of socket 2: hold command for 2 reads")) {
      var spi = new SpiMaster(run.spi());
      for (int socket : new int[] {2, 1, 3, 2}) {
        spi.set(socket, SocketRegister.MR, SocketMode.UDP);
        spi.set(socket, SocketRegister.PORT, 9);
        assertEquals(0, run.count());
        spi.command(socket, SocketCommand.OPEN);
        assertEquals(run.count() == 1 ? 1 : 0, spi.get(socket, SocketRegister.CR));
      }
      assertEquals(1, run.count());
      assertEquals(SocketCommand.OPEN, spi.get(2, SocketRegister.CR));
      assertEquals(0, spi.get(2, SocketRegister.CR));
    }
  }

  @Test
  void anyCommandAndAccessesOfRegistersTrigger() {
    try (var run =
        bench.start(
            """
            on every command: flip miso 0x01
            on read of S1_SR: flip miso 0x02
            on every write of Sn_PORT: flip miso 0x04
            on every read of VERSIONR: flip miso 0x08
            """)) {
      var spi = new SpiMaster(run.spi());
      spi.command(0, SocketCommand.CLOSE);
      spi.set(0, SocketRegister.CR, 0);
      spi.get(0, SocketRegister.SR);
      // A burst that passes the register counts as well, at the register's byte.
      byte[] burst = spi.read(Block.socketRegister(1), 0, 4);
      assertEquals(2, burst[3]);
      spi.set(3, SocketRegister.PORT, 1);
      spi.get(3, SocketRegister.PORT);
      assertEquals(0x0C, version(spi));
      spi.set(CommonRegister.RTR, 1);
      // Fixed length frames in a chain: VERSIONR and then it again.
      byte[] chain = spi.frame(SpiMaster.bytes(0, 0x39, 1, 0, 0, 0x39, 1, 0));
      assertEquals(0x0C, chain[3]);
      assertEquals(0x0C, chain[7]);
      assertEquals(List.of(0, 1, 2, 3, 3, 3), run.log().stream().map(Injection::rule).toList());
    }
  }

  @Test
  void interruptTriggers() {
    bench.connect(0);
    bench.pins.set(CommonRegister.SIMR, 1);
    try (var run = bench.start("on 2nd interrupt: brown-out")) {
      for (int i = 0; i < 2; i++) {
        assertEquals(0, run.count());
        ScenarioBench.send(bench.peer, 0, 10);
        bench.settle();
        bench.pins.set(0, SocketRegister.IR, 0xFF);
      }
      assertEquals(1, run.count());
      assertEquals(0, bench.pins.get(CommonRegister.SIPR));
    }
  }

  @Test
  void packetTriggersWhatIsNoAccidentOfPackets() {
    bench.openUdp(0);
    try (var run = bench.start("on 2nd udp packet from chip: zero addresses")) {
      ScenarioBench.send(bench.pins, 0, 10);
      ScenarioBench.send(bench.peer, 0, 10);
      bench.settle();
      assertEquals(0, run.count());
      ScenarioBench.send(bench.pins, 0, 10);
      bench.settle();
      assertEquals(0, bench.pins.get(CommonRegister.SIPR));
      assertEquals(18 * 2, bench.received(bench.peer, 0), "both have arrived");
    }
  }

  @Test
  void chanceIsTheSameForTheSameSeed() {
    assertEquals(frames(7), frames(7));
    assertNotEquals(frames(7), frames(8));
    int count = frames(7).size();
    assertTrue(count > 50 && count < 150, "1 of 10 frames, not " + count + " of 1000");
  }

  private static List<String> frames(long seed) {
    var bench = new ScenarioBench();
    var text = "seed " + seed + "\nwith probability 0.1 on frame: flip miso";
    try (var run = bench.start(text)) {
      var spi = new SpiMaster(run.spi());
      for (int i = 0; i < 1_000; i++) {
        spi.frame(SpiMaster.bytes(0, 0, 0, 0));
      }
      return run.log().stream().map(Injection::toString).toList();
    }
  }

  @Test
  void ruleDoesNotChangeTheChanceOfTheOneBeforeIt() {
    var text = "seed 3\nwith probability 0.2 on frame: flip miso\n";
    List<List<Long>> logs = new ArrayList<>();
    for (var scenario : List.of(text, text + "with probability 0.5 on byte: flip mosi 0x01")) {
      try (var run = new ScenarioBench().start(scenario)) {
        var spi = new SpiMaster(run.spi());
        for (int i = 0; i < 100; i++) {
          spi.frame(SpiMaster.bytes(0, 0, 0, 0));
        }
        logs.add(run.log().stream().filter(i -> i.rule() == 0).map(Injection::frame).toList());
      }
    }
    assertEquals(logs.get(0), logs.get(1));
  }

  @Test
  void rulesOfOneMomentHappenInTheirOrder() {
    try (var run = bench.start("at frame 0: flip miso 0x10\nat byte 0: flip miso 0x20")) {
      assertEquals(0x31, new SpiMaster(run.spi()).frame(SpiMaster.bytes(0, 0, 0, 0))[0]);
      assertEquals(List.of(0, 1), run.log().stream().map(Injection::rule).toList());
    }
  }

  // ---- Faults

  @Test
  void flipFromTheClockMeetsTheNextByte() {
    try (var run = bench.start("at 1ms: flip miso 0x80")) {
      var spi = new SpiMaster(run.spi());
      assertEquals(4, version(spi));
      bench.pass(Duration.ofMillis(1));
      assertEquals((byte) 0x81, spi.frame(SpiMaster.bytes(0, 0x39, 0, 0))[0]);
      assertEquals(4, version(spi));
    }
  }

  @Test
  void stuckWireShowsOneLevel() {
    try (var run =
        bench.start(
            "at frame 1 byte 2: stick miso high for 3 bytes\nat frame 4: stick miso low for 4 bytes")) {
      var spi = new SpiMaster(run.spi());
      byte[] ask = SpiMaster.bytes(0, 0x39, 0, 0);
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 4), spi.frame(ask));
      assertArrayEquals(SpiMaster.bytes(1, 2, 0xFF, 0xFF), spi.frame(ask));
      assertArrayEquals(SpiMaster.bytes(0xFF, 2, 3, 4), spi.frame(ask));
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 4), spi.frame(ask));
      assertArrayEquals(SpiMaster.bytes(0, 0, 0, 0), spi.frame(ask));
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 4), spi.frame(ask));
    }
  }

  @Test
  void brownOutInTheMiddleOfAFrameTakesTheRestOfIt() {
    try (var run = bench.start("at frame 0 byte 5: brown-out for 12ms")) {
      var spi = new SpiMaster(run.spi());
      byte[] mac = spi.read(Block.common(), CommonRegister.SHAR.address(), 6);
      assertArrayEquals(SpiMaster.bytes(0x02, 0x53, 0, 0, 0, 0), mac);
      assertEquals(0, version(spi));
      bench.pass(Duration.ofMillis(14));
      assertEquals(ChipLimits.VERSION, version(spi));
      assertEquals(0, spi.get(CommonRegister.SIPR));
    }
  }

  @Test
  void chipResetsItself() {
    bench.connect(0);
    try (var run = bench.start("at frame 1: reset chip")) {
      var spi = new SpiMaster(run.spi());
      assertEquals(ChipLimits.VERSION, version(spi));
      assertEquals(0, version(spi), "it starts");
      bench.pass(Duration.ofMillis(1));
      assertEquals(ChipLimits.VERSION, version(spi));
      assertEquals(SocketStatus.CLOSED, spi.get(0, SocketRegister.SR));
    }
  }

  @Test
  void sendOkOfOneCommandIsLost() {
    bench.openUdp(1);
    try (var run = bench.start("on 2nd command SEND of socket 1: lose SENDOK")) {
      var spi = new SpiMaster(run.spi());
      for (int i = 1; i <= 3; i++) {
        ScenarioBench.send(spi, 1, 1);
        bench.settle();
        int expected = i == 2 ? 0 : SocketInterrupt.SENDOK;
        assertEquals(expected, spi.get(1, SocketRegister.IR), "SEND " + i);
        spi.set(1, SocketRegister.IR, 0xFF);
        assertEquals(9 * i, bench.received(bench.peer, 1));
      }
    }
  }

  @Test
  void sendOkIsLate() {
    bench.openUdp(1);
    try (var run = bench.start("at 0s: delay SENDOK of socket 1 by 30ms")) {
      bench.clock.runUntilIdle();
      var spi = new SpiMaster(run.spi());
      ScenarioBench.send(spi, 1, 1);
      bench.pass(Duration.ofMillis(29));
      assertEquals(0, spi.get(1, SocketRegister.IR));
      bench.pass(Duration.ofMillis(1));
      assertEquals(SocketInterrupt.SENDOK, spi.get(1, SocketRegister.IR));
    }
  }

  @Test
  void slowChipTakesItsTimeForEveryCommand() {
    try (var run = bench.start("at frame 0: hold all commands for 5ms")) {
      var spi = new SpiMaster(run.spi());
      for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
        spi.set(socket, SocketRegister.MR, SocketMode.TCP);
        spi.command(socket, SocketCommand.OPEN);
        bench.pass(Duration.ofMillis(5).minusNanos(1));
        assertEquals(SocketCommand.OPEN, spi.get(socket, SocketRegister.CR));
        bench.pass(Duration.ofNanos(1));
        assertEquals(0, spi.get(socket, SocketRegister.CR));
      }
      assertEquals(1, run.count());
    }
  }

  @Test
  void interruptsAreLostAndLate() {
    bench.connect(0);
    bench.pins.set(CommonRegister.SIMR, 1);
    var pin = bench.chip.interruptWire();
    try (var run = bench.start("at frame 0: lose interrupt\nat frame 1: delay interrupt by 40ms")) {
      var spi = new SpiMaster(run.spi());
      version(spi);
      ScenarioBench.send(bench.peer, 0, 10);
      bench.pass(Duration.ofSeconds(1));
      assertFalse(pin.isAsserted());
      spi.set(0, SocketRegister.IR, 0xFF);
      ScenarioBench.send(bench.peer, 0, 10);
      bench.pass(Duration.ofMillis(39));
      assertFalse(pin.isAsserted());
      bench.pass(Duration.ofMillis(2));
      assertTrue(pin.isAsserted());
      assertEquals(2, run.count());
    }
  }

  @Test
  void readIsTorn() {
    bench.connect(0);
    try (var run = bench.start("at frame 0: tear read of S0_RX_RSR")) {
      var spi = new SpiMaster(run.spi());
      assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
      ScenarioBench.send(bench.peer, 0, 0x102);
      bench.settle();
      assertEquals(0x0002, spi.get(0, SocketRegister.RX_RSR));
      assertEquals(0x0102, spi.get(0, SocketRegister.RX_RSR));
      assertEquals(1, run.count());
    }
  }

  @Test
  void rawLengthIsGarbled() {
    bench.pins.set(0, SocketRegister.MR, SocketMode.MACRAW);
    bench.pins.command(0, SocketCommand.OPEN);
    try (var run = bench.start("at 0s: garble length as 0x7FFF")) {
      bench.clock.runUntilIdle();
      var broadcast = new byte[64];
      Arrays.fill(broadcast, 0, 6, (byte) 0xFF);
      bench.lan.newPort("other").transmit(broadcast);
      bench.settle();
      byte[] ring = bench.pins.drain(0);
      assertArrayEquals(SpiMaster.bytes(0x7F, 0xFF, 0xFF), Arrays.copyOf(ring, 3));
      assertEquals(1, run.count());
    }
  }

  @Test
  void linkGoesDownAndComesBack() {
    try (var run = bench.start("at frame 1: link down for 500ms")) {
      var spi = new SpiMaster(run.spi());
      assertTrue(isLinkUp(spi));
      spi.get(CommonRegister.MR);
      bench.clock.runUntilIdle();
      assertFalse(isLinkUp(spi));
      bench.pass(Duration.ofMillis(500).minusNanos(1));
      assertFalse(isLinkUp(spi));
      bench.pass(Duration.ofNanos(1));
      assertTrue(isLinkUp(spi));
    }
  }

  @Test
  void linkGoesDownForGoodUntilItIsUp() {
    try (var run = bench.start("at 1s: link down\nat 9s: link up")) {
      bench.pass(Duration.ofSeconds(9).minusNanos(1));
      assertFalse(isLinkUp(bench.pins));
      bench.pass(Duration.ofNanos(1));
      assertTrue(isLinkUp(bench.pins));
      assertEquals(2, run.count());
    }
  }

  private static boolean isLinkUp(SpiMaster spi) {
    return (spi.get(CommonRegister.PHYCFGR) & PhyConfiguration.LNK) != 0;
  }

  // ---- Packets

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

  // ---- The run

  @Test
  void whatIsNotThereIsNamed() {
    for (var rule :
        List.of(
            "at 0s: dhcp silent",
            "at 0s: dns garbage",
            "at 0s: reset connections",
            "at 0s: finish connections")) {
      var thrown = assertThrows(IllegalArgumentException.class, () -> bench.start(rule));
      assertEquals(
          "'" + rule + "' needs a gateway in the chip's network, and there is none",
          thrown.getMessage());
    }
    var alone = new W5500Chip(new VirtualClock(), new NoCable());
    for (var rule : List.of("at 0s: link down", "at 0s: lose packet", "on packet: reset chip")) {
      var thrown =
          assertThrows(
              IllegalArgumentException.class, () -> Scenario.parse(rule).start(alone).close());
      assertEquals(
          "'" + rule + "' needs a chip whose cable is in a virtual network", thrown.getMessage());
    }
    Scenario.parse("at 0s: reset chip").start(alone).close();
  }

  private static final class NoCable implements EthernetPort {
    @Override
    public void transmit(byte[] frame) {}

    @Override
    public void attach(Station station) {}

    @Override
    public boolean isLinkUp() {
      return false;
    }
  }

  @Test
  void closingEndsWhatGoesOn() {
    var run =
        bench.start(
            """
            at frame 0: link down for 1min
            every 2 frames: flip miso 0x01
            every 1s: brown-out
            on every packet: lose packet
            on interrupt: brown-out
            """);
    var spi = new SpiMaster(run.spi());
    version(spi);
    bench.clock.runUntilIdle();
    assertFalse(isLinkUp(bench.pins));
    run.close();
    run.close();
    bench.clock.runUntilIdle();
    assertTrue(isLinkUp(bench.pins));
    assertEquals(0, bench.clock.pendingTasks());
    bench.connect(0);
    for (int i = 0; i < 4; i++) {
      assertEquals(4, version(spi));
    }
    assertEquals(1, run.count());
    assertEquals(Impairment.NONE, bench.lan.impairment());
  }

  @Test
  void listenersHearWhatHappens() {
    try (var run = bench.start("every 2 frames: flip miso 0x80")) {
      var heard = new ArrayList<String>();
      run.listen(injection -> heard.add(injection.toString()));
      var spi = new SpiMaster(run.spi());
      bench.pass(Duration.ofMillis(1500));
      version(spi);
      version(spi);
      assertEquals(List.of("1.500000 frame 1 byte 0: flip miso 0x80"), heard);
    }
  }

  @Test
  void logIsBoundedAndTheCountIsNot() {
    try (var run = bench.start("every byte: flip miso 0x01")) {
      new SpiMaster(run.spi()).frame(new byte[10_500]);
      assertEquals(10_000, run.log().size());
      assertEquals(10_500, run.count());
    }
  }
}
