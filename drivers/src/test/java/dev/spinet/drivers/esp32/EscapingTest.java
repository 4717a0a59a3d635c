package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords reach the module as they are, whatever characters they are made of. */
@Timeout(60)
final class EscapingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LONGEST_NAME = 32;
  private static final int SHORTEST_PASSWORD = 8;
  private static final int LONGEST_PASSWORD = 63;
  private static final int KEY_DIGITS = 64;
  private static final int BYTES = 256;
  private static final char FIRST_PRINTABLE = ' ';
  private static final char LAST_PRINTABLE = '~';

  private static void assertJoins(ModuleBoard board, String name, String password)
      throws IOException {
    assertJoins(board, AccessPoint.of(name, password), name.getBytes(UTF_8), password);
  }

  /** Joins with this password, hears that name, and does not join with almost the password. */
  private static void assertJoins(
      ModuleBoard board, AccessPoint accessPoint, byte[] name, String password) throws IOException {
    board.radio.add(accessPoint, board.lan);
    board.driver.link(new WifiNetwork(name, WifiSecurity.WIFI_WPA2, password), PATIENCE);
    var found = board.driver.scan();
    assertEquals(1, found.size());
    assertArrayEquals(name, found.getFirst().ssid());
    board.driver.unlink();
    var first = password.charAt(0) == '0' ? "1" : "0";
    var wrong = new WifiNetwork(name, WifiSecurity.WIFI_WPA2, first + password.substring(1));
    assertThrows(WrongPasswordException.class, () -> board.driver.link(wrong, PATIENCE));
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

  @Test
  void everyByteOfAName() throws Exception {
    try (var board = alone()) {
      for (int octet = 1; octet < BYTES; octet++) {
        if (octet != '\r' && octet != '\n') {
          var name = new byte[] {'n', (byte) octet, 'm', (byte) octet};
          var accessPoint =
              AccessPoint.of("n", "passwörd,\"\\").withSsid(new String(name, ISO_8859_1));
          assertJoins(board, accessPoint, name, "passwörd,\"\\");
        }
      }
    }
  }

  /** They would end the command: what follows would be another one. */
  @ParameterizedTest
  @ValueSource(chars = {0, '\r', '\n'})
  void bytesThatNoCommandCanHoldAreRefused(char octet) throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      for (var text : List.of(octet + "AT+RST", "corn-flower" + octet, octet + "corn-flower")) {
        var name = WifiNetwork.of(text, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD);
        assertThrows(IllegalArgumentException.class, () -> board.driver.link(name, PATIENCE));
      }
      var secret =
          WifiNetwork.of(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, "corn" + octet + "flower");
      var error =
          assertThrows(IllegalArgumentException.class, () -> board.driver.link(secret, PATIENCE));
      assertFalse(String.valueOf(error.getMessage()).contains("flower"), error.getMessage());
      board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD);
    }
  }

  @Test
  void passwordsOfEveryLength() throws Exception {
    try (var board = alone()) {
      var random = new Random(23);
      for (int length = SHORTEST_PASSWORD; length <= LONGEST_PASSWORD; length++) {
        assertJoins(board, "home", text(random, length));
      }
      // The longest command there is.
      assertJoins(board, ",".repeat(LONGEST_NAME), "\"".repeat(LONGEST_PASSWORD));
    }
  }

  /** Instead of a password, the key that is made of one (IEEE 802.11, annex J.4). */
  @Test
  void aKeyOfHexadecimalDigits() throws Exception {
    try (var board = alone()) {
      assertJoins(board, "home", "0123456789abcdefFEDCBA9876543210".repeat(2));
      assertThrows(
          IllegalArgumentException.class,
          () -> WifiNetwork.of("home", WifiSecurity.WIFI_WPA2, "0".repeat(KEY_DIGITS + 1)));
    }
  }
}
