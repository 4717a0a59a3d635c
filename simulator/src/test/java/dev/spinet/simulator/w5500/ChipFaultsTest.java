package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the chip can be told to do wrong, alone and for one socket of several. */
final class ChipFaultsTest {

  private static final Duration OUTAGE = Duration.ofMillis(12);

  private final Harness bench = new Harness().configured();
  private final ChipFaults faults = bench.chip.faults();

  private boolean pin() {
    return bench.chip.interruptWire().isAsserted();
  }

  /** A connected socket 0 whose events reach the pin. */
  private void connectWithInterrupts() {
    bench.connect(0);
    bench.spi.set(CommonRegister.SIMR, 0xFF);
    assertFalse(pin());
  }

  private void arrive(int bytes) {
    bench.host.send(TcpHeader.ACK, new byte[bytes]);
    bench.settle();
  }

  // ---- Commands

  @Test
  void heldForEverMeansUntilAReset() {
    faults.arm(new ChipFault.HoldCommand(ChipFault.FOR_EVER), 1, 1);
    bench.spi.set(1, SocketRegister.MR, SocketMode.TCP);
    bench.spi.command(1, SocketCommand.OPEN);
    for (int i = 0; i < 100_000; i++) {
      assertEquals(SocketCommand.OPEN, bench.spi.get(1, SocketRegister.CR));
    }
    bench.pass(Duration.ofHours(1));
    bench.assertStatus(SocketStatus.CLOSED, 1);
    bench.openTcp(0);
    bench.spi.set(CommonRegister.MR, ModeBits.RST);
    bench.openTcp(1);
  }

  @Test
  void faultForOneSocketWaitsForThatSocket() {
    faults.arm(new ChipFault.HoldCommand(2), 3, 1);
    bench.openTcp(2);
    bench.spi.set(3, SocketRegister.MR, SocketMode.TCP);
    bench.spi.command(3, SocketCommand.OPEN);
    assertEquals(SocketCommand.OPEN, bench.spi.get(3, SocketRegister.CR));
    assertEquals(SocketCommand.OPEN, bench.spi.get(3, SocketRegister.CR));
    assertEquals(0, bench.spi.get(3, SocketRegister.CR));
    bench.assertStatus(SocketStatus.INIT, 3);
  }

  @Test
  void slowCommandIsAcceptedAfterItsTimeWhileOthersAreNot() {
    faults.arm(new ChipFault.DelayCommand(Duration.ofMillis(7)), 1, 1);
    bench.spi.set(1, SocketRegister.MR, SocketMode.TCP);
    bench.spi.command(1, SocketCommand.OPEN);
    bench.openTcp(0);
    bench.pass(Duration.ofMillis(7).minusNanos(1));
    assertEquals(SocketCommand.OPEN, bench.spi.get(1, SocketRegister.CR));
    bench.pass(Duration.ofNanos(1));
    assertEquals(0, bench.spi.get(1, SocketRegister.CR));
    bench.assertStatus(SocketStatus.INIT, 1);
  }

  @Test
  void faultsOfAKindMeetTheirOccasionsInOrder() {
    faults.arm(new ChipFault.HoldCommand(1), ChipFaults.ANY_SOCKET, 2);
    faults.arm(new ChipFault.HoldCommand(2), ChipFaults.ANY_SOCKET, 1);
    for (int polls : new int[] {1, 1, 2, 0}) {
      bench.spi.command(0, SocketCommand.RECV);
      int seen = 0;
      while (bench.spi.get(0, SocketRegister.CR) != 0) {
        seen++;
      }
      assertEquals(polls, seen);
    }
  }

  @Test
  void calledOffFaultsDoNotHappen() {
    faults.arm(new ChipFault.HoldCommand(ChipFault.FOR_EVER), 0, ChipFaults.ALWAYS);
    faults.disarm(ChipFault.HoldCommand.class);
    bench.openTcp(0);
  }

