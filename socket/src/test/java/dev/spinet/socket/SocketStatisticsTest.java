package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.DriverStatistics;
import dev.spinet.socket.driver.EndpointStatistics;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket counts what it moves, once, whichever way it goes. */
@Timeout(60)
final class SocketStatisticsTest {

  private final MemoryDriver driver = new MemoryDriver();

  @AfterEach
  void close() throws IOException {
    driver.close();
  }

  @Test
  void aStreamCountsBytesAndTimeOuts() throws IOException {
    var socket = new Socket(driver);
    try (var listener = driver.listen();
        var arena = Arena.ofConfined()) {
      socket.setTimeout(50);
      socket.connect(MemoryDriver.PEER, listener.port());
      try (var peer = listener.accept()) {
        peer.write(new byte[30]);
        assertEquals(10, socket.recv(10, MSG_PEEK).length);
        assertEquals(10, socket.recv(10).length);
        assertEquals(15, socket.recvInto(arena.allocate(15)));
        assertEquals(5, socket.recvSome(new byte[100]));
        socket.sendAll(new byte[20]);
        socket.send(arena.allocate(3));
        assertThrows(SocketTimeoutException.class, () -> socket.recv(1));
        assertThrows(WouldBlockException.class, () -> socket.recv(1, MSG_DONTWAIT));
        assertThrows(SocketTimeoutException.class, () -> socket.sendAll(new byte[10_000]));
        SocketStatistics counted = socket.statistics();
        assertEquals(30, counted.bytesReceived());
        assertEquals(peer.read(2_048).length, counted.bytesSent());
        assertEquals(2, counted.timeouts());
        assertEquals(0, counted.datagramsReceived() + counted.datagramsSent());
        assertEquals(EndpointStatistics.NONE, counted.driver());
        socket.close();
        assertEquals(counted, socket.statistics());
      }
    }
  }

  @Test
  void datagramsAreCountedOneByOne() throws IOException {
    try (var peer = driver.datagramPeer();
        var socket = new Socket(driver, AF_INET, SOCK_DGRAM)) {
      socket.setTimeout(50);
      socket.sendTo(new byte[7], peer.address());
      socket.sendTo(new byte[0], peer.address());
      peer.receive();
      peer.answer(new byte[9]);
      assertEquals(9, socket.recvFrom(20, MSG_PEEK).data().length);
      assertEquals(4, socket.recvFrom(4).data().length);
      assertThrows(SocketTimeoutException.class, () -> socket.recvFrom(4));
      SocketStatistics counted = socket.statistics();
      assertEquals(1, counted.datagramsReceived());
      assertEquals(2, counted.datagramsSent());
      assertEquals(9, counted.bytesReceived());
      assertEquals(7, counted.bytesSent());
      assertEquals(1, counted.timeouts());
    }
  }

  @Test
  void aDriverThatDoesNotCountSaysNothing() {
    assertEquals(DriverStatistics.NONE, driver.statistics());
    assertTrue(driver.statistics().counters().isEmpty());
    assertEquals(0, driver.statistics().bytesReceived() + driver.statistics().bytesSent());
  }
}
