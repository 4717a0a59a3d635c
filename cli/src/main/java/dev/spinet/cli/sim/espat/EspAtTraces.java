package dev.spinet.cli.sim.espat;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.sim.TraceFile;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.trace.AtTrace;
import dev.spinet.simulator.trace.CaptureTime;
import dev.spinet.simulator.trace.PcapFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What is written about a module while it runs. Files are flushed several times a second. */
final class EspAtTraces implements AutoCloseable {

  private static final long FLUSH_MILLIS = 200;
  private static final long JOIN_MILLIS = 2_000;

  private final List<TraceFile> files = new ArrayList<>();
  private final Thread flusher =
      Thread.ofPlatform().daemon().name("spinet-trace-flush").unstarted(this::flush);

  private EspAtTraces() {}

  /**
   * Opens them.
   *
   * @param names as the user has written them; "-" is standard output
   */
  static EspAtTraces open(List<String> names, EspAtLan lan, Terminal terminal)
      throws IOException, UsageException {
    var traces = new EspAtTraces();
    try {
      for (String name : names) {
        traces.add(name, lan, terminal);
      }
    } catch (IOException | UsageException e) {
      traces.files.forEach(TraceFile::close);
      throw e;
    }
    traces.flusher.start();
    return traces;
  }

  private void add(String name, EspAtLan lan, Terminal terminal)
      throws IOException, UsageException {
    if (name.equals("-")) {
      lan.module()
          .listen(
              new AtTrace(
                  line -> {
                    terminal.out().println(line);
                    terminal.out().flush();
                  },
                  lan.clock()::nanoTime));
      return;
    }
    var file = TraceFile.create(path(name), terminal.err());
    files.add(file);
    if (name.toLowerCase(Locale.ROOT).endsWith(".pcap")) {
      lan.lan().listen(new PcapFile(file, new CaptureTime(lan.clock()::nanoTime, Instant.now())));
    } else {
      lan.module()
          .listen(
              new AtTrace(
                  line -> file.write((line + "\n").getBytes(StandardCharsets.UTF_8)),
                  lan.clock()::nanoTime));
    }
  }

  private static Path path(String name) throws UsageException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException("--trace: '%s' cannot be a path".formatted(name));
    }
  }

  private void flush() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(FLUSH_MILLIS);
        files.forEach(TraceFile::flush);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread.
    }
  }

  @Override
  public void close() {
    flusher.interrupt();
    try {
      flusher.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.forEach(TraceFile::close);
  }
}
