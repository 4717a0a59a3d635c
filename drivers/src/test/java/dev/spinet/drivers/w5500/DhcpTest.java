package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LeaseInfo;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface gets its address from a server on the simulated network. */
@Timeout(90)
final class DhcpTest {

  private static final UserNetworkConfig SHORT_LEASE =
      UserNetworkConfig.DEFAULT.withLease(Duration.ofSeconds(4));

  private static void assertWorks(Board board) throws IOException {
    try (var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      byte[] bytes = Streams.pattern(2000);
      Streams.sendAll(endpoint, bytes);
      assertEquals(2000, Streams.receive(endpoint, 2000).length);
    }
  }

  private static boolean isLinked(Board board) {
    try {
      return board.driver.isLinked();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LeaseInfo lease(Board board) throws IOException {
    return board.driver.lease().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void linkGetsAnAddress(boolean interrupt) throws Exception {
    try (var board = Board.builder().dhcp().interrupt(interrupt).build();
        var bystander = new Bystander(board.lan, null)) {
      assertFalse(board.driver.isLinked());
      assertTrue(board.driver.lease().isEmpty());
      board.driver.link();
      assertTrue(board.driver.isLinked());
      var info = board.driver.linkInfo();
      assertEquals("10.0.2.15", info.ip().getHostAddress());
      assertEquals("255.255.255.0", info.mask().getHostAddress());
      assertEquals("10.0.2.2", info.gateway().getHostAddress());
      assertEquals("10.0.2.3", info.dns().getHostAddress());
      var lease = lease(board);
      assertEquals("10.0.2.2", lease.server().getHostAddress());
      assertEquals(UserNetworkConfig.DEFAULT.lease(), lease.duration().orElseThrow());
      assertTrue(lease.left().orElseThrow().compareTo(lease.duration().orElseThrow()) <= 0);
      assertEquals(1, bystander.count(DhcpMessage.DISCOVER));
      assertEquals(1, bystander.count(DhcpMessage.REQUEST));
      assertTrue(bystander.probes() >= 1, bystander.probes() + " probes");
      assertWorks(board);
      // Nothing is held.
      for (var socket : board.driver.statistics().sockets()) {
        assertFalse(socket.user().startsWith("UDP"), socket.user());
      }
      // A second call only looks.
      board.driver.link();
      assertEquals(1, bystander.count(DhcpMessage.DISCOVER));
    }
  }

  @Test
  void aChipWithOneSocket() throws Exception {
    try (var board = Board.builder().dhcp().options(o -> o.bufferKiB(16)).build()) {
      board.driver.link();
      assertWorks(board);
    }
  }

  @Test
  void noServer() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      var failure =
          assertThrows(DhcpException.class, () -> board.driver.link(Duration.ofMillis(500)));
      assertTrue(
          Streams.message(failure).contains("no DHCP server answered (asked once)"),
          Streams.message(failure));
      assertFalse(board.driver.isLinked());
      assertEquals("0.0.0.0", board.driver.linkInfo().ip().getHostAddress());
      failure = assertThrows(DhcpException.class, () -> board.driver.link(Duration.ZERO));
      assertTrue(
          Streams.message(failure).contains("no DHCP server could be asked"),
          Streams.message(failure));
      board.network.setDhcpMode(DhcpMode.NORMAL);
      board.driver.link();
      assertWorks(board);
    }
  }

  @Test
  @Tag("slow")
  void silenceAndThenSuccess() throws Exception {
    try (var board = Board.builder().dhcp().build();
        var bystander = new Bystander(board.lan, null);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      var linking =
          CompletableFuture.runAsync(
              () -> {
                try {
                  board.driver.link();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              threads);
      Streams.await("a question", () -> bystander.count(DhcpMessage.DISCOVER) == 1);
      board.network.setDhcpMode(DhcpMode.NORMAL);
      linking.get(10, TimeUnit.SECONDS);
      assertEquals(2, bystander.count(DhcpMessage.DISCOVER));
      assertWorks(board);
    }
  }

  /** The socket of the last attempt may still be on its way out when the next one begins. */
  @Test
  void oneAttemptAfterTheOther() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      for (int i = 0; i < 30; i++) {
        var time = Duration.ofMillis(i % 10);
        assertThrows(DhcpException.class, () -> board.driver.link(time));
      }
      board.network.setDhcpMode(DhcpMode.NORMAL);
      board.driver.link();
      for (int i = 0; i < 5; i++) {
        board.driver.unlink();
        board.driver.link();
      }
      assertWorks(board);
    }
  }

  @Test
  void aServerThatRefuses() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.network.setDhcpMode(DhcpMode.REFUSING);
      var failure =
          assertThrows(DhcpException.class, () -> board.driver.link(Duration.ofMillis(800)));
      assertTrue(
          Streams.message(failure).contains("10.0.2.2 offers an address and then refuses"),
          Streams.message(failure));
    }
  }

  @Test
  @Tag("slow")
  void anAddressThatIsTakenIsNotUsed() throws Exception {
    try (var board = Board.builder().dhcp().build();
        var other = new Bystander(board.lan, "10.0.2.15")) {
      var failure =
          assertThrows(DhcpException.class, () -> board.driver.link(Duration.ofSeconds(2)));
      assertTrue(
          Streams.message(failure).contains("10.0.2.15")
              && Streams.message(failure).contains("in use by another station"),
          Streams.message(failure));
      Streams.await("a refusal", () -> other.count(DhcpMessage.DECLINE) == 1);
      // The server knows now, and gives another one.
      board.driver.link();
      assertEquals("10.0.2.16", board.driver.linkInfo().ip().getHostAddress());
      assertWorks(board);
    }
  }

  /** One ARP packet may be a mistake; who goes on with it has the address. */
  @Test
  @Tag("slow")
  void anAddressThatAnotherHostUsesAfterwardsIsGivenUp() throws Exception {
    try (var board =
            Board.builder().dhcp().options(o -> o.healthCheck(Duration.ofMillis(20))).build();
        var other = new Bystander(board.lan, null);
        var endpoint = Packets.udp(board.driver, 5000)) {
      board.driver.link();
      other.claim("10.0.2.15");
      Streams.await("seen", () -> board.driver.statistics().faults().addressConflicts() == 1);
      assertTrue(board.driver.isLinked());
      assertEquals(0, other.count(DhcpMessage.DECLINE));
      other.claim("10.0.2.15");
      Streams.await("a refusal", () -> other.count(DhcpMessage.DECLINE) == 1);
      var failure = assertThrows(LinkDownException.class, () -> endpoint.available());
      assertTrue(Streams.message(failure).contains("another host uses"), failure.toString());
      // The server has a look, and gives another address after the pause that is due.
      Streams.await("another address", () -> isLinked(board), Duration.ofSeconds(20));
      assertEquals("10.0.2.16", board.driver.linkInfo().ip().getHostAddress());
      assertWorks(board);
    }
  }

  /** A static address is the user's business: it stays, and the conflict is told and counted. */
  @Test
  void anotherHostUsesTheStaticAddress() throws Exception {
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ofMillis(20))).build();
        var other = new Bystander(board.lan, null);
        var _ = board.driver.openStream()) {
      for (int i = 1; i <= 3; i++) {
        int expected = i;
        other.claim("10.0.2.15");
        Streams.await(
            "seen", () -> board.driver.statistics().faults().addressConflicts() == expected);
      }
      assertTrue(board.driver.isLinked());
      assertWorks(board);
    }
  }

  @Test
  void noCable() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.cable.setPluggedIn(false);
      assertThrows(LinkDownException.class, () -> board.driver.link(Duration.ofMillis(100)));
    }
  }

  @Test
  void aCableThatIsPulledWhileAnAddressIsAskedFor() throws Exception {
    try (var board = Board.builder().dhcp().build();
        var bystander = new Bystander(board.lan, null);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      var linking =
          CompletableFuture.supplyAsync(
              () ->
                  assertThrows(
                      LinkDownException.class, () -> board.driver.link(Duration.ofSeconds(1))),
              threads);
      Streams.await("a question", () -> bystander.count(DhcpMessage.DISCOVER) == 1);
      board.cable.setPluggedIn(false);
      var failure = linking.get(10, TimeUnit.SECONDS);
      assertTrue(Streams.message(failure).contains("was lost"), Streams.message(failure));
    }
  }

  @Test
  @Tag("slow")
  void theLeaseIsExtended() throws Exception {
    try (var board = Board.builder().dhcp().network(SHORT_LEASE).build();
        var bystander = new Bystander(board.lan, null);
        var peer = Peer.echo()) {
      board.driver.link();
      try (var endpoint = board.connect(peer.port())) {
        // T1 is after two seconds; past the end of the first lease the connection still works.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
        while (System.nanoTime() < end) {
          Streams.sendAll(endpoint, Streams.pattern(100));
          assertEquals(100, Streams.receive(endpoint, 100).length);
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
      assertEquals(1, bystander.count(DhcpMessage.DISCOVER));
      // Renewals go to the server alone.
      assertEquals(1, bystander.count(DhcpMessage.REQUEST));
    }
  }

  @Test
  @Tag("slow")
  void aLeaseThatNobodyExtendsEnds() throws Exception {
    try (var board = Board.builder().dhcp().network(SHORT_LEASE).build();
        var bystander = new Bystander(board.lan, null);
        var peer = Peer.silent()) {
      board.driver.link();
      try (var endpoint = board.connect(peer.port())) {
        board.network.setDhcpMode(DhcpMode.SILENT);
        var failure = assertThrows(LinkDownException.class, () -> Streams.receive(endpoint, 1));
        assertTrue(
            Streams.message(failure).contains("the lease of 10.0.2.15 has ended"),
            Streams.message(failure));
      }
      assertFalse(board.driver.isLinked());
      // The question at T2 went to everybody.
      assertEquals(2, bystander.count(DhcpMessage.REQUEST));
      board.network.setDhcpMode(DhcpMode.NORMAL);
      Streams.await("another lease", () -> isLinked(board));
      assertWorks(board);
    }
  }

  @Test
  @Tag("slow")
  void anAddressThatTheServerTakesBack() throws Exception {
    try (var board = Board.builder().dhcp().network(SHORT_LEASE).build();
        var peer = Peer.silent()) {
      board.driver.link();
      try (var endpoint = board.connect(peer.port())) {
        board.network.setDhcpMode(DhcpMode.REFUSING);
        var failure = assertThrows(LinkDownException.class, () -> Streams.receive(endpoint, 1));
        assertTrue(
            Streams.message(failure).contains("refuses to let it have 10.0.2.15 any longer"),
            Streams.message(failure));
      }
      board.network.setDhcpMode(DhcpMode.NORMAL);
      Streams.await("another lease", () -> isLinked(board));
    }
  }

  @Test
  @Tag("slow")
  void renewalWaitsForAFreeSocket() throws Exception {
    var config = UserNetworkConfig.DEFAULT.withLease(Duration.ofSeconds(8));
    try (var board = Board.builder().dhcp().network(config).build()) {
      board.driver.link();
      List<StreamEndpoint> all = new ArrayList<>();
      for (int i = 0; i < board.driver.statistics().sockets().size(); i++) {
        all.add(board.driver.openStream());
      }
      // T1 passes with no socket to renew with.
      Streams.await("T1", () -> left(board).compareTo(Duration.ofSeconds(3)) < 0);
      all.removeFirst().close();
      Streams.await("a renewal", () -> left(board).compareTo(Duration.ofSeconds(6)) > 0);
      for (var endpoint : all) {
        endpoint.close();
      }
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
    }
  }

  private static Duration left(Board board) {
    try {
      return lease(board).left().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noFreeSocket() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      List<StreamEndpoint> all = new ArrayList<>();
      for (int i = 0; i < board.driver.statistics().sockets().size(); i++) {
        all.add(board.driver.openStream());
      }
      assertThrows(NoFreeSocketException.class, board.driver::link);
      for (var endpoint : all) {
        endpoint.close();
      }
      board.driver.link();
    }
  }

  @Test
  void isConfirmedWhenTheCableIsBack() throws Exception {
    try (var board =
            Board.builder().dhcp().options(o -> o.healthCheck(Duration.ofMillis(50))).build();
        var bystander = new Bystander(board.lan, null);
        var _ = board.driver.openStream()) {
      board.driver.link();
      board.cable.setPluggedIn(false);
      Streams.await("the loss", () -> board.driver.statistics().faults().linkChanges() == 1);
      board.cable.setPluggedIn(true);
      Streams.await("a question", () -> bystander.count(DhcpMessage.REQUEST) == 2);
      assertEquals(1, bystander.count(DhcpMessage.DISCOVER));
      Streams.await("the link", () -> isLinked(board));
      assertWorks(board);
    }
  }

  @Test
  void isConfirmedWhenTheChipWasReset() throws Exception {
    try (var board =
            Board.builder().dhcp().options(o -> o.healthCheck(Duration.ofMillis(50))).build();
        var bystander = new Bystander(board.lan, null);
        var _ = board.driver.openStream()) {
      board.driver.link();
      board.chip.brownOut();
      Streams.await("a question", () -> bystander.count(DhcpMessage.REQUEST) >= 2);
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
      Streams.await("the link", () -> isLinked(board));
      board.chip.diagnostics().clear();
      assertWorks(board);
    }
  }

  /** What has become of the network is asked when somebody wants it again. */
  @Test
  void isConfirmedWhenTheChipIsUsedAgainOnAnotherNetwork() throws Exception {
    try (var board =
            Board.builder().dhcp().options(o -> o.healthCheck(Duration.ofMillis(20))).build();
        var bystander = new Bystander(board.lan, null)) {
      board.driver.link();
      board.driver.openStream().close();
      board.cable.setPluggedIn(false);
      TimeUnit.MILLISECONDS.sleep(40);
      board.driver.openStream().close();
      assertEquals(1, board.driver.statistics().faults().linkChanges());
      board.cable.setPluggedIn(true);
      TimeUnit.MILLISECONDS.sleep(40);
      board.driver.openStream().close();
      Streams.await("a question", () -> bystander.count(DhcpMessage.REQUEST) == 2);
      assertWorks(board);
    }
  }

  /** The lease is a matter of minutes, and a chip nobody uses costs nothing until then. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void idleCostsNothing(boolean interrupt) throws Exception {
    try (var board =
        Board.builder()
            .dhcp()
            .interrupt(interrupt)
            .options(o -> o.healthCheck(Duration.ofMillis(5)))
            .build()) {
      board.driver.link();
      assertWorks(board);
      Streams.await(
          "nobody has a socket",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> socket.user().equals("nobody")));
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(100);
      assertEquals(new BusCounters.Snapshot(0, 0, 0), board.count().since(before));
      assertWorks(board);
    }
  }

  /** Each look of the probe is a frame, and mostly nobody answers. */
  @Test
  void anAddressThatIsFreeIsProbedWithFewFrames() throws Exception {
    try (var board = Board.builder().dhcp().options(o -> o.healthCheck(Duration.ZERO)).build();
        var bystander = new Bystander(board.lan, null)) {
      board.driver.link();
      assertTrue(bystander.probes() >= 3);
      // Opening, asking and closing take about 20, and looking for 600 ms another 12.
      assertTrue(board.count().frames() < 300, board.count().toString());
    }
  }

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
      assertWorks(board);
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
      assertWorks(board);
      board.driver.setLinkInfo("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0");
      assertFalse(board.driver.isLinked());
      board.driver.link();
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
      assertWorks(board);
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
