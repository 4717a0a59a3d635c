package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.Access;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every register of the table: its reset value and who may change it. */
final class RegisterTest {

  private static final int PATTERN = 0xA5;

  private final Harness bench = new Harness();
  private final SpiMaster spi = bench.spi;

  static Stream<SocketRegister> plainSocketRegisters() {
    return Arrays.stream(SocketRegister.values())
        .filter(register -> register.access() == Access.READ_WRITE)
        // These two resize the rings, which is tested with the rings.
        .filter(r -> r != SocketRegister.RXBUF_SIZE && r != SocketRegister.TXBUF_SIZE);
  }

  @ParameterizedTest
  @EnumSource
  void commonRegisterHasItsResetValue(CommonRegister register) {
    long status = register == CommonRegister.PHYCFGR ? PhyConfiguration.STATUS_MASK : 0;
    assertEquals(register.resetValue() | status, spi.get(register));
  }

  @ParameterizedTest
  @EnumSource
  void socketRegisterHasItsResetValueInEverySocket(SocketRegister register) {
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      assertEquals(register.resetValue(), spi.getLong(socket, register), "socket " + socket);
    }
  }

  @ParameterizedTest
  @EnumSource
  void commonRegisterObeysItsAccessRule(CommonRegister register) {
    if (register == CommonRegister.MR || register == CommonRegister.PHYCFGR) {
      return; // Both do more than keep a value, see below and PhyTest.
    }
    byte[] before = spi.read(Block.common(), register.address(), register.size());
    spi.write(Block.common(), register.address(), pattern(register));
    byte[] expected = register.access() == Access.READ_WRITE ? pattern(register) : before;
    assertArrayEquals(expected, spi.read(Block.common(), register.address(), register.size()));
    long reports = register.access() == Access.READ_ONLY ? 1 : 0;
    assertEquals(reports, bench.count(Diagnostic.Kind.READ_ONLY_WRITE));
  }

  @ParameterizedTest
  @MethodSource("plainSocketRegisters")
  void socketRegisterKeepsWhatIsWrittenInEachSocketByItself(SocketRegister register) {
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      var value = new byte[register.size()];
      Arrays.fill(value, (byte) (PATTERN + socket));
      spi.write(Block.socketRegister(socket), register.address(), value);
    }
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      var value = new byte[register.size()];
      Arrays.fill(value, (byte) (PATTERN + socket));
      assertArrayEquals(
          value, spi.read(Block.socketRegister(socket), register.address(), register.size()));
    }
    assertEquals(0, bench.chip.diagnostics().all().size());
  }

  @ParameterizedTest
  @EnumSource(names = {"SR", "TX_FSR", "TX_RD", "RX_RSR", "RX_WR"})
  void readOnlySocketRegisterIsNotChanged(SocketRegister register) {
    spi.write(Block.socketRegister(3), register.address(), pattern(register));
    assertEquals(register.resetValue(), spi.get(3, register));
    assertEquals(1, bench.count(Diagnostic.Kind.READ_ONLY_WRITE));
  }

  @Test
  void reservedAddressesReadAsZeroAndTakeNothing() {
    var ones = new byte[0x39 - 0x2F];
    Arrays.fill(ones, (byte) 0xFF);
    spi.write(Block.common(), CommonRegister.PHYCFGR.end(), ones);
    assertArrayEquals(
        new byte[ones.length], spi.read(Block.common(), CommonRegister.PHYCFGR.end(), ones.length));
    assertEquals(1, bench.count(Diagnostic.Kind.RESERVED_ADDRESS), "one mistake, one report");
  }

  @Test
  void wholeBlocksCanBeReadInOneBurstWithoutComplaint() {
    byte[] common = spi.read(Block.common(), 0, CommonRegister.VERSIONR.end());
    assertEquals(ChipLimits.VERSION, common[CommonRegister.VERSIONR.address()]);
    spi.read(Block.socketRegister(0), 0, SocketRegister.KPALVTR.end());
    assertEquals(0, bench.chip.diagnostics().all().size());
  }

  @Test
  void readsBeyondTheMapGiveZeroAndAreReported() {
    assertArrayEquals(new byte[4], spi.read(Block.common(), 0x1000, 4));
    assertEquals(1, bench.count(Diagnostic.Kind.RESERVED_ADDRESS));
  }

  @Test
  void writingOneClearsTheInterruptAndZeroLeavesIt() {
    bench.configured();
    bench.connect(0);
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.host.send(TcpHeader.FIN | TcpHeader.ACK);
    bench.settle();
    spi.set(0, SocketRegister.IR, SocketInterrupt.RECV);
    assertEquals(SocketInterrupt.DISCON, bench.events(0));
    assertEquals(1, spi.get(CommonRegister.SIR));
    spi.set(0, SocketRegister.IR, 0);
    assertEquals(SocketInterrupt.DISCON, bench.events(0));
    spi.set(0, SocketRegister.IR, SocketInterrupt.MASK);
    assertEquals(0, bench.events(0));
    assertEquals(0, spi.get(CommonRegister.SIR));
  }

  @Test
  void softwareResetRestoresEverythingAndClearsItself() {
    bench.configured();
    bench.connect(2);
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.settle();
    spi.set(CommonRegister.IMR, CommonInterrupt.CONFLICT);
    spi.set(5, SocketRegister.RXBUF_SIZE, 0);
    spi.set(CommonRegister.MR, ModeBits.RST);
    assertEverythingReset();
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.pass(Duration.ofSeconds(60));
    assertEverythingReset();
  }

  @Test
  void brownOutLosesEverything() {
    bench.configured();
    bench.connect(1);
    bench.chip.brownOut();
    assertEverythingReset();
  }

  @Test
  void hardwareResetTakesThePulseAndTheStart() {
    bench.configured();
    bench.openTcp(0);
    var reset = bench.chip.resetWire();
    reset.set(true);
    assertEquals(0, spi.get(CommonRegister.VERSIONR));
    bench.pass(Duration.ofNanos(ChipLimits.RESET_PULSE_MICROS * 1000L));
    reset.set(false);
    assertEquals(0, spi.get(CommonRegister.VERSIONR), "the PLL has not locked yet");
    bench.pass(ChipOptions.DEFAULT.startup());
    assertEverythingReset();
    assertEquals(2, bench.count(Diagnostic.Kind.NOT_READY));
    assertEquals(0, bench.count(Diagnostic.Kind.RESET_PULSE_TOO_SHORT));
  }

  @Test
  void frameThatAResetInterruptsIsLostToItsEnd() {
    bench.chip.select();
    var header = MemorySegment.ofArray(SpiMaster.bytes(0x00, 0x1B, 0x04, 7));
    bench.chip.write(header, 0, 3);
    bench.chip.resetWire().set(true);
    bench.pass(Duration.ofMillis(1));
    bench.chip.write(header, 3, 1);
    bench.chip.resetWire().set(false);
    bench.pass(ChipOptions.DEFAULT.startup());
    bench.chip.write(header, 0, 4);
    bench.chip.deselect();
    assertEquals(CommonRegister.RCR.resetValue(), spi.get(CommonRegister.RCR));
  }

  @Test
  void resetDuringTheStartHoldsTheChip() {
    var reset = bench.chip.resetWire();
    reset.set(true);
    bench.pass(Duration.ofMillis(1));
    reset.set(false);
    reset.set(true);
    bench.pass(Duration.ofMillis(50));
    assertEquals(0, spi.get(CommonRegister.VERSIONR));
    reset.set(false);
    bench.pass(ChipOptions.DEFAULT.startup());
    assertEquals(ChipLimits.VERSION, spi.get(CommonRegister.VERSIONR));
  }

  @Test
  void whatTheModelDoesNotHaveIsReportedWhenAskedFor() {
    spi.set(CommonRegister.MR, ModeBits.PPPOE);
    spi.set(CommonRegister.MR, ModeBits.PPPOE);
    assertEquals(1, bench.count(Diagnostic.Kind.UNSUPPORTED_PROTOCOL), "it was asked for once");
  }

  @Test
  void shortResetPulseIsReported() {
    bench.chip.resetWire().set(true);
    bench.pass(Duration.ofNanos((ChipLimits.RESET_PULSE_MICROS - 1) * 1000L));
    bench.chip.resetWire().set(false);
    assertEquals(1, bench.count(Diagnostic.Kind.RESET_PULSE_TOO_SHORT));
  }

  @Test
  void openTakesOverWhatWasWrittenBeforeAndReportsLaterChanges() {
    bench.configured();
    bench.openTcp(0);
    spi.set(0, SocketRegister.PORT, 1);
    spi.set(0, SocketRegister.TTL, 7);
    assertEquals(2, bench.count(Diagnostic.Kind.CHANGED_WHILE_OPEN));
    bench.startConnect(0);
    bench.settle();
    var syn = bench.host.take(TcpHeader.SYN);
    assertEquals(Harness.CHIP_PORT, syn.sourcePort());
    assertEquals(SocketRegister.TTL.resetValue(), syn.ip().ttl());
    spi.set(0, SocketRegister.MR, SocketMode.TCP | SocketMode.ND);
    assertEquals(2, bench.count(Diagnostic.Kind.CHANGED_WHILE_OPEN), "the same value is no change");
    spi.command(0, SocketCommand.CLOSE);
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  private void assertEverythingReset() {
    for (var register : CommonRegister.values()) {
      commonRegisterHasItsResetValue(register);
    }
    for (var register : SocketRegister.values()) {
      socketRegisterHasItsResetValueInEverySocket(register);
    }
  }

  private static byte[] pattern(Register register) {
    var pattern = new byte[register.size()];
    Arrays.fill(pattern, (byte) PATTERN);
    return pattern;
  }
}
