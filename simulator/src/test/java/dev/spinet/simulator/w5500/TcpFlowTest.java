package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** TCP between the ends of a connection: windows, losses, and segments that make no sense. */
final class TcpFlowTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  private void acknowledge(int bytes) {
    host.expected += bytes;
    host.send(TcpHeader.ACK);
    bench.settle();
  }

  private void connectToAPeerThatTakes(int segmentSize) {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    host.accept(host.take(TcpHeader.SYN), 1, segmentSize);
    bench.settle();
    host.take(TcpHeader.ACK);
  }

  private int takePayloads() {
    int sum = 0;
    while (!host.segments.isEmpty()) {
      sum += host.take().payloadLength();
    }
    return sum;
  }

  @Test
  void neverMoreIsUnderWayThanTheWindowAllows() {
    connectToAPeerThatTakes(100);
    host.window = 200;
    acknowledge(0);
    bench.send(0, new byte[1000]);
    bench.settle();
    assertEquals(200, takePayloads());
    acknowledge(100);
    assertEquals(100, takePayloads());
    host.window = 500;
    acknowledge(100);
    assertEquals(400, takePayloads());
    assertEquals(0, bench.events(0) & SocketInterrupt.SENDOK);
    acknowledge(500);
    assertEquals(300, takePayloads());
    assertEquals(SocketInterrupt.SENDOK, bench.events(0) & SocketInterrupt.SENDOK);
  }

  @Test
  void smallRestOfAWindowIsNotFilledWhileDataAreUnderWay() {
    connectToAPeerThatTakes(100);
    host.window = 150;
    acknowledge(0);
    bench.send(0, new byte[300]);
    bench.settle();
    assertEquals(100, takePayloads());
    acknowledge(100);
    assertEquals(100, takePayloads());
  }

  @Test
  void severalLostSegmentsNeedOneTimeOutOnly() {
    connectToAPeerThatTakes(100);
    bench.send(0, new byte[500]);
    bench.settle();
    host.segments.clear();
    bench.pass(Duration.ofMillis(200));
    var first = host.take();
    assertEquals(host.expected, first.sequence());
    assertEquals(100, first.payloadLength());
    assertTrue(host.segments.isEmpty(), "only the oldest is repeated by itself");
    for (int repeated = 1; repeated < 5; repeated++) {
      acknowledge(100);
      assertEquals(host.expected, host.take().sequence());
    }
    acknowledge(100);
    assertTrue(host.segments.isEmpty());
    assertEquals(2048, spi.get(0, SocketRegister.TX_FSR));
  }

  @Test
  void peerMayTakeAProbeAndStayShut() {
    bench.connect(0);
    host.window = 0;
    acknowledge(0);
    bench.send(0, new byte[] {5, 6, 7});
    bench.pass(Duration.ofMillis(201));
    assertArrayEquals(new byte[] {5}, ScriptedHost.payload(host.take()));
    acknowledge(1);
    assertEquals(2048 - 2, spi.get(0, SocketRegister.TX_FSR));
    bench.pass(Duration.ofMillis(201));
    assertArrayEquals(new byte[] {6}, ScriptedHost.payload(host.take()));
    host.window = 100;
    acknowledge(1);
    assertArrayEquals(new byte[] {7}, ScriptedHost.payload(host.take()));
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
    acknowledge(1);
    bench.pass(Duration.ofSeconds(5));
    assertTrue(host.segments.isEmpty());
  }

  @Test
  void segmentThatFitsInPartIsTakenInPart() {
    bench.connect(0);
    byte[] data = new byte[2100];
    new Random(5).nextBytes(data);
    host.send(TcpHeader.ACK, Arrays.copyOf(data, 1460));
    host.send(TcpHeader.ACK | TcpHeader.FIN, Arrays.copyOfRange(data, 1460, data.length));
    bench.settle();
    assertEquals(2048, spi.get(0, SocketRegister.RX_RSR));
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    host.segments.clear();
    assertArrayEquals(Arrays.copyOf(data, 2048), bench.receive(0));
    bench.settle();
    int wanted = host.take(TcpHeader.ACK).acknowledgment();
    assertEquals(host.next - 1 - (2100 - 2048), wanted);
    host.sendAt(wanted, TcpHeader.ACK | TcpHeader.FIN, Arrays.copyOfRange(data, 2048, data.length));
    bench.settle();
    assertArrayEquals(Arrays.copyOfRange(data, 2048, 2100), bench.receive(0));
    bench.assertStatus(SocketStatus.CLOSE_WAIT, 0);
  }

  @Test
  void acknowledgmentCountsThoughItsDataFindNoRoom() {
    bench.connect(0);
    host.send(TcpHeader.ACK, new byte[1460]);
    host.send(TcpHeader.ACK, new byte[588]);
    bench.settle();
    bench.send(0, new byte[10]);
    bench.settle();
    assertEquals(2038, spi.get(0, SocketRegister.TX_FSR));
    host.expected += 10;
    host.sendAt(host.next, TcpHeader.ACK, new byte[] {1});
    bench.settle();
    assertEquals(2048, spi.get(0, SocketRegister.TX_FSR));
    assertEquals(2048, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void acknowledgmentOfWhatWasNeverSentIsAnsweredAndIgnored() {
    bench.connect(0);
    bench.send(0, new byte[10]);
    bench.settle();
    host.segments.clear();
    host.expected += 11;
    host.send(TcpHeader.ACK, new byte[] {1});
    bench.settle();
    TcpSegment answer = host.take(TcpHeader.ACK);
    assertEquals(host.expected - 1, answer.sequence());
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
    assertEquals(2038, spi.get(0, SocketRegister.TX_FSR));
  }

  @Test
  void halfClosedSocketLivesAsLongAsDataCome() {
    bench.connect(0);
    spi.command(0, SocketCommand.DISCON);
    bench.settle();
    acknowledge(1);
    for (int i = 0; i < 5; i++) {
      bench.pass(Duration.ofSeconds(20));
      host.send(TcpHeader.ACK, new byte[] {(byte) i});
      bench.settle();
    }
    bench.assertStatus(SocketStatus.FIN_WAIT, 0);
    assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, bench.receive(0));
    bench.pass(Duration.ofSeconds(32));
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void finWaitsForDataThatTheWindowHolds() {
    bench.connect(0);
    host.window = 0;
    acknowledge(0);
    bench.send(0, new byte[] {1, 2});
    spi.command(0, SocketCommand.DISCON);
    bench.settle();
    assertTrue(host.segments.isEmpty());
    host.window = 100;
    acknowledge(0);
    assertEquals(2, host.take().payloadLength());
    assertEquals(TcpHeader.FIN | TcpHeader.ACK, host.take().flags());
    bench.assertStatus(SocketStatus.FIN_WAIT, 0);
  }

  @Test
  void lostFinIsRepeated() {
    bench.connect(0);
    spi.command(0, SocketCommand.DISCON);
    bench.settle();
    host.segments.clear();
    bench.pass(Duration.ofMillis(200));
    assertEquals(host.expected, host.take(TcpHeader.FIN | TcpHeader.ACK).sequence());
  }

  @Test
  void answerToARepeatedSynAckIsRepeated() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    host.accept(syn, 1, Harness.MSS);
    bench.settle();
    host.take(TcpHeader.ACK);
    host.sendAt(1, TcpHeader.SYN | TcpHeader.ACK);
    bench.settle();
    assertEquals(2, host.take(TcpHeader.ACK).acknowledgment());
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  @Test
  void answerWithAWrongAcknowledgmentIsRefusedAndTheConnectionStillComes() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    host.chipPort = syn.sourcePort();
    host.expected = syn.sequence() + 99;
    host.send(TcpHeader.SYN | TcpHeader.ACK);
    host.send(TcpHeader.RST | TcpHeader.ACK);
    bench.settle();
    assertEquals(syn.sequence() + 99, host.take(TcpHeader.RST).sequence());
    bench.assertStatus(SocketStatus.SYNSENT, 0);
    host.accept(syn, 1, Harness.MSS);
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  @Test
  void repeatedFinIsAcknowledgedInTimeWait() {
    bench.connect(0);
    spi.command(0, SocketCommand.DISCON);
    bench.settle();
    host.expected++;
    host.send(TcpHeader.FIN | TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.TIME_WAIT, 0);
    host.segments.clear();
    host.sendAt(host.next - 1, TcpHeader.FIN | TcpHeader.ACK);
    bench.settle();
    assertEquals(host.next, host.take(TcpHeader.ACK).acknowledgment());
  }
}
