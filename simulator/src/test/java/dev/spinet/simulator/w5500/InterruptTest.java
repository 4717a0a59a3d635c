package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** INTn: a level made of events and masks, with a gap if INTLEVEL asks for one. */
final class InterruptTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;

  private boolean isAsserted() {
    return bench.chip.interruptWire().isAsserted();
  }

  private void receiveAByte() {
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.settle();
  }

  private void causeConflict() {
    bench.host.send(
        ArpPacket.request(MacAddress.parse("02:00:00:00:00:55"), Harness.CHIP_IP, ScriptedHost.IP)
            .toFrame());
    bench.settle();
  }

  @Test
  void levelLastsUntilTheEventsAreCleared() {
    bench.connect(2);
    spi.set(CommonRegister.SIMR, 1 << 2);
    assertFalse(isAsserted());
    receiveAByte();
    assertTrue(isAsserted());
    assertEquals(1 << 2, spi.get(CommonRegister.SIR));
    receiveAByte();
    assertTrue(isAsserted());
    spi.set(2, SocketRegister.IR, SocketInterrupt.RECV);
    assertFalse(isAsserted());
  }

  @Test
  void maskedSocketShowsInSirButNotOnThePin() {
    bench.connect(2);
    spi.set(CommonRegister.SIMR, 0xFF & ~(1 << 2));
    receiveAByte();
    assertFalse(isAsserted());
    assertEquals(1 << 2, spi.get(CommonRegister.SIR));
    spi.set(CommonRegister.SIMR, 1 << 2);
    assertTrue(isAsserted(), "opening the mask shows what is pending");
    spi.set(CommonRegister.SIMR, 0);
    assertFalse(isAsserted());
  }

  @Test
  void eventThatTheSocketMasksLeavesNoTrace() {
    bench.connect(0);
    spi.set(0, SocketRegister.IMR, 0xFF & ~SocketInterrupt.RECV);
    receiveAByte();
    assertEquals(0, bench.events(0));
    assertEquals(0, spi.get(CommonRegister.SIR));
    assertEquals(1, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void commonEventsHaveTheirOwnMask() {
    causeConflict();
    assertEquals(CommonInterrupt.CONFLICT, spi.get(CommonRegister.IR));
    assertFalse(isAsserted());
    spi.set(CommonRegister.IMR, CommonInterrupt.CONFLICT);
    assertTrue(isAsserted());
    spi.set(CommonRegister.IR, CommonInterrupt.CONFLICT);
    assertFalse(isAsserted());
  }

  @Test
  void newEventWithoutGapShowsAsAnEdgeAtOnce() {
    bench.connect(0);
    spi.set(CommonRegister.SIMR, 1);
    List<Boolean> edges = new ArrayList<>();
    bench.chip.interruptWire().watch(edges::add);
    receiveAByte();
    spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    receiveAByte();
    assertEquals(List.of(true, false, true), edges);
  }

  @Test
  void interruptLevelKeepsThePinHighForAWhile() {
    bench.connect(0);
    spi.set(CommonRegister.SIMR, 1);
    // (0x0F00 + 1) x 4 / 150 MHz = 102.4 µs.
    spi.set(CommonRegister.INTLEVEL, 0x0F00);
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.pass(TestCable.LATENCY);
    assertTrue(isAsserted());
    spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    bench.host.send(TcpHeader.ACK, new byte[] {2});
    bench.pass(TestCable.LATENCY);
    assertEquals(SocketInterrupt.RECV, bench.events(0));
    assertFalse(isAsserted());
    bench.pass(Duration.ofNanos(92_000));
    assertFalse(isAsserted());
    bench.pass(Duration.ofNanos(1_000));
    assertTrue(isAsserted());
  }

  @Test
  void eventThatIsClearedWithinTheGapNeverShows() {
    bench.connect(0);
    spi.set(CommonRegister.SIMR, 1);
    spi.set(CommonRegister.INTLEVEL, 0xFFFF);
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.pass(TestCable.LATENCY);
    spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    bench.host.send(TcpHeader.ACK, new byte[] {2});
    bench.pass(TestCable.LATENCY);
    spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    bench.pass(Duration.ofMillis(10));
    assertFalse(isAsserted());
  }
}
