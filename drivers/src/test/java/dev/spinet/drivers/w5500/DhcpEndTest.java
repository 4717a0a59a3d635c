package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Giving an address back, and ending while one is asked for. */
@Timeout(90)
final class DhcpEndTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesTheAddressBack(boolean release) throws Exception {
    var releases = new CopyOnWriteArrayList<String>();
    try (var board = Board.builder().dhcp().options(o -> o.releaseLease(release)).build()) {
      board.driver.link();
      board.lan.setImpairment((from, frame) -> {
        if (Packet.parse(frame) instanceof UdpDatagram datagram
            && DhcpMessage.parse(datagram).stream()
                .anyMatch(message -> message.type().orElse(0) == DhcpMessage.RELEASE)) {
          releases.add(datagram.ip().source() + " to " + datagram.ip().destination());
        }
        return Impairment.Fate.DELIVERED;
      });
      board.driver.unlink();
      assertEquals(release, releases.contains("10.0.2.15 to 10.0.2.2"), releases.toString());
      assertFalse(board.driver.isLinked());
      board.driver.link();
      releases.clear();
    }
    assertEquals(release, releases.contains("10.0.2.15 to 10.0.2.2"), releases.toString());
  }

  /** Giving the address back must not cut off what was sent before. */
  @Test
  void closingSendsTheRestBeforeItGivesTheAddressBack() throws Exception {
    var lost = new AtomicInteger();
    var received = new CompletableFuture<byte[]>();
    try (var peer = new Peer(c -> received.complete(c.getInputStream().readAllBytes()))) {
      byte[] bytes = Streams.pattern(1000);
      try (var board = Board.builder().dhcp().build()) {
        board.driver.link();
        var endpoint = board.connect(peer.port());
        board.lan.setImpairment((from, frame) ->
            Packet.parse(frame) instanceof TcpSegment segment
                    && segment.payloadLength() > 0
                    && lost.incrementAndGet() == 1
                ? Impairment.Fate.LOST
                : Impairment.Fate.DELIVERED);
        Streams.sendAll(endpoint, bytes);
        endpoint.close();
      }
      assertTrue(lost.get() >= 2, "the lost segment was not sent again");
      assertArrayEquals(bytes, received.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void closingWakesWhoWaits() throws Exception {
    var board = Board.builder().dhcp().build();
    try (var peer = Peer.silent();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      board.driver.link();
      var stream = board.connect(peer.port());
      var datagrams = board.driver.openDatagram(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
      var receiving =
          CompletableFuture.supplyAsync(
              () -> assertThrows(IOException.class, () -> Streams.receive(stream, 1)), threads);
      var memory = Arena.ofAuto().allocate(10);
      var hearing =
          CompletableFuture.supplyAsync(
              () ->
                  assertThrows(
                      IOException.class,
                      () -> datagrams.receive(memory, 0, 10, new DatagramSource(), Long.MAX_VALUE)),
              threads);
      Streams.await("a bound socket", () -> datagrams.localAddress() != null);
      board.close();
      assertEquals("Socket closed", Streams.message(receiving.get(10, TimeUnit.SECONDS)));
      assertEquals("Socket closed", Streams.message(hearing.get(10, TimeUnit.SECONDS)));
    } finally {
      board.abandon();
    }
  }

  @Test
  void unlinkAndLinkAgain() throws Exception {
    try (var board = Board.builder().dhcp().build();
        var bystander = new Bystander(board.lan, null);
        var peer = Peer.silent()) {
      board.driver.link();
      var endpoint = board.connect(peer.port());
      board.driver.unlink();
      var failure = assertThrows(LinkDownException.class, () -> Streams.receive(endpoint, 1));
      assertTrue(Streams.message(failure).contains("taken down"), Streams.message(failure));
      endpoint.close();
      assertFalse(board.driver.isLinked());
      assertTrue(board.driver.lease().isEmpty());
      board.driver.unlink();
      board.driver.link();
      assertEquals(2, bystander.count(DhcpMessage.DISCOVER));
      DhcpBoard.assertWorks(board);
    }
  }

  @Test
  void staticAddressesInstead() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.driver.link();
      // There is no static address to take away.
      board.driver.setLinkInfo("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0");
      assertTrue(board.driver.isLinked());
      board.driver.setLinkInfo("10.0.2.40", "255.255.255.0", "10.0.2.2", "10.0.2.3");
      assertTrue(board.driver.isLinked());
      assertTrue(board.driver.lease().isEmpty());
      assertEquals("10.0.2.40", board.driver.linkInfo().ip().getHostAddress());
      DhcpBoard.assertWorks(board);
      board.driver.setLinkInfo("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0");
      assertFalse(board.driver.isLinked());
      board.driver.link();
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
      DhcpBoard.assertWorks(board);
    }
  }

  @Test
  void interruptedWhileWaiting() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, board.driver::link);
      assertTrue(Thread.interrupted());
      board.network.setDhcpMode(DhcpMode.NORMAL);
      board.driver.link();
    }
  }

  @Test
  void closedWhileWaiting() throws Exception {
    try (var board = Board.builder().dhcp().build();
        var bystander = new Bystander(board.lan, null);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      var linking =
          CompletableFuture.supplyAsync(
              () -> assertThrows(SocketException.class, board.driver::link), threads);
      Streams.await("a question", () -> bystander.count(DhcpMessage.DISCOVER) == 1);
      board.driver.close();
      try {
        linking.get(5, TimeUnit.SECONDS);
      } catch (CompletionException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void threadsEndWithTheDriver() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.driver.link();
      assertEquals(1, dhcpThreads());
    }
    assertEquals(0, dhcpThreads());
  }

  private static long dhcpThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("spinet dhcp"))
        .count();
  }
}
