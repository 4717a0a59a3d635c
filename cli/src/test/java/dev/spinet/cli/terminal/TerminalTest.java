package dev.spinet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static Terminal terminal(String terminals, Map<String, String> environment) {
    return terminal(terminals, environment, StandardCharsets.UTF_8);
  }

  private static Terminal terminal(
      String terminals, Map<String, String> environment, Charset charset) {
    var stream = new PrintStream(new ByteArrayOutputStream(), true, charset);
    return Terminal.of(stream, stream, terminals, environment);
  }

  @Test
  void knowsEachStream() {
    Terminal piped = terminal("02", Map.of("TERM", "xterm"));
    assertFalse(piped.outIsTerminal());
    assertTrue(piped.errIsTerminal());
    assertEquals("text", piped.bold("text"));
    Terminal terminal = terminal("012", Map.of("TERM", "xterm"));
    assertTrue(terminal.outIsTerminal());
    assertEquals("\033[1mtext\033[0m", terminal.bold("text"));
  }

  @Test
  void usesNoSequencesOnADumbTerminal() {
    for (Map<String, String> environment :
        List.of(Map.of("TERM", "dumb"), Map.<String, String>of())) {
      Terminal dumb = terminal("012", environment);
      assertFalse(dumb.outIsTerminal());
      assertFalse(dumb.errIsTerminal());
      assertEquals("text", dumb.good("text"));
    }
  }

  @Test
  void usesNoColoursWhereTheyAreNotWanted() {
    Terminal plain = terminal("012", Map.of("TERM", "xterm", "NO_COLOR", "1"));
    assertTrue(plain.outIsTerminal());
    assertEquals("text", plain.good("text"));
    Terminal empty = terminal("012", Map.of("TERM", "xterm", "NO_COLOR", ""));
    assertEquals("\033[32mtext\033[0m", empty.good("text"));
  }

  @Test
  void staysWithinTheEncoding() {
    assertTrue(terminal("", Map.of()).unicode());
    assertFalse(terminal("", Map.of(), StandardCharsets.US_ASCII).unicode());
    assertFalse(terminal("", Map.of(), StandardCharsets.ISO_8859_1).unicode());
  }

  @Test
  void hasAWidthWhateverIsSaid() {
    for (int said : new int[] {-1, 0, 1, 80, 1000}) {
      var stream = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
      var terminal = new Terminal(stream, stream, true, true, true, true, () -> said);
      assertEquals(said <= 0 ? Terminal.DEFAULT_COLUMNS : Math.max(said, 10), terminal.columns());
    }
  }

  @Test
  void tableAlignsNumbersToTheRight() {
    var table =
        new Table().row("", "frames", "bytes").row("echo", "12", "1,234").row("x", "1", "-");
    assertEquals(
        List.of("      frames  bytes", "echo      12  1,234", "x          1      -"),
        table.lines(2));
    assertThrows(IllegalArgumentException.class, () -> table.row("too", "short"));
  }
}