  @Test
  void impossibleFaultsAreRefused() {
    var fault = new ChipFault.LoseSendOk();
    assertThrows(IllegalArgumentException.class, () -> faults.arm(fault, 8, 1));
    assertThrows(IllegalArgumentException.class, () -> faults.arm(fault, -2, 1));
    assertThrows(IllegalArgumentException.class, () -> faults.arm(fault, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ChipFault.HoldCommand(0));
    assertThrows(IllegalArgumentException.class, () -> new ChipFault.DelayCommand(Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> new ChipFault.TearSize(SocketRegister.RX_RD));
    assertThrows(IllegalArgumentException.class, () -> new ChipFault.GarbleLength(0x10000));
  }

  // ---- INTn

  @Test
  void lostInterruptNeverShowsAndTheNextOneDoes() {
    connectWithInterrupts();
    faults.arm(new ChipFault.LoseInterrupt(), ChipFaults.ANY_SOCKET, 1);
    arrive(10);
    assertEquals(SocketInterrupt.RECV, bench.events(0));
    bench.pass(Duration.ofSeconds(1));
    assertFalse(pin());
    bench.spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    arrive(10);
    assertTrue(pin());
  }

  @Test
  void maskingAndUnmaskingBringsALostInterruptBack() {
    connectWithInterrupts();
    faults.arm(new ChipFault.LoseInterrupt(), ChipFaults.ANY_SOCKET, 1);
    arrive(10);
    bench.spi.set(CommonRegister.SIMR, 0);
    assertFalse(pin());
    bench.spi.set(CommonRegister.SIMR, 0xFF);
    assertTrue(pin());
  }

  @Test
  void lateInterruptComesAfterItsDelay() {
    connectWithInterrupts();
    faults.arm(new ChipFault.DelayInterrupt(Duration.ofMillis(20)), ChipFaults.ANY_SOCKET, 1);
    bench.host.send(TcpHeader.ACK, new byte[10]);
    bench.pass(TestCable.LATENCY.plusMillis(20).minusNanos(1));
    assertFalse(pin());
    bench.pass(Duration.ofNanos(1));
    assertTrue(pin());
  }

  @Test
  void lateInterruptDoesNotComeForWhatIsClearedBefore() {
    connectWithInterrupts();
    faults.arm(new ChipFault.DelayInterrupt(Duration.ofMillis(20)), ChipFaults.ANY_SOCKET, 1);
    arrive(10);
    bench.spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    bench.pass(Duration.ofSeconds(1));
    assertFalse(pin());
  }

  @Test
  void lostEdgeIsOnlySeenByWhoLooks() {
    connectWithInterrupts();
    var edges = new AtomicInteger();
    bench.chip.interruptWire().watch(level -> edges.incrementAndGet());
    faults.arm(new ChipFault.LoseInterruptEdge(), ChipFaults.ANY_SOCKET, 1);
    arrive(10);
    assertEquals(0, edges.get());
    assertTrue(pin());
    bench.spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    assertFalse(pin());
    arrive(10);
    assertEquals(2, edges.get(), "the release and the next edge");
  }

  @Test
  void spuriousInterruptHasNoCauseAndEnds() {
    connectWithInterrupts();
    faults.spuriousInterrupt(Duration.ofMillis(3));
    assertTrue(pin());
    assertEquals(0, bench.spi.get(CommonRegister.SIR));
    assertEquals(0, bench.spi.get(CommonRegister.IR));
    bench.pass(Duration.ofMillis(3).minusNanos(1));
    assertTrue(pin());
    bench.pass(Duration.ofNanos(1));
    assertFalse(pin());
  }

  @Test
  void realEventDuringASpuriousInterruptKeepsThePinLow() {
    connectWithInterrupts();
    faults.spuriousInterrupt(Duration.ofMillis(3));
    arrive(10);
    bench.pass(Duration.ofMillis(10));
    assertTrue(pin());
    bench.spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    assertFalse(pin());
  }

  // ---- Sizes

  @Test
  void receivedSizeIsTornWhereItsHighByteHasGrown() {
    bench.connect(0);
    faults.arm(new ChipFault.TearSize(SocketRegister.RX_RSR), 0, 1);
    arrive(0xF0);
    assertEquals(0xF0, bench.spi.get(0, SocketRegister.RX_RSR), "the high byte has not changed");
    arrive(0x20);
    assertEquals(0x0010, bench.spi.get(0, SocketRegister.RX_RSR), "old high byte, new low byte");
    assertEquals(0x0110, bench.spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void tornBurstStillHasTheTruePointers() {
    bench.connect(0);
    faults.arm(new ChipFault.TearSize(SocketRegister.RX_RSR), ChipFaults.ANY_SOCKET, 1);
    arrive(0x123);
    byte[] burst = bench.spi.read(Block.socketRegister(0), SocketRegister.RX_RSR.address(), 6);
    assertArrayEquals(SpiMaster.bytes(0x00, 0x23, 0, 0, 0x01, 0x23), burst);
  }

  @Test
  void freeSizeIsTornWhenAnAcknowledgmentComes() {
    bench.connect(0);
    bench.send(0, new byte[0x101]);
    assertEquals(0x06FF, bench.spi.get(0, SocketRegister.TX_FSR));
    faults.arm(new ChipFault.TearSize(SocketRegister.TX_FSR), 0, 1);
    assertEquals(0x06FF, bench.spi.get(0, SocketRegister.TX_FSR), "nothing has changed");
    bench.settle();
    bench.host.expected += 0x101;
    bench.host.send(TcpHeader.ACK);
    bench.settle();
    assertEquals(0x0600, bench.spi.get(0, SocketRegister.TX_FSR));
    assertEquals(0x0800, bench.spi.get(0, SocketRegister.TX_FSR));
  }

  @Test
  void sizeThatACommandHasMadeSmallerIsNotTorn() {
    bench.connect(0);
    arrive(0x100);
    bench.receive(0);
    faults.arm(new ChipFault.TearSize(SocketRegister.RX_RSR), 0, 1);
    assertEquals(0, bench.spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void sizesAreLiveWithinABurst() {
    bench.connect(0);
    arrive(1);
    int first = SocketRegister.RX_RSR.address();
    var arrival = SpiFault.at(0, 3 + SocketRegister.RX_WR.address() - first, () -> arrive(1));
    var spi = new SpiMaster(new FaultySpiSlave(bench.chip, arrival));
    byte[] burst = spi.read(Block.socketRegister(0), first, 6);
    assertArrayEquals(SpiMaster.bytes(0, 1, 0, 0, 0, 2), burst);
  }

  // ---- The whole chip

  @Test
  void chipIsDumbDuringAnOutageAndThenHasItsResetValues() {
    bench.connect(0);
    faults.brownOut(OUTAGE);
    var whole = OUTAGE.plus(ChipOptions.DEFAULT.startup());
    assertEquals(0, bench.spi.get(CommonRegister.VERSIONR));
    bench.pass(whole.minusNanos(1));
    assertEquals(0, bench.spi.get(CommonRegister.VERSIONR));
    bench.spi.set(CommonRegister.RTR, 1234);
    bench.pass(Duration.ofNanos(1));
    for (var register : CommonRegister.values()) {
      if (register != CommonRegister.PHYCFGR) {
        assertEquals(register.resetValue(), bench.spi.get(register), register.name());
      }
    }
    for (var register : SocketRegister.values()) {
      assertEquals(register.resetValue(), bench.spi.getLong(0, register), register.name());
    }
  }

  @Test
  void dipOfTheSupplyNeedsNoStart() {
    bench.connect(0);
    faults.brownOut(Duration.ZERO);
    assertEquals(ChipLimits.VERSION, bench.spi.get(CommonRegister.VERSIONR));
    assertEquals(0, bench.spi.get(CommonRegister.SIPR));
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void outageEndsTheInterruptOfTheOldLife() {
    connectWithInterrupts();
    arrive(1);
    assertTrue(pin());
    faults.brownOut(OUTAGE);
    assertFalse(pin());
  }

  @Test
  void resetOfItsOwnTakesTheStart() {
    bench.connect(0);
    faults.reset();
    assertEquals(0, bench.spi.get(CommonRegister.VERSIONR));
    bench.pass(ChipOptions.DEFAULT.startup());
    assertEquals(ChipLimits.VERSION, bench.spi.get(CommonRegister.VERSIONR));
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void outageDoesNotEndAResetByTheBoard() {
    bench.chip.resetWire().set(true);
    faults.brownOut(OUTAGE);
    bench.pass(Duration.ofSeconds(1));
    assertEquals(0, bench.spi.get(CommonRegister.VERSIONR));
    bench.chip.resetWire().set(false);
    bench.pass(ChipOptions.DEFAULT.startup());
    assertEquals(ChipLimits.VERSION, bench.spi.get(CommonRegister.VERSIONR));
  }

  @ParameterizedTest
  @EnumSource(
      value = CommonRegister.class,
      names = {"GAR", "SUBR", "SHAR", "SIPR"})
  void addressesTurnToZeroAndTheRestStays(CommonRegister register) {
    bench.spi.set(CommonRegister.RTR, 1234);
    bench.connect(0);
    faults.zeroAddresses();
    assertArrayEquals(
        new byte[register.size()],
        bench.spi.read(Block.common(), register.address(), register.size()));
    assertEquals(1234, bench.spi.get(CommonRegister.RTR));
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  // ---- MACRAW

  @Test
  void lengthOfARawFrameIsGarbledAndTheFrameIsWhole() {
    bench.spi.set(0, SocketRegister.MR, SocketMode.MACRAW);
    bench.spi.command(0, SocketCommand.OPEN);
    faults.arm(new ChipFault.GarbleLength(0xFFFF), ChipFaults.ANY_SOCKET, 1);
    var frame = new byte[64];
    Arrays.fill(frame, 0, 6, (byte) 0xFF);
    bench.host.send(frame);
    bench.host.send(frame);
    bench.settle();
    assertEquals(2 * (2 + frame.length), bench.spi.get(0, SocketRegister.RX_RSR));
    byte[] ring = bench.spi.drain(0);
    assertArrayEquals(SpiMaster.bytes(0xFF, 0xFF), Arrays.copyOf(ring, 2));
    assertArrayEquals(frame, Arrays.copyOfRange(ring, 2, 2 + frame.length));
    assertEquals(2 + frame.length, ring[2 + frame.length + 1], "the next one is right");
  }
}
