package dev.spinet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

  private static final long MIB = 1 << 20;

  private long now;

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** What a terminal showed, one line per drawing. */
  private static List<String> drawn(Captured terminal) {
    return Arrays.stream(terminal.err().split("\r\033\\[K", -1)).skip(1).toList();
  }

  @Test
  void barShowsHowFarItHasCome() {
    Captured terminal = Captured.terminal(80);
    try (var bar = new ProgressBar(terminal.terminal(), "Download", 8 * MIB, () -> now)) {
      pass(1000);
      bar.update(2 * MIB);
    }
    assertEquals(
        List.of(
            "Download  ▕██████·······················▏   25 %  2.0 MiB of 8.0 MiB  2.0 MiB/s"
                + "  3.0 s left",
            ""),
        widened(drawn(terminal)));
  }

  /** The width of the bar depends on the text; what is tested here is the rest. */
  private static List<String> widened(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll("▕█+·+▏", "▕██████·······················▏"))
        .toList();
  }

  @Test
  void barIsRedrawnTenTimesASecondAtMost() {
    Captured terminal = Captured.terminal(80);
    var bar = new ProgressBar(terminal.terminal(), "Download", 1000, () -> now);
    for (int i = 0; i < 1000; i++) {
      pass(1);
      bar.update(i);
    }
    assertEquals(10, drawn(terminal).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 30, 40, 50, 60, 79, 80, 81, 120, 300})
  void barNeverReachesTheLastColumn(int columns) {
    for (Captured terminal : List.of(Captured.terminal(columns), Captured.asciiTerminal(columns))) {
      for (long done : new long[] {0, 1, 4 * MIB, 8 * MIB - 1, 8 * MIB}) {
        var bar = new ProgressBar(terminal.terminal(), "Download", 8 * MIB, () -> now);
        pass(12_345);
        bar.update(done);
      }
      for (String line : drawn(terminal)) {
        assertTrue(line.length() < columns, line);
      }
    }
  }

  @Test
  void barIsPlainWhereCharactersAre() {
    Captured terminal = Captured.asciiTerminal(60);
    var bar = new ProgressBar(terminal.terminal(), "Download", 100, () -> now);
    pass(1000);
    bar.update(50);
    String line = drawn(terminal).getFirst();
    assertTrue(line.matches("Download  \\[#+\\.+\\]   50 %.*"), line);
  }

  @Test
  void barLeavesNothingBehindAndNothingIfItNeverWas() {
    Captured terminal = Captured.terminal(80);
    new ProgressBar(terminal.terminal(), "Download", 100, () -> now).close();
    assertEquals("", terminal.err());
    var bar = new ProgressBar(terminal.terminal(), "Download", 100, () -> now);
    bar.update(1);
    bar.close();
    bar.close();
    assertEquals("", drawn(terminal).getLast());
    assertEquals(2, drawn(terminal).size());
  }

  @Test
  void linesAreFew() {
    Captured pipe = Captured.pipe();
    var lines = new ProgressLines(pipe.terminal().err(), "Download", 1000, () -> now);
    for (int i = 0; i <= 1000; i++) {
      pass(1);
      lines.update(i);
    }
    assertEquals(
        List.of(
            "Download: 25 %, 250 B at 998 B/s".replace("998", "996"),
            "Download: 50 %, 500 B at 998 B/s",
            "Download: 75 %, 750 B at 999 B/s"),
        pipe.err().lines().toList());
  }

  @Test
  void linesComeInTimeWhenItIsSlow() {
    Captured pipe = Captured.pipe();
    var lines = new ProgressLines(pipe.terminal().err(), "Download", 1_000_000, () -> now);
    for (int i = 0; i < 61; i++) {
      pass(1000);
      lines.update(i);
    }
    assertEquals(2, pipe.err().lines().count(), pipe.err());
  }

  @Test
  void choosesWhatFits() {
    assertTrue(Progress.of(Captured.terminal(80).terminal(), "x", 1, true) instanceof ProgressBar);
    assertTrue(Progress.of(Captured.pipe().terminal(), "x", 1, false) instanceof ProgressLines);
    assertTrue(Progress.of(Captured.pipe().terminal(), "x", 1, true) instanceof Progress.None);
  }
}
