package dev.spinet.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.Tool;
import dev.spinet.cli.device.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a real bash, asked as bash itself asks it when somebody presses TAB. */
class CompletionTest {

  @TempDir Path temporary;
  private Path script;

  @BeforeEach
  void write() throws Exception {
    var pipe = Captured.pipe();
    assertEquals(0, pipe.run(Devices::open, "completion"), pipe.err());
    assertEquals("", pipe.err());
    script = Files.writeString(temporary.resolve("spinet"), pipe.out());
  }

  /** What bash offers for the last of some words. */
  private List<String> offers(String... words) throws Exception {
    var ask =
        """
        set -eu
        source "$1"
        shift
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        COMP_LINE="$*"
        COMP_POINT=${#COMP_LINE}
        function=$(complete -p spinet | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        set +eu
        "$function" spinet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    var command = new String[words.length + 5];
    command[0] = "bash";
    command[1] = "-c";
    command[2] = ask;
    command[3] = "bash";
    command[4] = script.toString();
    System.arraycopy(words, 0, command, 5, words.length);
    return Tool.run(temporary, command).stream()
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Test
  void isRegisteredForTheCommand() throws Exception {
    var said = Tool.run(temporary, "bash", "-c", "source '" + script + "'; complete -p spinet");
    assertTrue(said.getFirst().startsWith("complete "), said.toString());
    assertTrue(said.getFirst().endsWith(" spinet"), said.toString());
  }

  @Test
  void completesCommands() throws Exception {
    assertEquals(List.of("forward"), offers("spinet", "forw"));
    assertTrue(offers("spinet", "").containsAll(List.of("demo", "sim", "bench", "socks")));
    assertEquals(List.of("w5500"), offers("spinet", "sim", "w5"));
  }

  @Test
  void completesOptions() throws Exception {
    assertEquals(List.of("--device"), offers("spinet", "demo", "--dev"));
    assertTrue(offers("spinet", "sim", "w5500", "--").contains("--speed-model"));
  }

  @Test
  void completesValuesOfWhichThereIsAChoice() throws Exception {
    assertTrue(offers("spinet", "sim", "w5500", "--net", "").contains("LAN"));
  }
}
