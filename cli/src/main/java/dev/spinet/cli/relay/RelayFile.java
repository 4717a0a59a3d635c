package dev.spinet.cli.relay;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.Timeout;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.TypeConversionException;

/**
 * A file that says what to pass on, a word and its value in each line:
 *
 * <pre>
 * device  w5500:/dev/spidev0.0?int=/dev/gpiochip0:25
 * forward 8080=192.168.1.10:80        # a port of the board leads to a host behind the chip
 * reverse 80=127.0.0.1:8000           # a port of the chip leads to a service of the board
 * socks   127.0.0.1:1080
 * allow   192.168.0.0/24
 * connections 6
 * idle    10min
 * </pre>
 */
final class RelayFile {

  private static final int MOST_BYTES = 1 << 20;

  private final RelayPlanBuilder plan;

  RelayFile(RelayPlanBuilder plan) {
    this.plan = plan;
  }

  /**
   * Reads a file.
   *
   * @throws UsageException if it cannot be read, or a line is not understood
   */
  void read(String path) throws UsageException {
    int number = 0;
    for (var line : lines(path)) {
      number++;
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      var text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!text.isEmpty()) {
        try {
          take(text);
        } catch (IllegalArgumentException | TypeConversionException e) {
          throw new UsageException("%s, line %d: %s".formatted(path, number, e.getMessage()), e);
        }
      }
    }
  }

  private void take(String text) {
    var words = text.split("\\s+", 2);
    var value = words.length < 2 ? "" : words[1].strip();
    Consumer<String> setting =
        switch (words[0]) {
          case "device" -> plan::device;
          case "forward" -> plan::forward;
          case "reverse" -> plan::reverse;
          case "socks" -> plan::socks;
          case "allow" -> plan::allow;
          case "connections" -> plan::connections;
          case "idle" -> idle -> plan.idle(new Timeout.Converter().convert(idle).duration());
          default ->
              throw new IllegalArgumentException(
                  "'%s' is not known; there are device, forward, reverse, socks, allow, connections and idle"
                      .formatted(words[0]));
        };
    if (value.isEmpty()) {
      throw new IllegalArgumentException("behind '%s' a value is missing".formatted(words[0]));
    }
    setting.accept(value);
  }

  private static List<String> lines(String path) throws UsageException {
    try {
      var file = Path.of(path);
      if (Files.size(file) > MOST_BYTES) {
        throw new UsageException("'%s' is too long for a configuration".formatted(path));
      }
      return new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is not a path".formatted(path), e);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file '%s'".formatted(path), e);
    } catch (AccessDeniedException e) {
      throw new UsageException("the file '%s' must not be read".formatted(path), e);
    } catch (MalformedInputException e) {
      throw new UsageException("'%s' is not a text in UTF-8".formatted(path), e);
    } catch (IOException e) {
      throw new UsageException("cannot read '%s': %s".formatted(path, e.getMessage()), e);
    }
  }
}
