package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import dev.spinet.simulator.w5500.SpiMaster;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each fault of wires, chip and cable, at the place that was asked for. */
final class ScenarioFaultTest {

  private final ScenarioBench bench = new ScenarioBench();

  private static long version(SpiMaster spi) {
    return spi.get(CommonRegister.VERSIONR);
  }

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
}
