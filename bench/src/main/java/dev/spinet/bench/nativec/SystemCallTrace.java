package dev.spinet.bench.nativec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts system calls in what {@code strace -f -o FILE} has written. */
final class SystemCallTrace {

  /** A process number, and a call that begins; one that goes on has angle brackets there. */
  private static final Pattern CALL = Pattern.compile("^(?:\\d+ +)?([a-z0-9_]+)\\((.*)$");

  private static final String ANSWER = "write";
  private static final String ANSWER_TEXT = "1, \"done ";
  private static final String QUESTION = "read";
  private static final String QUESTION_START = "0, ";

  private SystemCallTrace() {}

  /**
   * The calls of the last job: between the last two answers, without the reading of the question.
   *
   * @param trace the file
   * @return how often each call was made
   * @throws IOException if the file has not two answers in it
   */
  static Map<String, Long> lastJob(Path trace) throws IOException {
    Map<String, Long> last = Map.of();
    var counts = new TreeMap<String, Long>();
    int answers = 0;
    try (var lines = Files.newBufferedReader(trace)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var call = CALL.matcher(line);
        if (!call.matches()) {
          continue;
        }
        var name = call.group(1);
        var rest = call.group(2);
        if (name.equals(ANSWER) && rest.startsWith(ANSWER_TEXT)) {
          answers++;
          last = Map.copyOf(counts);
          counts.clear();
        } else if (!(name.equals(QUESTION) && rest.startsWith(QUESTION_START))) {
          counts.merge(name, 1L, Long::sum);
        }
      }
    }
    if (answers < 2) {
      throw new IOException(trace.getFileName() + " does not show two jobs");
    }
    return new TreeMap<>(last);
  }
}
