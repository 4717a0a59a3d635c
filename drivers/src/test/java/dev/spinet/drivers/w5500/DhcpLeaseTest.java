package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address of a server is kept for as long as it is lent, and looked after. */
@Timeout(90)
final class DhcpLeaseTest {

  @Test
  @Tag("slow")
  void theLeaseIsExtended() throws Exception {
    try (var board = Board.builder().dhcp().network(DhcpBoard.SHORT_LEASE).build();
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
    try (var board = Board.builder().dhcp().network(DhcpBoard.SHORT_LEASE).build();
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
      Streams.await("another lease", () -> DhcpBoard.isLinked(board));
      DhcpBoard.assertWorks(board);
    }
  }

  @Test
  @Tag("slow")
  void anAddressThatTheServerTakesBack() throws Exception {
    try (var board = Board.builder().dhcp().network(DhcpBoard.SHORT_LEASE).build();
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
      Streams.await("another lease", () -> DhcpBoard.isLinked(board));
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
      return DhcpBoard.lease(board).left().orElseThrow();
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
      Streams.await("the link", () -> DhcpBoard.isLinked(board));
      DhcpBoard.assertWorks(board);
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
      Streams.await("the link", () -> DhcpBoard.isLinked(board));
      board.chip.diagnostics().clear();
      DhcpBoard.assertWorks(board);
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
      DhcpBoard.assertWorks(board);
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
      DhcpBoard.assertWorks(board);
      Streams.await(
          "nobody has a socket",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> socket.user().equals("nobody")));
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(100);
      assertEquals(new BusCounters.Snapshot(0, 0, 0), board.count().since(before));
      DhcpBoard.assertWorks(board);
    }
  }

  /** Each look of the probe is a frame, and mostly nobody answers. */
  @Test
  void anAddressThatIsFreeIsProbedWithFewFrames() throws Exception {
    try (var board = Board.builder().dhcp().options(o -> o.healthCheck(Duration.ZERO)).build();
        var bystander = new Bystander(board.lan, null)) {
      board.driver.link();
      assertTrue(bystander.probes() >= 3);
      // The probe's own are about 20, and 10 to look for 600 ms; the rest is the start and DHCP.
      assertTrue(board.count().frames() < 200, board.count().toString());
    }
  }
}
