package dev.spinet.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Java in docs/clients.md is code of this module, which its tests run: every block stands in
 * one of its files, line by line.
 */
class ClientDocsTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java$\\n(.*?)^```$");

  @Test
  void showsCodeThatRuns() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "clients.md"));
    var blocks = BLOCK.matcher(page).results().map(result -> lines(result.group(1))).toList();
    assertFalse(blocks.isEmpty());
    var sources = sources();
    var strange = new ArrayList<String>();
    for (String block : blocks) {
      if (sources.stream().noneMatch(source -> source.contains(block))) {
        strange.add(block);
      }
    }
    assertEquals(List.of(), strange);
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      var sources = new ArrayList<String>();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(lines(Files.readString(file)));
      }
      return sources;
    }
  }

  /** The text without its indentation and empty lines. */
  private static String lines(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }
}
