package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WrongPasswordException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and passwords reach the module as they are, whatever characters they are made of. */
@Timeout(60)
final class EscapingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LONGEST_NAME = 32;
  private static final int SHORTEST_PASSWORD = 8;
  private static final int LONGEST_PASSWORD = 63;
  private static final char FIRST_PRINTABLE = ' ';
  private static final char LAST_PRINTABLE = '~';

  private static void assertJoins(ModuleBoard board, String name, String password)
      throws IOException {
    var accessPoint = AccessPoint.of(name, password);
    board.radio.add(accessPoint, board.lan);
    var network = WifiNetwork.of(name, WifiSecurity.WIFI_WPA2, password);
    board.driver.link(network, PATIENCE);
    assertEquals(
        List.of(name),
        board.driver.scan().stream().map(found -> new String(found.ssid(), UTF_8)).toList());
    board.driver.unlink();
    var wrong = (password.charAt(0) == 'x' ? 'y' : 'x') + password.substring(1);
    assertThrows(
        WrongPasswordException.class,
        () -> board.driver.link(name, WifiSecurity.WIFI_WPA2, wrong),
        name);
    board.radio.remove(accessPoint);
  }

  private static ModuleBoard alone() throws IOException {
    var board = ModuleBoard.builder().linked(false).build();
    board.radio.remove(board.accessPoint);
    return board;
  }

  @Test
  void everyPrintableCharacterInEveryPlace() throws Exception {
    try (var board = alone()) {
      for (char c = FIRST_PRINTABLE; c <= LAST_PRINTABLE; c++) {
        assertJoins(board, c + "n" + c + c + "n" + c, c + "passw" + c + c + "ord" + c);
      }
    }
  }

  @Test
  void namesAndPasswordsOfEveryLength() throws Exception {
    try (var board = alone()) {
      var random = new Random(17);
      for (int length = 1; length <= LONGEST_NAME; length++) {
        int secret = Math.min(LONGEST_PASSWORD, SHORTEST_PASSWORD - 2 + 2 * length);
        assertJoins(board, text(random, length), text(random, secret));
      }
    }
  }

  private static String text(Random random, int length) {
    var special = ",\"\\ =()+:;'";
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextBoolean()
              ? special.charAt(random.nextInt(special.length()))
              : (char) random.nextInt(FIRST_PRINTABLE, LAST_PRINTABLE + 1));
    }
    return text.toString();
  }

  @Test
  void namesBeyondAscii() throws Exception {
    try (var board = alone()) {
      for (var name : List.of("Café, \"Zum Bären\"", "日本語\\", "Ωμέγα,", "🛜\"")) {
        assertJoins(board, name, "password\\\",");
      }
    }
  }
}
