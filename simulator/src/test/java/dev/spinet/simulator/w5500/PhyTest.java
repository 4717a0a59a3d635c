package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** PHYCFGR: link, speed, duplex, operation mode and reset. */
final class PhyTest {

  private final Harness bench = new Harness();

  private static int phy(Harness harness) {
    return (int) harness.spi.get(CommonRegister.PHYCFGR);
  }

  private static int status(Harness harness) {
    return phy(harness) & PhyConfiguration.STATUS_MASK;
  }

  private void configure(int mode) {
    int value = PhyConfiguration.OPMD | mode;
    bench.spi.set(CommonRegister.PHYCFGR, value);
    bench.spi.set(CommonRegister.PHYCFGR, value | PhyConfiguration.RST);
  }

  @Test
  void linkFollowsTheCable() {
    assertEquals(PhyConfiguration.STATUS_MASK, status(bench));
    bench.cable.plug(false);
    bench.settle();
    assertEquals(0, status(bench));
    bench.cable.plug(true);
    bench.settle();
    assertEquals(PhyConfiguration.STATUS_MASK, status(bench));
  }

  @Test
  void nothingIsSentWithoutALink() {
    bench.configured();
    bench.cable.plug(false);
    bench.settle();
    bench.openTcp(0);
    bench.startConnect(0);
    bench.pass(Duration.ofSeconds(2));
    assertTrue(bench.cable.transmitted.isEmpty());
  }

  @Test
  void operationModeCountsFromTheResetOfThePhy() {
    int forced = PhyConfiguration.OPMD | PhyConfiguration.OPMDC_10_HALF;
    bench.spi.set(CommonRegister.PHYCFGR, PhyConfiguration.RST | forced);
    assertEquals(PhyConfiguration.STATUS_MASK, status(bench), "not yet");
    configure(PhyConfiguration.OPMDC_10_HALF);
    assertEquals(PhyConfiguration.LNK, status(bench));
    configure(PhyConfiguration.OPMDC_100_HALF_AUTO);
    assertEquals(PhyConfiguration.LNK | PhyConfiguration.SPD, status(bench));
    configure(PhyConfiguration.OPMDC_10_FULL);
    assertEquals(PhyConfiguration.LNK | PhyConfiguration.DPX, status(bench));
    configure(PhyConfiguration.OPMDC_POWER_DOWN);
    assertEquals(0, status(bench));
  }

  @Test
  void phyInResetHasNoLink() {
    bench.spi.set(CommonRegister.PHYCFGR, PhyConfiguration.OPMDC_ALL_AUTO);
    assertEquals(PhyConfiguration.OPMDC_ALL_AUTO, phy(bench));
  }

  @Test
  void statusBitsCannotBeWritten() {
    bench.cable.plug(false);
    bench.settle();
    bench.spi.set(CommonRegister.PHYCFGR, 0xFF);
    assertEquals(0, status(bench));
  }

  @Test
  void negotiationTakesItsTime() {
    var slow = new Harness(ChipOptions.DEFAULT.withLinkNegotiation(Duration.ofMillis(1500)));
    assertEquals(0, status(slow));
    slow.pass(Duration.ofMillis(1499));
    assertEquals(0, status(slow));
    slow.pass(Duration.ofMillis(1));
    assertEquals(PhyConfiguration.STATUS_MASK, status(slow));
    slow.cable.plug(false);
    slow.cable.plug(true);
    slow.pass(Duration.ofMillis(100));
    assertEquals(0, status(slow));
  }
}
