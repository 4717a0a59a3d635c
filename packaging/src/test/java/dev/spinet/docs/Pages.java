package dev.spinet.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages that people read, and the blocks in them. */
final class Pages {

  /** Where the project is, seen from this module, in whose folder tests run. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern DIRECTIVE = Pattern.compile("<!-- test: (.*) -->");
  private static final String FENCE = "```";

  private Pages() {}

  /** All pages, by their paths from the project's folder. */
  static List<String> all() throws IOException {
    var pages = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md", "examples/README.md"));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file).toString())
          .sorted()
          .forEach(pages::add);
    }
    return pages;
  }

  static String read(String page) throws IOException {
    return Files.readString(ROOT.resolve(page));
  }

  /** The blocks of a page, in their order. */
  static List<Block> blocks(String page) throws IOException {
    return blocks(page, read(page));
  }

  static List<Block> blocks(String page, String content) {
    var blocks = new ArrayList<Block>();
    @Nullable String directive = null;
    var lines = content.lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      var line = lines.get(at);
      var said = DIRECTIVE.matcher(line.strip());
      if (said.matches()) {
        directive = said.group(1);
      } else if (line.strip().startsWith(FENCE)) {
        int fence = at;
        var text = new StringBuilder();
        for (at++; at < lines.size() && !lines.get(at).strip().equals(FENCE); at++) {
          text.append(lines.get(at)).append('\n');
        }
        if (at == lines.size()) {
          throw new IllegalArgumentException(page + ":" + (fence + 1) + " has no end");
        }
        var language = line.strip().substring(FENCE.length()).strip();
        blocks.add(new Block(page, fence + 1, language, text.toString(), directive));
        directive = null;
      } else if (!line.isBlank()) {
        if (directive != null) {
          throw new IllegalArgumentException(
              "%s:%d: nothing to test below '%s'".formatted(page, at, directive));
        }
      }
    }
    return blocks;
  }
}
