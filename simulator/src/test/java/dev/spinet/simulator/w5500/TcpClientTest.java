package dev.spinet.simulator.w5500;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TCP clients: the life of a connection as Sn_SR, Sn_IR and the frames on the cable show it. */
final class TcpClientTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  @Test
  void connectsSendsAndReceives() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.assertStatus(SocketStatus.SYNSENT, 0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    assertEquals(Harness.MSS, syn.maximumSegmentSize());
    assertEquals(2048, syn.window());
    assertEquals(ScriptedHost.MAC.value(), spi.getLong(0, SocketRegister.DHAR));
    host.accept(syn, 1000, Harness.MSS);
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    assertEquals(SocketInterrupt.CON, bench.events(0));
    var ack = host.take(TcpHeader.ACK);
    assertEquals(1001, ack.acknowledgment());

    spi.set(0, SocketRegister.IR, SocketInterrupt.CON);
    bench.send(0, "Hello World!".getBytes(UTF_8));
    bench.settle();
    var data = host.take(TcpHeader.ACK | TcpHeader.PSH);
    assertEquals("Hello World!", new String(ScriptedHost.payload(data), UTF_8));
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
    assertEquals(2048 - 12, spi.get(0, SocketRegister.TX_FSR), "freed only by the acknowledgment");
    host.expected += 12;
    host.send(TcpHeader.ACK | TcpHeader.PSH, "Hello World!".getBytes(UTF_8));
    bench.settle();
    assertEquals(2048, spi.get(0, SocketRegister.TX_FSR));
    assertEquals(SocketInterrupt.SENDOK | SocketInterrupt.RECV, bench.events(0));
    assertEquals(1013, host.take(TcpHeader.ACK).acknowledgment());
    assertEquals("Hello World!", new String(bench.receive(0), UTF_8));
    assertEquals(List.of(), bench.chip.diagnostics().all());
  }

  @Test
  void transmitPointersMoveAtTheConnectionAndNotToZero() {
    bench.openTcp(0);
    assertEquals(0, spi.get(0, SocketRegister.TX_WR));
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    assertEquals(0, spi.get(0, SocketRegister.TX_WR));
    host.accept(syn, 1, Harness.MSS);
    bench.settle();
    int pointer = spi.get(0, SocketRegister.TX_WR);
    assertNotEquals(0, pointer);
    assertEquals(pointer, spi.get(0, SocketRegister.TX_RD));
  }

  @Test
  void refusedConnectionClosesWithDiscon() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    host.chipPort = syn.sourcePort();
    host.expected = syn.sequence() + 1;
    host.send(TcpHeader.RST | TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.DISCON, bench.events(0));
  }

  @Test
  void resetThatDoesNotAcknowledgeTheSynIsIgnored() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    host.chipPort = host.take(TcpHeader.SYN).sourcePort();
    host.send(TcpHeader.RST);
    bench.settle();
    bench.assertStatus(SocketStatus.SYNSENT, 0);
  }

  @Test
  void serviceLifetimeAndFragmentFlagReachTheWire() {
    spi.set(0, SocketRegister.TOS, 0x10);
    spi.set(0, SocketRegister.TTL, 9);
    spi.set(0, SocketRegister.FRAG, 0);
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var ip = host.take(TcpHeader.SYN).ip();
    assertEquals(0x10, ip.tos());
    assertEquals(9, ip.ttl());
    assertFalse(ip.dontFragment());
    bench.openTcp(1);
    bench.startConnect(1);
    bench.settle();
    assertTrue(host.take(TcpHeader.SYN).ip().dontFragment(), "the reset value asks for it");
  }

  @Test
  void ownSegmentSizeIsOfferedAndKept() {
    spi.set(0, SocketRegister.MSSR, 100);
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    assertEquals(100, syn.maximumSegmentSize());
    host.accept(syn, 1, Harness.MSS);
    bench.settle();
    host.take(TcpHeader.ACK);
    bench.send(0, new byte[250]);
    bench.settle();
    assertEquals(100, host.take().payloadLength());
    assertEquals(100, host.take().payloadLength());
  }

  @Test
  void bothEndsBeginAtOnce() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    host.chipPort = syn.sourcePort();
    int first = 0x7FFF_FFFF;
    host.send(host.segment(first, TcpHeader.SYN, Harness.MSS));
    bench.settle();
    bench.assertStatus(SocketStatus.SYNRECV, 0);
    var answer = host.take(TcpHeader.SYN | TcpHeader.ACK);
    assertEquals(syn.sequence(), answer.sequence());
    assertEquals(first + 1, answer.acknowledgment());
    host.expected = syn.sequence() + 1;
    host.send(host.segment(first, TcpHeader.SYN | TcpHeader.ACK, Harness.MSS));
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    assertEquals(SocketInterrupt.CON, bench.events(0));
    host.take(TcpHeader.ACK);
    host.next = first + 1;
    host.send(TcpHeader.ACK, "hello".getBytes(UTF_8));
    bench.settle();
    assertEquals("hello", new String(bench.receive(0), UTF_8));
  }

  @Test
  void bothEndsBeginAtOnceAndAnAcknowledgmentAloneCompletesIt() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    var syn = host.take(TcpHeader.SYN);
    host.chipPort = syn.sourcePort();
    host.send(host.segment(7, TcpHeader.SYN, Harness.MSS));
    host.send(host.segment(7, TcpHeader.SYN, Harness.MSS));
    bench.settle();
    host.take(TcpHeader.SYN | TcpHeader.ACK);
    host.take(TcpHeader.SYN | TcpHeader.ACK);
    bench.assertStatus(SocketStatus.SYNRECV, 0);
    host.expected = syn.sequence() + 1;
    host.next = 8;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  @Test
  void synIsRepeatedUntilTheRetriesAreUsedUp() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.pass(Duration.ofMillis(31_799));
    bench.assertStatus(SocketStatus.SYNSENT, 0);
    bench.pass(Duration.ofMillis(2));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.TIMEOUT, bench.events(0));
    assertEquals(9, host.segments.size());
    assertTrue(host.segments.stream().allMatch(segment -> segment.flags() == TcpHeader.SYN));
  }

  @Test
  void peerClosesFirstAndStillGetsData() {
    bench.connect(0);
    host.send(TcpHeader.FIN | TcpHeader.ACK, "bye".getBytes(UTF_8));
    bench.settle();
    bench.assertStatus(SocketStatus.CLOSE_WAIT, 0);
    assertEquals(SocketInterrupt.RECV | SocketInterrupt.DISCON, bench.events(0));
    assertEquals("bye", new String(bench.receive(0), UTF_8));
    host.segments.clear();
    bench.send(0, "still here".getBytes(UTF_8));
    bench.settle();
    var data = host.take(TcpHeader.ACK | TcpHeader.PSH);
    assertArrayEquals("still here".getBytes(UTF_8), ScriptedHost.payload(data));
    host.expected += 10;
    host.send(TcpHeader.ACK);
    bench.settle();
    spi.set(0, SocketRegister.IR, 0xFF);
    spi.command(0, SocketCommand.DISCON);
    bench.assertStatus(SocketStatus.LAST_ACK, 0);
    bench.settle();
    host.take(TcpHeader.FIN | TcpHeader.ACK);
    host.expected++;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.DISCON, bench.events(0));
  }

  @Test
  void closesFirstThroughTimeWait() {
    bench.connect(0);
    spi.command(0, SocketCommand.DISCON);
    bench.assertStatus(SocketStatus.FIN_WAIT, 0);
    bench.settle();
    host.take(TcpHeader.FIN | TcpHeader.ACK);
    host.expected++;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.FIN_WAIT, 0);
    host.send(TcpHeader.ACK, "late".getBytes(UTF_8));
    host.send(TcpHeader.FIN | TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.TIME_WAIT, 0);
    assertEquals("late", new String(bench.receive(0), UTF_8));
    bench.pass(ChipOptions.DEFAULT.timeWait());
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.DISCON | SocketInterrupt.RECV, bench.events(0));
  }

  @Test
  void bothCloseAtOnce() {
    bench.connect(0);
    spi.command(0, SocketCommand.DISCON);
    host.send(TcpHeader.FIN | TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.CLOSING, 0);
    host.expected++;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.TIME_WAIT, 0);
    bench.pass(ChipOptions.DEFAULT.timeWait());
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void peerThatNeverClosesItsHalfTimesOut() {
    bench.connect(0);
    spi.command(0, SocketCommand.DISCON);
    bench.settle();
    host.expected++;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.pass(Duration.ofMillis(31_790));
    bench.assertStatus(SocketStatus.FIN_WAIT, 0);
    bench.pass(Duration.ofMillis(20));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.TIMEOUT, bench.events(0));
  }

  @Test
  void resetEndsTheConnectionAtOnce() {
    bench.connect(0);
    host.send(TcpHeader.RST | TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.DISCON, bench.events(0));
  }

  @Test
  void resetOutsideTheWindowIsIgnored() {
    bench.connect(0);
    host.sendAt(host.next + 5000, TcpHeader.RST | TcpHeader.ACK);
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  @Test
  void closeTellsThePeerNothingAndLaterSegmentsAreReset() {
    bench.connect(0);
    spi.command(0, SocketCommand.CLOSE);
    bench.assertStatus(SocketStatus.CLOSED, 0);
    bench.settle();
    assertTrue(host.segments.isEmpty());
    host.send(TcpHeader.ACK, new byte[] {1});
    bench.settle();
    var reset = host.take(TcpHeader.RST);
    assertEquals(host.expected, reset.sequence());
  }

  @Test
  void unansweredDataAreRepeatedUntilTheRetriesAreUsedUp() {
    bench.connect(0);
    bench.send(0, new byte[100]);
    bench.pass(Duration.ofMillis(31_799));
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    assertEquals(9, host.segments.size());
    bench.pass(Duration.ofMillis(2));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.SENDOK | SocketInterrupt.TIMEOUT, bench.events(0));
  }

  @Test
  void delayedAcknowledgmentWaitsForTheRetryTime() {
    bench.connect(0, SocketMode.TCP);
    host.send(TcpHeader.ACK, new byte[] {1});
    bench.pass(Duration.ofMillis(199));
    assertTrue(host.segments.isEmpty());
    bench.pass(Duration.ofMillis(2));
    assertEquals(host.next, host.take(TcpHeader.ACK).acknowledgment());
    host.send(TcpHeader.ACK, new byte[] {2});
    bench.settle();
    bench.send(0, new byte[] {3});
    bench.settle();
    assertEquals(host.next, host.take(TcpHeader.ACK | TcpHeader.PSH).acknowledgment());
    host.expected++;
    host.send(TcpHeader.ACK);
    bench.pass(Duration.ofSeconds(1));
    assertTrue(host.segments.isEmpty(), "the data carried the acknowledgment");
  }

  @Test
  void fullReceiveBufferClosesTheWindowAndRecvOpensIt() {
    bench.connect(0);
    host.send(TcpHeader.ACK, new byte[1460]);
    host.send(TcpHeader.ACK, new byte[588]);
    bench.settle();
    assertEquals(588, host.take(TcpHeader.ACK).window());
    assertEquals(0, host.take(TcpHeader.ACK).window());
    host.sendAt(host.next, TcpHeader.ACK, new byte[] {7});
    bench.settle();
    var answer = host.take(TcpHeader.ACK);
    assertEquals(0, answer.window());
    assertEquals(host.next, answer.acknowledgment(), "what does not fit is not acknowledged");
    assertEquals(2048, bench.receive(0).length);
    bench.settle();
    assertEquals(2048, host.take(TcpHeader.ACK).window());
  }

  @Test
  void outOfOrderDataAreDroppedAndAskedForAgain() {
    bench.connect(0);
    host.sendAt(host.next + 1, TcpHeader.ACK, new byte[] {2});
    bench.settle();
    assertEquals(host.next, host.take(TcpHeader.ACK).acknowledgment());
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
    host.send(TcpHeader.ACK, new byte[] {1});
    host.send(TcpHeader.ACK, new byte[] {2});
    host.sendAt(host.next - 1, TcpHeader.ACK, new byte[] {2, 3});
    host.next++;
    bench.settle();
    assertArrayEquals(new byte[] {1, 2, 3}, bench.receive(0));
  }

  @Test
  void shutWindowIsProbedForEverAndUsedWhenItOpens() {
    bench.connect(0);
    host.window = 0;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.send(0, new byte[] {5, 6, 7});
    bench.settle();
    assertTrue(host.segments.isEmpty());
    assertEquals(0, bench.events(0) & SocketInterrupt.SENDOK, "SEND is not complete");
    for (int i = 0; i < 300; i++) {
      bench.pass(Duration.ofMillis(250));
      while (!host.segments.isEmpty()) {
        assertArrayEquals(new byte[] {5}, ScriptedHost.payload(host.take()));
        host.send(TcpHeader.ACK);
      }
    }
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    host.segments.clear();
    host.window = 1000;
    host.send(TcpHeader.ACK);
    bench.settle();
    assertArrayEquals(new byte[] {5, 6, 7}, ScriptedHost.payload(host.take()));
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
  }

  @Test
  void unansweredProbesTimeOut() {
    bench.connect(0);
    host.window = 0;
    host.send(TcpHeader.ACK);
    bench.settle();
    bench.send(0, new byte[] {5, 6, 7});
    bench.pass(Duration.ofMillis(31_801));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.TIMEOUT, bench.events(0));
  }

  @Test
  void peersSegmentSizeIsKept() {
    bench.openTcp(0);
    bench.startConnect(0);
    bench.settle();
    host.accept(host.take(TcpHeader.SYN), 1, 100);
    bench.settle();
    host.take(TcpHeader.ACK);
    bench.send(0, new byte[250]);
    bench.settle();
    assertEquals(100, host.take(TcpHeader.ACK).payloadLength());
    assertEquals(100, host.take(TcpHeader.ACK).payloadLength());
    assertEquals(50, host.take(TcpHeader.ACK | TcpHeader.PSH).payloadLength());
  }
}
