package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sn_CR: acceptance of commands, and commands that do not go with the socket. */
final class CommandTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;

  @Test
  void commandAndClearingOfItsEventFitOneFrame() {
    bench.connect(0);
    spi.fill(0, new byte[10]);
    spi.write(
        Block.socketRegister(0),
        SocketRegister.CR.address(),
        (byte) SocketCommand.SEND,
        (byte) SocketInterrupt.SENDOK);
    assertEquals(0, spi.get(0, SocketRegister.CR));
    assertEquals(SocketInterrupt.SENDOK, bench.events(0), "raised after the clearing");
  }

  @Test
  void commandIsAcceptedBeforeTheNextRegisterOfAChainedFrame() {
    bench.connect(0);
    bench.host.send(TcpHeader.ACK, new byte[100]);
    bench.settle();
    int read = spi.get(0, SocketRegister.RX_RD);
    spi.set(0, SocketRegister.RX_RD, read + 100);
    int write = ControlByte.write(Block.socketRegister(0), ControlByte.Mode.FIXED_1);
    int burst = ControlByte.read(Block.socketRegister(0));
    byte[] miso =
        spi.frame(
            SpiMaster.bytes(
                0,
                SocketRegister.CR.address(),
                write,
                SocketCommand.RECV,
                0,
                SocketRegister.RX_RSR.address(),
                burst,
                0,
                0));
    assertEquals(0, miso[7]);
    assertEquals(0, miso[8], "nothing is left after RECV");
  }

  @Test
  void commandLatencyKeepsTheRegisterBusy() {
    var slow =
        new Harness(ChipOptions.DEFAULT.withCommandLatency(Duration.ofNanos(5_000))).configured();
    slow.spi.set(0, SocketRegister.MR, SocketMode.TCP);
    slow.spi.command(0, SocketCommand.OPEN);
    assertEquals(SocketCommand.OPEN, slow.spi.get(0, SocketRegister.CR));
    slow.assertStatus(SocketStatus.CLOSED, 0);
    slow.spi.command(0, SocketCommand.CLOSE);
    assertEquals(1, slow.count(Diagnostic.Kind.COMMAND_WHILE_BUSY));
    slow.pass(Duration.ofNanos(5_000));
    assertEquals(0, slow.spi.get(0, SocketRegister.CR));
    slow.assertStatus(SocketStatus.INIT, 0);
  }

  @Test
  void heldCommandIsAcceptedAfterSoManyPolls() {
    bench.chip.faults().holdCommands(3, 1);
    spi.set(0, SocketRegister.MR, SocketMode.TCP);
    spi.command(0, SocketCommand.OPEN);
    for (int i = 0; i < 3; i++) {
      bench.assertStatus(SocketStatus.CLOSED, 0);
      assertEquals(SocketCommand.OPEN, spi.get(0, SocketRegister.CR));
    }
    assertEquals(0, spi.get(0, SocketRegister.CR));
    bench.assertStatus(SocketStatus.INIT, 0);
    spi.command(0, SocketCommand.CLOSE);
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void unknownProtocolStaysClosedAndIsReported() {
    spi.set(0, SocketRegister.MR, 0x0F);
    spi.command(0, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(1, bench.count(Diagnostic.Kind.UNSUPPORTED_PROTOCOL));
  }

  @Test
  void macrawOnAnotherSocketStaysClosedAndIsReported() {
    spi.set(1, SocketRegister.MR, SocketMode.MACRAW);
    spi.command(1, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.CLOSED, 1);
    assertEquals(1, bench.count(Diagnostic.Kind.MACRAW_SOCKET));
  }

  @Test
  void unknownCommandIsReported() {
    bench.openTcp(0);
    spi.command(0, 0x77);
    assertEquals(1, bench.count(Diagnostic.Kind.UNKNOWN_COMMAND));
    assertEquals(0, spi.get(0, SocketRegister.CR));
    bench.assertStatus(SocketStatus.INIT, 0);
  }

  @Test
  void commandsOnAClosedSocketAreReported() {
    for (int command :
        new int[] {
          SocketCommand.CONNECT, SocketCommand.LISTEN, SocketCommand.SEND, SocketCommand.DISCON
        }) {
      spi.command(0, command);
    }
    spi.command(0, SocketCommand.CLOSE);
    assertEquals(4, bench.count(Diagnostic.Kind.WRONG_STATE));
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void commandsThatDoNotGoWithTheStateAreReportedAndIgnored() {
    bench.openTcp(0);
    spi.command(0, SocketCommand.SEND);
    spi.command(0, SocketCommand.DISCON);
    bench.assertStatus(SocketStatus.INIT, 0);
    spi.command(0, SocketCommand.CLOSE);
    bench.connect(0);
    spi.command(0, SocketCommand.CONNECT);
    spi.command(0, SocketCommand.LISTEN);
    spi.command(0, SocketCommand.SEND_MAC);
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    assertEquals(5, bench.count(Diagnostic.Kind.WRONG_STATE));
  }

  @Test
  void openOnAnOpenSocketStartsOver() {
    bench.connect(0);
    spi.command(0, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.INIT, 0);
    assertEquals(0, spi.get(0, SocketRegister.TX_WR));
    bench.host.send(TcpHeader.ACK, new byte[] {1});
    bench.settle();
    assertEquals(TcpHeader.RST, bench.host.take().flags());
  }

  @Test
  void sendingMoreThanIsFreeIsReported() {
    bench.connect(0);
    spi.fill(0, new byte[2049]);
    spi.command(0, SocketCommand.SEND);
    assertEquals(1, bench.count(Diagnostic.Kind.TX_OVERRUN));
  }

  @Test
  void sendingWhileASendIsPendingIsReported() {
    bench.connect(0);
    bench.host.window = 0;
    bench.host.send(TcpHeader.ACK);
    bench.settle();
    bench.send(0, new byte[10]);
    bench.send(0, new byte[10]);
    assertEquals(1, bench.count(Diagnostic.Kind.SEND_WHILE_PENDING));
  }

  @Test
  void readingPastWhatWasReceivedIsReported() {
    bench.connect(0);
    bench.host.send(TcpHeader.ACK, new byte[10]);
    bench.settle();
    spi.set(0, SocketRegister.RX_RD, spi.get(0, SocketRegister.RX_RD) + 11);
    spi.command(0, SocketCommand.RECV);
    assertEquals(1, bench.count(Diagnostic.Kind.RX_OVERREAD));
  }

  @ParameterizedTest
  @ValueSource(ints = {1461, 1514, 0xFFFF})
  void segmentSizeBeyondTheLimitIsReportedAndCut(int size) {
    spi.set(0, SocketRegister.MSSR, size);
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    assertEquals(1, bench.count(Diagnostic.Kind.BAD_SEGMENT_SIZE));
    assertEquals(1460, bench.host.take(TcpHeader.SYN).maximumSegmentSize());
  }

  @Test
  void connectWithoutAPortOrAnAddressIsReported() {
    spi.set(0, SocketRegister.MR, SocketMode.TCP);
    spi.command(0, SocketCommand.OPEN);
    spi.command(0, SocketCommand.CONNECT);
    assertEquals(1, bench.count(Diagnostic.Kind.BAD_ENDPOINT));
  }
}
