package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.w5500.SpiMaster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each trigger: a fault happens at the place that was asked for, and nowhere else. */
final class ScenarioTriggerTest {

  private final ScenarioBench bench = new ScenarioBench();

  private static long version(SpiMaster spi) {
    return spi.get(CommonRegister.VERSIONR);
  }

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
    // Of different kinds, too.
    var text =
        """
        on read of VERSIONR: flip miso 0x10
        on every frame: flip miso 0x20
        at byte 3: flip miso 0x40
        """;
    try (var run = bench.start(text)) {
      assertEquals(0x54, version(new SpiMaster(run.spi())));
      assertEquals(List.of(1, 0, 2), run.log().stream().map(Injection::rule).toList());
    }
  }
}
