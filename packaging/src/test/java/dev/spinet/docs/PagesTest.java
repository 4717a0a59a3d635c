package dev.spinet.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PagesTest {

  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|src(?:set)?=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void findsBlocksAndWhatIsSaidAboveThem() {
    var blocks =
        Pages.blocks(
            "a.md", "text\n\n<!-- test: given eth -->\n\n```java\nint a;\n```\n```\nx\n```\n");
    assertAll(
        () -> assertEquals(2, blocks.size()),
        () -> assertEquals("eth", blocks.getFirst().directive("given")),
        () -> assertEquals("int a;\n", blocks.getFirst().text()),
        () -> assertEquals(5, blocks.getFirst().line()),
        () -> assertEquals("", blocks.getLast().language()),
        () -> assertEquals(null, blocks.getLast().directive()));
  }

  @Test
  void aDirectiveBelongsToABlock() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Pages.blocks("a.md", "<!-- test: given eth -->\ntext\n"));
  }

  @Test
  void theListOfWhatIsNotRunNamesBlocksAndReasons() {
    var list = NotRun.of("| [a.md](a.md) | `sudo reboot` | hardware |\n| b.md | `x` | y |\n");
    var block = new Block("a.md", 1, "sh", "sudo reboot now\n", null);
    assertAll(
        () -> assertEquals(Optional.of("hardware"), list.reason(block)),
        () -> assertEquals(List.of("b.md: x"), list.stale()));
  }

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    var broken = new ArrayList<String>();
    for (var page : Pages.all()) {
      var content = Pages.read(page).replaceAll("(?ms)^```.*?^```$", "");
      var links = LINK.matcher(content);
      while (links.find()) {
        var link = links.group(1) == null ? links.group(2) : links.group(1);
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static boolean leadsSomewhere(String page, String link) throws Exception {
    var parts = URLDecoder.decode(link, StandardCharsets.UTF_8).split("#", 2);
    var from = Pages.ROOT.resolve(page);
    var target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || HEADING
            .matcher(Files.readString(target))
            .results()
            .map(heading -> anchor(heading.group(1)))
            .anyMatch(parts[1]::equals);
  }

  /** As GitHub makes anchors of headings. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  /** {@code ./spinet} builds the command and not the jar; the stage of the pages has both. */
  @Test
  void theFirstStepsTakeNothingThatTheyHaveNotBuilt() throws Exception {
    var others =
        Pages.blocks("docs/start.md").stream()
            .filter(block -> block.text().contains("packaging/"))
            .toList();
    assertEquals(List.of(), others);
  }

  @Test
  void theIndexNamesEveryPage() throws Exception {
    var index = Pages.read("docs/README.md");
    var missing = new ArrayList<String>();
    for (var page : Pages.all()) {
      var name = page.replaceFirst("^docs/", "");
      if (page.startsWith("docs/") && !name.equals("README.md") && !index.contains("(" + name)) {
        missing.add(name);
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(index.length() > 500);
  }
}
