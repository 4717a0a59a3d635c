package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.DatagramEndpoint;
import java.net.BindException;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP sockets with real peers. */
@Timeout(60)
final class UdpSocketTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void echo(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver)) {
      for (int size : new int[] {1, 2, 64, 536, 1459, 1460, 1472}) {
        byte[] data = Streams.pattern(size);
        Packets.send(endpoint, data, Board.HOST, peer.port());
        var answer = Packets.receive(endpoint);
        assertArrayEquals(data, answer.data);
        assertEquals("10.0.2.2", answer.from);
        assertEquals(peer.port(), answer.port);
        assertEquals(size, answer.length);
      }
    }
  }

  @Test
  void anOversizedDatagramIsCutAndNotJoined() throws Exception {
    try (var board = Board.builder().build();
        var peer = new UdpPeer();
        var endpoint = Packets.udp(board.driver)) {
      Packets.send(endpoint, new byte[] {1}, Board.HOST, peer.port());
      assertEquals(1, peer.receive().length);
      peer.answer(Streams.pattern(100));
      peer.answer(new byte[] {7, 8, 9});
      var cut = Streams.present(Packets.receive(endpoint, 10, Board.SECONDS_10));
      assertArrayEquals(Streams.pattern(10), cut.data);
      assertEquals(100, cut.length);
      assertArrayEquals(new byte[] {7, 8, 9}, Packets.receive(endpoint).data);
      assertNull(Packets.receive(endpoint, 10, 0));
    }
  }

  @Test
  void nothingComes() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver)) {
      assertNull(Packets.receive(endpoint, 10, 0));
      long start = System.nanoTime();
      assertNull(Packets.receive(endpoint, 10, TimeUnit.MILLISECONDS.toNanos(30)));
      assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(30));
      assertEquals(-1, endpoint.available());
    }
  }

  @Test
  void ports() throws Exception {
    try (var board = Board.builder().build();
        var second = Packets.udp(board.driver)) {
      var first = Packets.udp(board.driver, 5000);
      assertEquals(5000, port(first));
      assertNull(second.localAddress());
      assertThrows(BindException.class, () -> first.bind(W5500Options.anyAddress(), 5001));
      assertThrows(BindException.class, () -> second.bind(W5500Options.anyAddress(), 5000));
      assertThrows(BindException.class, () -> second.bind(Board.HOST, 0));
      second.bind(W5500Options.anyAddress(), 0);
      assertTrue(port(second) >= 49152, second.localAddress() + "");
      first.close();
      try (var third = Packets.udp(board.driver, 5000)) {
        assertEquals(5000, port(third));
      }
    }
  }

  private static int port(DatagramEndpoint endpoint) {
    return Streams.present(endpoint.localAddress()).getPort();
  }

  @Test
  void broadcastNeedsPermission() throws Exception {
    var all = Board.address("255.255.255.255");
    try (var board = Board.builder().linked(false).build();
        var endpoint = Packets.udp(board.driver, 68)) {
      var failure =
          assertThrows(
              SocketException.class, () -> Packets.send(endpoint, new byte[] {1}, all, 67));
      assertTrue(Streams.message(failure).contains("SO_BROADCAST"), failure.toString());
      endpoint.setOption(SOL_SOCKET, SO_BROADCAST, 1);
      Packets.send(endpoint, new byte[] {1}, all, 67);
    }
  }
}
