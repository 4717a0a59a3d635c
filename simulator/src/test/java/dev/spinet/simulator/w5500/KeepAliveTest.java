package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sn_KPALVTR and SEND_KEEP. */
final class KeepAliveTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  private void connectWithPeriod(int units) {
    spi.set(0, SocketRegister.KPALVTR, units);
    bench.connect(0);
  }

  private void exchangeAByte() {
    host.send(TcpHeader.ACK, new byte[] {1});
    bench.settle();
    host.take(TcpHeader.ACK);
  }

  @Test
  void silentConnectionIsAskedOnceDataHaveGone() {
    connectWithPeriod(2);
    host.send(TcpHeader.ACK);
    bench.pass(Duration.ofSeconds(60));
    assertTrue(host.segments.isEmpty(), "no byte has gone either way yet");
    exchangeAByte();
    bench.pass(Duration.ofMillis(9_990));
    assertTrue(host.segments.isEmpty());
    bench.pass(Duration.ofMillis(20));
    var probe = host.take(TcpHeader.ACK);
    assertEquals(host.expected - 1, probe.sequence());
    host.send(TcpHeader.ACK);
    bench.pass(Duration.ofMillis(9_990));
    assertTrue(host.segments.isEmpty(), "the answer starts the period again");
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  @Test
  void peerThatNeverAnswersIsGivenUp() {
    connectWithPeriod(1);
    exchangeAByte();
    bench.pass(Duration.ofSeconds(5 + 31));
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    bench.pass(Duration.ofSeconds(1));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.RECV | SocketInterrupt.TIMEOUT, bench.events(0));
  }

  @Test
  void keepAliveOnCommandOnlyWithoutPeriod() {
    connectWithPeriod(0);
    spi.command(0, SocketCommand.SEND_KEEP);
    bench.settle();
    assertEquals(host.expected - 1, host.take(TcpHeader.ACK).sequence());
    host.send(TcpHeader.ACK);
    bench.pass(Duration.ofSeconds(60));
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
    assertTrue(host.segments.isEmpty());
    spi.set(0, SocketRegister.KPALVTR, 1);
    spi.command(0, SocketCommand.SEND_KEEP);
    bench.settle();
    assertTrue(host.segments.isEmpty());
    assertEquals(1, bench.count(Diagnostic.Kind.WRONG_STATE));
  }

  @Test
  void peersKeepAliveIsAnswered() {
    bench.connect(0, SocketMode.TCP);
    host.sendAt(host.next - 1, TcpHeader.ACK);
    bench.settle();
    assertEquals(host.next, host.take(TcpHeader.ACK).acknowledgment());
  }
}
