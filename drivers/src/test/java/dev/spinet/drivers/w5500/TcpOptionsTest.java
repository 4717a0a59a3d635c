package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IP_TOS;
import static dev.spinet.socket.SocketConstants.IP_TTL;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_KEEPALIVE;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;
import static dev.spinet.socket.SocketConstants.TCP_KEEPCNT;
import static dev.spinet.socket.SocketConstants.TCP_KEEPIDLE;
import static dev.spinet.socket.SocketConstants.TCP_KEEPINTVL;
import static dev.spinet.socket.SocketConstants.TCP_NODELAY;
import static dev.spinet.socket.SocketConstants.TCP_QUICKACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the options of a TCP socket do to the chip. */
@Timeout(60)
final class TcpOptionsTest {

  private static int register(Board board, SocketRegister register) throws IOException {
    try (var probe = new SimulatedSpiBus(board.chip, "probe")) {
      for (int i = 0; i < 8; i++) {
        var chip = new Chip(probe);
        if (chip.readRegister(Block.socketRegister(i), SocketRegister.SR) == 0x17) {
          return chip.readRegister(Block.socketRegister(i), register);
        }
      }
      throw new AssertionError("nobody is connected");
    }
  }

  @Test
  void whatTheChipLooksAtWhenItOpensASocket() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var endpoint = board.driver.openStream()) {
      assertEquals(0, endpoint.getOption(IPPROTO_IP, IP_TOS));
      assertEquals(128, endpoint.getOption(IPPROTO_IP, IP_TTL));
      assertEquals(1, endpoint.getOption(IPPROTO_TCP, TCP_QUICKACK));
      endpoint.setOption(IPPROTO_IP, IP_TOS, 0x10);
      endpoint.setOption(IPPROTO_IP, IP_TTL, 3);
      endpoint.setOption(IPPROTO_TCP, TCP_QUICKACK, 0);
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      assertEquals(0x10, register(board, SocketRegister.TOS));
      assertEquals(3, register(board, SocketRegister.TTL));
      assertEquals(0x01, register(board, SocketRegister.MR));
      assertEquals(0x10, endpoint.getOption(IPPROTO_IP, IP_TOS));
      assertEquals(3, endpoint.getOption(IPPROTO_IP, IP_TTL));
      assertEquals(0, endpoint.getOption(IPPROTO_TCP, TCP_QUICKACK));
    }
  }

  /** The next user of the same hardware socket starts with the defaults. */
  @Test
  void optionsEndWithTheSocket() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(16)).build();
        var peer = Peer.silent()) {
      try (var endpoint = board.driver.openStream()) {
        endpoint.setOption(IPPROTO_IP, IP_TTL, 3);
        endpoint.setOption(SOL_SOCKET, SO_KEEPALIVE, 1);
        assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      }
      try (var _ = board.connect(peer.port())) {
        assertEquals(128, register(board, SocketRegister.TTL));
        assertEquals(0, register(board, SocketRegister.KPALVTR));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 5, 1", "5, 5, 1", "6, 10, 2", "60, 60, 12", "1275, 1275, 255"})
  void keepAlive(int asked, int seconds, int units) throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var endpoint = board.driver.openStream()) {
      assertEquals(0, endpoint.getOption(SOL_SOCKET, SO_KEEPALIVE));
      endpoint.setOption(IPPROTO_TCP, TCP_KEEPIDLE, asked);
      assertEquals(seconds, endpoint.getOption(IPPROTO_TCP, TCP_KEEPIDLE));
      endpoint.setOption(SOL_SOCKET, SO_KEEPALIVE, 1);
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      assertEquals(units, register(board, SocketRegister.KPALVTR));
      endpoint.setOption(SOL_SOCKET, SO_KEEPALIVE, 0);
      assertEquals(0, register(board, SocketRegister.KPALVTR));
      endpoint.setOption(SOL_SOCKET, SO_KEEPALIVE, 1);
      endpoint.setOption(IPPROTO_TCP, TCP_KEEPIDLE, 100);
      assertEquals(20, register(board, SocketRegister.KPALVTR));
    }
  }

  @Test
  void acceptedConnectionsHaveTheOptionsOfTheListener() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      endpoint.setOption(IPPROTO_IP, IP_TTL, 7);
      try (var listener = endpoint.listen(1);
          var forward =
              board.network.forwardTcp(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  Ipv4Address.parse("10.0.2.15"),
                  Streams.present(listener.localAddress()).getPort());
          var client = new Socket()) {
        assertEquals(7, listener.getOption(IPPROTO_IP, IP_TTL));
        // This one comes later than the socket that listens was opened.
        listener.setOption(SOL_SOCKET, SO_KEEPALIVE, 1);
        client.connect(forward.address());
        try (var accepted = Streams.present(listener.accept(Board.SECONDS_10))) {
          assertEquals(7, accepted.getOption(IPPROTO_IP, IP_TTL));
          assertEquals(7, register(board, SocketRegister.TTL));
          assertEquals(1, accepted.getOption(SOL_SOCKET, SO_KEEPALIVE));
          assertEquals(255, register(board, SocketRegister.KPALVTR));
        }
      }
    }
  }

  @Test
  void whatIsRememberedOrFixed() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      assertEquals(1, endpoint.getOption(IPPROTO_TCP, TCP_NODELAY));
      endpoint.setOption(IPPROTO_TCP, TCP_NODELAY, 0);
      assertEquals(0, endpoint.getOption(IPPROTO_TCP, TCP_NODELAY));
      endpoint.setOption(SOL_SOCKET, SO_REUSEADDR, 1);
      assertEquals(1, endpoint.getOption(SOL_SOCKET, SO_REUSEADDR));
      assertEquals(2048, endpoint.getOption(SOL_SOCKET, SO_RCVBUF));
      assertEquals(2048, endpoint.getOption(SOL_SOCKET, SO_SNDBUF));
      int interval = endpoint.getOption(IPPROTO_TCP, TCP_KEEPINTVL);
      int count = endpoint.getOption(IPPROTO_TCP, TCP_KEEPCNT);
      assertEquals(1, interval);
      assertEquals(9, count);
      endpoint.setOption(IPPROTO_TCP, TCP_KEEPINTVL, interval);
      endpoint.setOption(IPPROTO_TCP, TCP_KEEPCNT, count);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 0x1001, 4096, bufferKiB",
    "65535, 0x1002, 4096, bufferKiB",
    "65535, 0x20, 1, no option 32",
    "65535, 4711, 1, no option 4711",
    "6, 4, 7, TCP_KEEPINTVL",
    "6, 5, 3, TCP_KEEPCNT",
    "6, 99, 1, no option 99",
    "0, 99, 1, no option 99",
    "7, 1, 1, level 7",
  })
  void whatTheChipLacks(int level, String option, int value, String says) throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      var failure =
          assertThrows(
              UnsupportedOperationException.class,
              () -> endpoint.setOption(level, Integer.decode(option), value));
      assertTrue(Streams.message(failure).contains(says), Streams.message(failure));
    }
  }

  @Test
  void whatIsOutOfRange() throws Exception {
    try (var board = Board.builder().build()) {
      var endpoint = board.driver.openStream();
      assertThrows(IllegalArgumentException.class, () -> endpoint.setOption(IPPROTO_IP, IP_TTL, 0));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.setOption(IPPROTO_IP, IP_TOS, 256));
      assertThrows(
          IllegalArgumentException.class,
          () -> endpoint.setOption(IPPROTO_TCP, TCP_KEEPIDLE, 1276));
      assertThrows(
          UnsupportedOperationException.class, () -> endpoint.getOption(SOL_SOCKET, SO_BROADCAST));
      endpoint.close();
      assertThrows(IOException.class, () -> endpoint.getOption(IPPROTO_IP, IP_TTL));
    }
  }
}
