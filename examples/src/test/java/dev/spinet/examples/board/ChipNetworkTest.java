package dev.spinet.examples.board;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the tests of clients rely on. */
@Timeout(60)
class ChipNetworkTest {

  @Test
  void noticesASocketThatIsLeftOpen() throws Exception {
    try (var network = ChipNetwork.open();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (var socket = network.sockets().createSocket(network.host(), server.getLocalPort())) {
        assertTrue(socket.isConnected());
        var failure =
            assertThrows(
                AssertionError.class, () -> network.assertNothingOpen(Duration.ofMillis(200)));
        assertTrue(String.valueOf(failure.getMessage()).contains("TCP"), failure::toString);
      }
      server.accept().close();
      network.assertNothingOpen();
    }
  }
}
