package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A module that says that it is busy, and does what it was told all the same. */
@Timeout(60)
final class BusyModuleTest {

  private static final String BUSY = "\r\nbusy p...\r\n";

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<String> result = new ArrayList<>();
  private @Nullable HeldLink held;

  private HeldLink wires() {
    return Objects.requireNonNull(held);
  }

  private ModuleBoard board(boolean linked) throws Exception {
    return ModuleBoard.builder().linked(linked).wires(link -> held = new HeldLink(link)).build();
  }

  /** The module takes a command, and its result is held back until the next words of the driver. */
  private void disturb(String command) {
    wires()
        .before(text -> {
          written.add(text);
          if (text.startsWith(command) && result.isEmpty()) {
            wires().pass(text);
            wires().await("\r\nOK\r\n");
            result.add(wires().take());
            wires().say(BUSY);
            return false;
          }
          if (result.size() == 1) {
            wires().say(result.getFirst());
            result.add("");
          }
          return true;
        });
  }

  private long count(String command) {
    return written.stream().filter(text -> text.startsWith(command)).count();
  }

  @Test
  void opensAConnectionOnce() throws Exception {
    try (var board = board(true);
        var elsewhere = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver);
        var other = new Socket(board.driver)) {
      disturb("AT+CIPSTART=");
      socket.setTimeout(20_000);
      socket.connect("10.0.2.2", elsewhere.getLocalPort());
      wires().throwFailure();
      assertEquals(1, count("AT+CIPSTART="), written.toString());
      other.setTimeout(20_000);
      other.connect("10.0.2.2", elsewhere.getLocalPort());
      try (var first = elsewhere.accept();
          var second = elsewhere.accept()) {
        ReusedLinks.converse(socket, first);
        ReusedLinks.converse(other, second);
      }
      assertEquals(2, count("AT+CIPSTART="), written.toString());
    }
  }

  @Test
  void joinsANetworkOnce() throws Exception {
    try (var board = board(false)) {
      disturb("AT+CWJAP=");
      board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD);
      wires().throwFailure();
      assertEquals(1, count("AT+CWJAP="));
      assertTrue(board.driver.isLinked());
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
    }
  }

  /** The module throws the command away, and then tells the result of something before it. */
  @Test
  void aResultOfSomethingElseMakesNoConnection() throws Exception {
    try (var board = board(true);
        var elsewhere = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      elsewhere.setSoTimeout(20_000);
      wires()
          .before(text -> {
            written.add(text);
            boolean first = text.startsWith("AT+CIPSTART=") && count("AT+CIPSTART=") == 1;
            if (first) {
              wires().say(BUSY + "\r\nOK\r\n");
            }
            return !first;
          });
      socket.setTimeout(20_000);
      socket.connect("10.0.2.2", elsewhere.getLocalPort());
      try (var peer = elsewhere.accept()) {
        ReusedLinks.converse(socket, peer);
      }
      assertEquals(2, count("AT+CIPSTART="), written.toString());
    }
  }
}
