package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DriverStatistics;
import dev.spinet.socket.driver.NetworkDriver;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a driver counts, for those who know the chip and for those who do not. */
@Timeout(60)
final class StatisticsTest {

  @Test
  void countsBelongToTheSocketThatCausedThem() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent()) {
      var first = new Socket(board.driver);
      first.setTimeout(10_000);
      first.connect("10.0.2.2", peer.port());
      first.setTimeout(500);
      assertThrows(SocketTimeoutException.class, () -> first.recv(1));
      first.close();
      var counted = first.statistics();
      assertEquals(1, counted.timeouts());
      assertTrue(counted.driver().waits() >= 1);
      assertEquals(0, counted.driver().retransmissionTimeouts());
      board.shortenRetries();
      try (var second = new Socket(board.driver)) {
        second.setTimeout(10_000);
        assertEquals(0, second.statistics().driver().waits());
        assertThrows(
            HostUnreachableException.class,
            () -> second.connect(Board.NOBODY.getHostAddress(), 80));
        assertEquals(1, second.statistics().driver().retransmissionTimeouts());
      }
      assertEquals(counted, first.statistics());
    }
  }

  @Test
  void aDatagramNobodyAnswersForIsDropped() throws Exception {
    // Nobody but the next call looks how a datagram has ended, so that the last one stays open.
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ZERO)).build();
        var socket = new Socket(board.driver, AF_INET, SOCK_DGRAM)) {
      board.shortenRetries();
      socket.setTimeout(10_000);
      for (int i = 0; i < 3; i++) {
        // Without a peer nobody is told, so that it shows here only.
        socket.sendTo(new byte[5], Board.NOBODY.getHostAddress(), 9);
      }
      var counted = socket.statistics();
      assertEquals(3, counted.datagramsSent());
      assertEquals(2, counted.driver().retransmissionTimeouts());
      assertEquals(counted.driver().retransmissionTimeouts(), counted.driver().datagramsDropped());
    }
  }

  @Test
  void anyDriverIsAskedInTheSameWay() throws Exception {
    // Nothing crosses the bus between two looks at its counters.
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ZERO)).build();
        var peer = Peer.echo();
        var socket = new Socket(board.driver)) {
      socket.setTimeout(10_000);
      socket.connect("10.0.2.2", peer.port());
      // An answer may come before anybody waits for it; this one does not come.
      socket.setTimeout(500);
      assertThrows(SocketTimeoutException.class, () -> socket.recv(1));
      socket.setTimeout(10_000);
      socket.sendAll(new byte[100]);
      socket.recv(100);
      DriverStatistics counted = ((NetworkDriver) board.driver).statistics();
      assertEquals(100, counted.bytesReceived());
      assertEquals(100, counted.bytesSent());
      var counters = counted.counters();
      assertEquals(board.count().frames(), counters.get("bus.frames"));
      assertEquals(100L, counters.get("sockets.bytesSent"));
      assertEquals(0L, counters.get("chip.resets"));
      assertTrue(counters.getOrDefault("sockets.waits", 0L) > 0);
    }
  }
}
