package dev.spinet.bench.nativec;

import dev.spinet.bench.process.ProcessReading;
import dev.spinet.bench.process.Processors;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the two programs while it runs: it is told its jobs line by line. */
final class Client implements AutoCloseable {

  /**
   * Gives the program the descriptor that its interrupt line will have, as a pool of lines does.
   */
  private static final List<String> WITH_SLOT =
      List.of("sh", "-c", "exec 7<\"$1\"; shift; exec \"$@\"", "sh");

  private static final String DONE = "done ";
  private static final int END_SECONDS = 20;

  private final String name;
  private final Process process;
  private final BufferedWriter jobs;
  private final BufferedReader answers;

  private Client(String name, Process process) {
    this.name = name;
    this.process = process;
    this.jobs = process.outputWriter(StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /**
   * Starts a program on the processor for what is measured, and waits until it is connected.
   *
   * @param name what it is, for messages
   * @param rig what it talks to
   * @param command the program and its options
   * @throws IOException if it does not start; what it says on standard error appears on ours
   */
  static Client start(String name, Rig rig, List<String> command) throws IOException {
    var words = new ArrayList<>(WITH_SLOT);
    words.add(rig.lineSlot().toString());
    words.addAll(Processors.pinned(rig.processors().measured(), command));
    words.addAll(rig.arguments());
    var process = new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
    var client = new Client(name, process);
    try {
      client.expect("ready");
      return client;
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The same, with every system call written to a file by {@code strace}. */
  static Client traced(String name, Rig rig, List<String> command, Path file) throws IOException {
    var words = new ArrayList<>(List.of("strace", "-f", "-qq", "-s", "16", "-o", file.toString()));
    words.addAll(command);
    return start(name, rig, words);
  }

  /**
   * Lets it do a job.
   *
   * @return how long it took by its own clock, in nanoseconds
   */
  long run(Job job, long count) throws IOException {
    jobs.write("%s %d\n".formatted(job.word(), count));
    jobs.flush();
    return Long.parseLong(expect(DONE).substring(DONE.length()));
  }

  /** What Linux says of it; between two jobs it waits for the next. */
  ProcessReading reading() throws IOException {
    return ProcessReading.of(process.pid());
  }

  private String expect(String beginning) throws IOException {
    var line = answers.readLine();
    if (line == null || !line.startsWith(beginning)) {
      throw new IOException(
          "%s %s".formatted(name, line == null ? "has ended too early" : "says: " + line));
    }
    return line;
  }

  /** Ends it, and waits for that. */
  @Override
  public void close() throws IOException {
    try {
      jobs.close();
      if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    throw new IOException(name + " did not end by itself and was killed");
  }
}
