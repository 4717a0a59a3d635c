package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sending and receiving cost on the serial line, byte by byte. */
final class BudgetTest {

  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  /** AT+CIPSEND=4,N and its line end, OK and the prompt, Recv N bytes, SEND OK, without digits. */
  private static final int SEND_FIXED = 15 + 9 + 15 + 11;

  /** AT+CIPRECVDATA=4,8192 and its line end, the header, OK, without digits. */
  private static final int RECEIVE_FIXED = 23 + 14 + 6;

  /** An announcement without digits. */
  private static final int NOTICE_FIXED = 11;

  private static ModuleBoard board() throws Exception {
    return ModuleBoard.builder().options(o -> o.watchdog(Duration.ofHours(1))).build();
  }

  private static long bytes(ModuleBoard board) {
    var now = board.driver.statistics();
    return now.lineBytesSent() + now.lineBytesReceived();
  }

  private static void settle(ModuleBoard board) {
    long before = bytes(board);
    long since = System.nanoTime();
    while (System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(200)) {
      LockSupport.parkNanos(1_000_000);
      long now = bytes(board);
      if (now != before) {
        before = now;
        since = System.nanoTime();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 1440, 8192})
  void sendingCostsOneCommand(int length) throws Exception {
    try (var board = board();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var endpoint = board.connect(server.getLocalPort());
        var peer = server.accept();
        var arena = Arena.ofShared()) {
      settle(board);
      long before = bytes(board);
      assertEquals(length, endpoint.send(arena.allocate(length), 0, length, SECONDS_10));
      assertEquals(length, peer.getInputStream().readNBytes(length).length);
      settle(board);
      int digits = Integer.toString(length).length();
      assertEquals(length + SEND_FIXED + 2 * digits, bytes(board) - before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 1440})
  void receivingCostsANoticeAndOneCommand(int length) throws Exception {
    try (var board = board();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var endpoint = board.connect(server.getLocalPort());
        var peer = server.accept();
        var arena = Arena.ofShared()) {
      settle(board);
      long before = bytes(board);
      peer.getOutputStream().write(new byte[length]);
      MemorySegment memory = arena.allocate(8192);
      assertEquals(length, endpoint.receive(memory, 0, 8192, SECONDS_10));
      settle(board);
      int digits = Integer.toString(length).length();
      assertEquals(length + NOTICE_FIXED + RECEIVE_FIXED + 2 * digits, bytes(board) - before);
    }
  }

  @Test
  void silenceCostsNothing() throws Exception {
    try (var board = board();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var endpoint = board.connect(server.getLocalPort())) {
      settle(board);
      long before = bytes(board);
      settle(board);
      assertEquals(0, bytes(board) - before);
      assertEquals(0, endpoint.available());
    }
  }
}
