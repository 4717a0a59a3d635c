package dev.spinet.bindings.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EspAtNamesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/spinet/bindings/espat");

  @Test
  void everyNumberOfTheHeaderHasANameInJava() throws Exception {
    var declared = new TreeSet<String>();
    for (var method : EspAtConstants.class.getMethods()) {
      if (method.getName().startsWith("ESP_AT_")) {
        declared.add(method.getName());
      }
    }
    assertFalse(declared.isEmpty(), "no constant was generated");
    var used = new TreeSet<String>();
    var constant = Pattern.compile("EspAtConstants\\s*\\.(ESP_AT_\\w+)\\(\\)");
    try (var files = Files.list(SOURCES)) {
      for (var file : files.toList()) {
        var matcher = constant.matcher(Files.readString(file));
        while (matcher.find()) {
          used.add(matcher.group(1));
        }
      }
    }
    assertEquals(declared, used);
  }

  @Test
  void codesAreFoundAgainAndDiffer() {
    for (var value : Encryption.values()) {
      assertEquals(Optional.of(value), Encryption.of(value.code()));
    }
    for (var value : ErrorCause.values()) {
      assertEquals(Optional.of(value), ErrorCause.of(value.code()));
    }
    for (var value : JoinError.values()) {
      assertEquals(Optional.of(value), JoinError.of(value.code()));
    }
    assertEquals(Optional.empty(), JoinError.of(0));
    var codes = new ArrayList<Integer>();
    Arrays.stream(StationState.values()).forEach(state -> codes.add(state.code()));
    assertEquals(java.util.List.of(0, 1, 2, 3, 4), codes);
  }

  @Test
  void anErrorCodeIsTakenApart() {
    var unsupported = ErrorCode.of(0x0109_0000).orElseThrow();
    assertEquals(Optional.of(ErrorCause.UNSUPPORTED), unsupported.cause());
    assertEquals(ErrorCode.of(ErrorCause.UNSUPPORTED), unsupported);
    assertEquals(0x010B_0000, ErrorCode.of(ErrorCause.BUSY).value());
    assertEquals(0x1234, ErrorCode.of(0x0107_1234).orElseThrow().extension());
    assertTrue(ErrorCode.of(0x0209_0000).isEmpty());
    assertTrue(ErrorCode.of(0x01FF_0000).orElseThrow().cause().isEmpty());
  }
}
