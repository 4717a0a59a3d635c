package dev.spinet.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the two sides of a measurement run: what is measured on one processor, all that it talks to
 * on another, so that neither takes time from the other.
 *
 * @param measured number of the processor of what is measured
 * @param others number of the processor of the rest; the same on a machine with only one
 */
public record Processors(int measured, int others) {

  private static final String ALLOWED = "Cpus_allowed_list:";

  /**
   * Chooses the first two processors that this process may run on.
   *
   * @return the choice
   * @throws IOException if Linux does not tell which those are
   */
  public static Processors choose() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(ALLOWED)) {
        var allowed = parse(line.substring(ALLOWED.length()).strip());
        return new Processors(allowed.getFirst(), allowed.get(Math.min(1, allowed.size() - 1)));
      }
    }
    throw new IOException("/proc/self/status does not say which processors may be used");
  }

  /** Reads a list such as {@code 0-3,8}. */
  static List<Integer> parse(String list) {
    var numbers = new ArrayList<Integer>();
    for (var range : list.split(",", -1)) {
      var ends = range.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /**
   * Puts words before a command that make it run on one processor only.
   *
   * @param processor its number
   * @param command the command
   * @return the longer command
   */
  public static List<String> pinned(int processor, List<String> command) {
    var words = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
    words.addAll(command);
    return words;
  }

  /**
   * Moves all threads of a process to one processor.
   *
   * @param process the process
   * @param processor its number
   * @throws IOException if that fails; the message is that of {@code taskset}
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static void pin(ProcessHandle process, int processor)
      throws IOException, InterruptedException {
    var taskset =
        new ProcessBuilder(
                "taskset",
                "-a",
                "-p",
                "-c",
                Integer.toString(processor),
                Long.toString(process.pid()))
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    var said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (taskset.waitFor() != 0) {
      throw new IOException("cannot pin a process to a processor: " + said.strip());
    }
  }
}
