package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface gets its address from a server on the simulated network. */
@Timeout(90)
final class DhcpAddressTest {

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
      var lease = DhcpBoard.lease(board);
      assertEquals("10.0.2.2", lease.server().getHostAddress());
      assertEquals(UserNetworkConfig.DEFAULT.lease(), lease.duration().orElseThrow());
      assertTrue(lease.left().orElseThrow().compareTo(lease.duration().orElseThrow()) <= 0);
      assertEquals(1, bystander.count(DhcpMessage.DISCOVER));
      assertEquals(1, bystander.count(DhcpMessage.REQUEST));
      assertTrue(bystander.probes() >= 1, bystander.probes() + " probes");
      DhcpBoard.assertWorks(board);
      Streams.await(
          "nothing is held",
          () ->
              board.driver.statistics().sockets().stream()
                  .noneMatch(socket -> socket.user().startsWith("UDP")));
      // A second call only looks.
      board.driver.link();
      assertEquals(1, bystander.count(DhcpMessage.DISCOVER));
    }
  }

  @Test
  void aChipWithOneSocket() throws Exception {
    try (var board = Board.builder().dhcp().options(o -> o.bufferKiB(16)).build()) {
      board.driver.link();
      DhcpBoard.assertWorks(board);
    }
  }

  @Test
  void noServer() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      // It is asked again after a second at the earliest.
      var failure =
          assertThrows(DhcpException.class, () -> board.driver.link(Duration.ofMillis(900)));
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
      DhcpBoard.assertWorks(board);
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
      DhcpBoard.assertWorks(board);
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
      DhcpBoard.assertWorks(board);
    }
  }

  @Test
  void aServerThatRefuses() throws Exception {
    try (var board = Board.builder().dhcp().build()) {
      board.network.setDhcpMode(DhcpMode.REFUSING);
      var failure =
          assertThrows(DhcpException.class, () -> board.driver.link(Duration.ofSeconds(2)));
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
      DhcpBoard.assertWorks(board);
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
      Streams.await("another address", () -> DhcpBoard.isLinked(board), Duration.ofSeconds(20));
      assertEquals("10.0.2.16", board.driver.linkInfo().ip().getHostAddress());
      DhcpBoard.assertWorks(board);
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
      DhcpBoard.assertWorks(board);
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
}
