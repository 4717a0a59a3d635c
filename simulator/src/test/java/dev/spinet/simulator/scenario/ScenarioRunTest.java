package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.w5500.SpiMaster;
import dev.spinet.simulator.w5500.W5500Chip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run: what it needs, what it tells, and how it ends. */
final class ScenarioRunTest {

  private final ScenarioBench bench = new ScenarioBench();

  private static long version(SpiMaster spi) {
    return spi.get(CommonRegister.VERSIONR);
  }

  private static boolean isLinkUp(SpiMaster spi) {
    return (spi.get(CommonRegister.PHYCFGR) & PhyConfiguration.LNK) != 0;
  }

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
