package dev.spinet.cli.sim;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where the lines of a trace go. A file that takes no more is complained about once. */
final class TraceOutput implements Consumer<String>, Closeable {

  private final Writer writer;
  private final Path path;
  private final PrintStream err;
  private boolean failed;
  private boolean closed;

  private TraceOutput(Writer writer, Path path, PrintStream err) {
    this.writer = writer;
    this.path = path;
    this.err = err;
  }

  static TraceOutput to(Path path, PrintStream err) throws IOException {
    try {
      return new TraceOutput(Files.newBufferedWriter(path, StandardCharsets.UTF_8), path, err);
    } catch (IOException e) {
      throw new IOException("cannot write the trace to " + path + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
  }

  @Override
  public synchronized void accept(String line) {
    if (failed || closed) {
      return;
    }
    try {
      writer.write(line);
      writer.write('\n');
      // A trace is read while it grows.
      writer.flush();
    } catch (IOException e) {
      failed = true;
      err.println("spinet: the trace ends here: " + path + " takes no more: " + e.getMessage());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    try {
      writer.close();
    } catch (IOException e) {
      if (!failed) {
        throw e;
      }
    }
  }
}
