package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of hosts are looked up over the chip's own sockets. */
@Timeout(60)
final class NameLookupTest {

  private static Board board(NameServer server) throws IOException {
    var board =
        Board.builder()
            .dhcp()
            .network(UserNetworkConfig.DEFAULT.withResolvers(() -> Optional.of(server.address())))
            .build();
    board.driver.link();
    return board;
  }

  @Test
  void findsHosts() throws Exception {
    try (var server = new NameServer();
        var board = board(server)) {
      assertEquals("10.0.2.2", board.driver.gethostbyname(NameServer.HOST).getHostAddress());
      assertEquals("10.0.2.2", board.driver.gethostbyname(NameServer.ALIAS).getHostAddress());
      assertEquals(2, server.datagrams());
      assertEquals(
          "10.0.2.2", board.driver.gethostbyname(NameServer.HOST, Duration.ZERO).getHostAddress());
      assertEquals(2, server.datagrams());
      assertEquals("192.0.2.99", board.driver.gethostbyname("192.0.2.99").getHostAddress());
      assertEquals(
          "10.0.2.2", board.driver.resolve(NameServer.ALIAS, Board.SECONDS_10).getHostAddress());
      // Closing goes on for a moment in the background.
      Streams.await(
          "free sockets",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> socket.user().equals("nobody")));
    }
  }

  @Test
  void aLongAnswerComesByTcp() throws Exception {
    try (var server = new NameServer();
        var board = board(server)) {
      assertEquals("192.0.2.1", board.driver.gethostbyname(NameServer.LARGE).getHostAddress());
    }
  }

  @Test
  void aNameThatIsNotThere() throws Exception {
    try (var server = new NameServer();
        var board = board(server)) {
      var failure =
          assertThrows(
              UnknownHostException.class, () -> board.driver.gethostbyname("no.example.org"));
      assertTrue(
          Streams.message(failure).contains("10.0.2.3 knows no host"), Streams.message(failure));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DnsMode.class,
      names = {"SILENT", "GARBAGE", "WRONG_ID"})
  void aServerThatDoesNotAnswerTheQuestion(DnsMode mode) throws Exception {
    try (var server = new NameServer();
        var board = board(server)) {
      board.network.setDnsMode(mode);
      var failure =
          assertThrows(
              SocketTimeoutException.class,
              () -> board.driver.gethostbyname(NameServer.HOST, Duration.ofMillis(700)));
      assertEquals(
          mode != DnsMode.SILENT,
          Streams.message(failure).contains("1 messages that were no answers"),
          Streams.message(failure));
      board.network.setDnsMode(DnsMode.NORMAL);
      assertEquals("10.0.2.2", board.driver.gethostbyname(NameServer.HOST).getHostAddress());
    }
  }

  @Test
  void withStaticAddresses() throws Exception {
    try (var server = new NameServer();
        var board =
            Board.builder()
                .network(
                    UserNetworkConfig.DEFAULT.withResolvers(() -> Optional.of(server.address())))
                .build()) {
      var failure =
          assertThrows(
              UnknownHostException.class, () -> board.driver.gethostbyname(NameServer.HOST));
      assertTrue(Streams.message(failure).contains("no name server"), Streams.message(failure));
      board.driver.setLinkInfo("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.3");
      assertEquals("10.0.2.2", board.driver.gethostbyname(NameServer.HOST).getHostAddress());
    }
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    try (var board = Board.builder().build()) {
      board.shortenRetries();
      board.driver.setLinkInfo("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.77");
      var failure =
          assertThrows(
              UnknownHostException.class, () -> board.driver.gethostbyname("a.example.org"));
      assertTrue(
          Streams.message(failure).contains("10.0.2.77 cannot be reached"),
          Streams.message(failure));
    }
  }

  @Test
  void withoutLinkOrDriver() throws Exception {
    var board = Board.builder().linked(false).build();
    board.driver.setLinkInfo("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.3");
    assertThrows(LinkDownException.class, () -> board.driver.gethostbyname("a.example.org"));
    assertFalse(board.driver.isLinked());
    assertThrows(
        IllegalArgumentException.class,
        () -> board.driver.gethostbyname("a.example.org", Duration.ofMillis(-1)));
    board.close();
    assertThrows(SocketException.class, () -> board.driver.gethostbyname("a.example.org"));
  }
}
