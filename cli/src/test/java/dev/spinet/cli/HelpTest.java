package dev.spinet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.device.Devices;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The help of each command. */
final class HelpTest {

  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z][a-z0-9-]+) +[A-Z]");

  private static String help(String command) {
    var pipe = Captured.pipe();
    assertEquals(0, pipe.run(Devices::open, (command + " --help").strip().split(" ")), pipe.err());
    return pipe.out();
  }

  private static List<String> named(String command, String heading) {
    String help = help(command);
    return COMMAND
        .matcher(help.substring(help.indexOf(heading)))
        .results()
        .map(match -> (command + " " + match.group(1)).strip())
        .toList();
  }

  static Stream<String> commands() {
    return Stream.of(List.of(""), named("", "Commands:"), named("sim", "Chips:"))
        .flatMap(List::stream);
  }

  @Test
  void namesAllCommands() {
    assertEquals(
        "bench completion demo doctor forward get info link nc ping resolve scan service sim socks"
            + " stat trace",
        named("", "Commands:").stream().sorted().collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fitsIntoEightyColumnsAndHasTheExitCodes(String command) {
    String help = help(command);
    assertEquals(List.of(), help.lines().filter(line -> line.length() > 80).toList());
    assertTrue(help.contains("Exit codes:"), help);
    assertTrue(help.contains("130"), help);
  }
}
