package dev.spinet.bindings.generated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nothing in our headers is left out of the bindings by oversight. */
class CoverageTest {
  private static final Pattern MACRO =
      Pattern.compile("^#define ((?:W5500|ESP_AT|SPINET)_\\w+)", Pattern.MULTILINE);
  private static final Pattern STRUCT =
      Pattern.compile("^struct (w5500_\\w+) \\{", Pattern.MULTILINE);

  /** Macros without a constant, and why. */
  private static final Map<String, String> UNBOUND =
      Map.of(
          "SPINET_W5500_H", "include guard",
          "SPINET_LINUX_IO_H", "include guard",
          "SPINET_ESP_AT_H", "include guard",
          "W5500_BSB_SOCKET_REGISTER", "takes an argument: Block.socketRegister",
          "W5500_BSB_SOCKET_TX", "takes an argument: Block.txBuffer",
          "W5500_BSB_SOCKET_RX", "takes an argument: Block.rxBuffer",
          "W5500_CONTROL", "takes arguments: ControlByte");

  @Test
  void everyMacroIsBoundOrListed() throws Exception {
    var expected = new TreeSet<>(UNBOUND.keySet());
    var defined = new TreeSet<String>();
    for (var generated : GeneratedClasses.ALL) {
      expected.addAll(generated.constants().keySet().stream().filter(this::isOurs).toList());
      var header = GeneratedClasses.INCLUDE.resolve("spinet/" + generated.header());
      var macros = MACRO.matcher(Compiler.NATIVE.run("-E", "-dM", "-x", "c", header.toString()));
      while (macros.find()) {
        defined.add(macros.group(1));
      }
    }
    assertTrue(defined.size() > UNBOUND.size(), "the compiler lists no macros");
    assertEquals(defined, expected, "macros of the headers, and what is bound or listed");
  }

  @Test
  void everyStructIsBound() throws Exception {
    var header = GeneratedClasses.INCLUDE.resolve("spinet/" + GeneratedClasses.W5500.header());
    var declared = new TreeSet<String>();
    var structs = STRUCT.matcher(Files.readString(header));
    while (structs.find()) {
      declared.add(structs.group(1));
    }
    assertEquals(declared, GeneratedClasses.W5500.structs().keySet());
  }

  private boolean isOurs(String name) {
    return name.startsWith("W5500_") || name.startsWith("ESP_AT_") || name.startsWith("SPINET_");
  }
}
