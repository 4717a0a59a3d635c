package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.SocketConstants;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A module that is nothing but an access point restarts, and its users learn what became of it. */
@Timeout(60)
final class SoftApReturnTest {

  private static final String SECRET = "corn flower";

  private @Nullable HeldLink held;

  private HeldLink wires() {
    return Objects.requireNonNull(held);
  }

  private ModuleBoard board() throws IOException {
    var board =
        ModuleBoard.builder().linked(false).wires(link -> held = new HeldLink(link)).build();
    board.driver.softapInit("own", WifiSecurity.WIFI_WPA2, SECRET);
    return board;
  }

  /** Something that fails as long as the module has not come back. */
  @FunctionalInterface
  private interface Trial {
    boolean succeeds() throws IOException;
  }

  private static void eventually(String what, Trial trial) {
    long start = System.nanoTime();
    IOException last = null;
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
      try {
        if (trial.succeeds()) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      LockSupport.parkNanos(2_000_000);
    }
    throw new AssertionError(what, last);
  }

  private static boolean isBack(ModuleBoard board) throws IOException {
    return board.driver.softapInfo().hasAddress();
  }

  /** The driver may restart it once more, if it does not understand what it says meanwhile. */
  private static void restart(ModuleBoard board) {
    board.module.reset();
    eventually("it has restarted", () -> board.driver.statistics().restarts() > 0);
  }

  @Test
  void aUdpPortIsOpenAgain() throws Exception {
    try (var board = board();
        var socket =
            new Socket(board.driver, SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM)) {
      var opened = new AtomicInteger();
      var sent = new AtomicBoolean();
      // The simulated module has no way for datagrams but through an access point it has joined.
      wires()
          .before(text -> {
            if (text.startsWith("AT+CIPSTART=")) {
              opened.incrementAndGet();
              wires().say(text.charAt("AT+CIPSTART=".length()) + ",CONNECT\r\n\r\nOK\r\n");
            } else if (text.startsWith("AT+CIPSEND=")) {
              wires().say("\r\nOK\r\n\r\n>");
            } else if (text.equals("a") || text.equals("b")) {
              wires().say("\r\nRecv 1 bytes\r\n\r\nSEND OK\r\n");
              sent.set(true);
            } else {
              return true;
            }
            return false;
          });
      socket.bind(4000);
      socket.sendTo("a", "192.168.4.2", 7);
      // What is said here must not get between the bytes of what the module says when it restarts.
      eventually("the datagram has left", () -> sent.get() && wires().pending().isEmpty());
      assertEquals(1, opened.get());
      restart(board);
      // A datagram that leaves while the loss is being noticed is lost, as any may be.
      eventually(
          "the port is open again",
          () -> {
            if (opened.get() < 2) {
              socket.sendTo("b", "192.168.4.2", 7);
            }
            return opened.get() == 2;
          });
      assertTrue(isBack(board));
      assertEquals(4000, Objects.requireNonNull(socket.localAddress()).getPort());
    }
  }

  @Test
  void whyItHasNotComeBackIsTold() throws Exception {
    try (var board = board();
        var server = new Socket(board.driver);
        var udp = new Socket(board.driver, SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM)) {
      server.bind(80);
      server.listen();
      var refusing = new AtomicBoolean(true);
      wires()
          .before(text -> {
            if (text.startsWith("AT+CWSAP=") && refusing.get()) {
              wires().say("\r\nERROR\r\n");
              return false;
            }
            return true;
          });
      board.module.reset();
      server.setTimeout(30_000);
      var waiting = assertThrows(WifiException.class, server::accept);
      assertTold(waiting);
      assertTold(assertThrows(WifiException.class, server::accept));
      assertTold(assertThrows(WifiException.class, board.driver::softapInfo));
      assertTold(assertThrows(WifiException.class, () -> udp.sendTo("a", "192.168.4.2", 7)));

      refusing.set(false);
      board.driver.softapInit("own", WifiSecurity.WIFI_WPA2, SECRET);
      assertTrue(isBack(board));
      server.setTimeout(1);
      assertThrows(java.net.SocketTimeoutException.class, server::accept);
      board.driver.softapOff();
      assertThrows(LinkDownException.class, board.driver::softapInfo);
    }
  }

  private static void assertTold(WifiException error) {
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("refuses to be the access point"), message);
    assertTrue(!message.contains(SECRET), message);
  }
}
