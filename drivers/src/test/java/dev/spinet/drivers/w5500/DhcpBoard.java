package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.socket.LeaseInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** What the tests of DHCP ask of a board whose address a server gives. */
final class DhcpBoard {

  private DhcpBoard() {}

  static final UserNetworkConfig SHORT_LEASE =
      UserNetworkConfig.DEFAULT.withLease(Duration.ofSeconds(4));

  static void assertWorks(Board board) throws IOException {
    try (var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      byte[] bytes = Streams.pattern(2000);
      Streams.sendAll(endpoint, bytes);
      assertEquals(2000, Streams.receive(endpoint, 2000).length);
    }
  }

  static boolean isLinked(Board board) {
    try {
      return board.driver.isLinked();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LeaseInfo lease(Board board) throws IOException {
    return board.driver.lease().orElseThrow();
  }
}
