package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** TCP servers: the listener becomes the connection. */
final class TcpServerTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  private void listen(int socket, int port) {
    spi.set(socket, SocketRegister.MR, 0x21);
    spi.set(socket, SocketRegister.PORT, port);
    spi.command(socket, SocketCommand.OPEN);
    spi.command(socket, SocketCommand.LISTEN);
    bench.assertStatus(SocketStatus.LISTEN, socket);
  }

  private void knock(int port) {
    host.chipPort = port;
    host.expected = 0;
    host.next = 500;
    host.send(host.segment(host.next, TcpHeader.SYN, 1000));
    host.next++;
    bench.settle();
  }

  @Test
  void acceptsAndShowsThePeer() {
    listen(1, 80);
    knock(80);
    bench.assertStatus(SocketStatus.SYNRECV, 1);
    var answer = host.take(TcpHeader.SYN | TcpHeader.ACK);
    assertEquals(501, answer.acknowledgment());
    assertEquals(1460, answer.maximumSegmentSize());
    host.expected = answer.sequence() + 1;
    host.send(TcpHeader.ACK, new byte[] {42});
    bench.settle();
    bench.assertStatus(SocketStatus.ESTABLISHED, 1);
    assertEquals(SocketInterrupt.CON | SocketInterrupt.RECV, bench.events(1));
    assertEquals(ScriptedHost.IP.value(), spi.get(1, SocketRegister.DIPR));
    assertEquals(ScriptedHost.PORT, spi.get(1, SocketRegister.DPORT));
    assertEquals(ScriptedHost.MAC.value(), spi.getLong(1, SocketRegister.DHAR));
    assertArrayEquals(new byte[] {42}, bench.receive(1));
    host.segments.clear();
    bench.send(1, new byte[1500]);
    bench.settle();
    assertEquals(1000, host.take(TcpHeader.ACK).payloadLength());
  }

  @Test
  void listenerIsGoneOnceItIsTheConnection() {
    listen(1, 80);
    knock(80);
    host.segments.clear();
    int other = host.next;
    host.send(
        new TcpHeader(6666, 80, other, 0, TcpHeader.SYN, 1000)
            .frame(host.envelope(), 1, 0, dev.spinet.simulator.packet.PayloadWriter.NONE));
    bench.settle();
    host.take(TcpHeader.RST | TcpHeader.ACK);
  }

  @Test
  void severalListenersOnOnePortAreABacklog() {
    listen(1, 80);
    listen(4, 80);
    knock(80);
    bench.assertStatus(SocketStatus.SYNRECV, 1);
    host.send(
        new TcpHeader(6666, 80, 9, 0, TcpHeader.SYN, 1000)
            .frame(host.envelope(), 1, 0, dev.spinet.simulator.packet.PayloadWriter.NONE));
    bench.settle();
    bench.assertStatus(SocketStatus.SYNRECV, 4);
  }

  @Test
  void unansweredHandshakeClosesTheListener() {
    listen(0, 80);
    knock(80);
    bench.pass(Duration.ofSeconds(32));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.TIMEOUT, bench.events(0));
    assertEquals(9, host.segments.size());
  }

  @Test
  void repeatedSynIsAnsweredAgain() {
    listen(0, 80);
    knock(80);
    host.send(host.segment(500, TcpHeader.SYN, 1000));
    bench.settle();
    assertEquals(2, host.segments.size());
    assertEquals(host.segments.getFirst().sequence(), host.segments.getLast().sequence());
  }

  @Test
  void wrongAcknowledgmentOfTheHandshakeIsRefused() {
    listen(0, 80);
    knock(80);
    host.expected = host.take().sequence() + 77;
    host.send(TcpHeader.ACK);
    bench.settle();
    assertEquals(host.expected, host.take(TcpHeader.RST).sequence());
    bench.assertStatus(SocketStatus.SYNRECV, 0);
  }

  @Test
  void straySegmentsDoNotDisturbAListener() {
    listen(0, 80);
    host.chipPort = 80;
    host.send(TcpHeader.ACK);
    host.send(TcpHeader.RST);
    bench.settle();
    host.take(TcpHeader.RST);
    assertEquals(0, host.segments.size());
    bench.assertStatus(SocketStatus.LISTEN, 0);
  }
}
