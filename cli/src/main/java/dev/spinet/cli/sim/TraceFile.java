package dev.spinet.cli.sim;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The file of a trace. It never throws while it is written: a file that takes no more is complained
 * about once, and the simulation goes on. What is written stays in memory until {@link #flush}.
 */
public final class TraceFile extends OutputStream {

  private static final int BUFFER_SIZE = 1 << 16;

  private final OutputStream file;
  private final Path path;
  private final PrintStream err;
  private boolean unflushed;
  private boolean failed;
  private boolean closed;

  private TraceFile(OutputStream file, Path path, PrintStream err) {
    this.file = file;
    this.path = path;
    this.err = err;
  }

  /**
   * Creates or empties it.
   *
   * @param path the file
   * @param err where it is said that it takes no more
   * @return the file, open
   * @throws IOException if it cannot be written; the message says why
   */
  public static TraceFile create(Path path, PrintStream err) throws IOException {
    try {
      var file = new BufferedOutputStream(Files.newOutputStream(path), BUFFER_SIZE);
      return new TraceFile(file, path, err);
    } catch (IOException e) {
      throw new IOException("cannot write the trace to " + path + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such directory";
      case AccessDeniedException _ -> "this user may not write there";
      case FileSystemException failure ->
          Objects.requireNonNullElse(failure.getReason(), failure.toString());
      default -> e.toString();
    };
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (failed || closed) {
      return;
    }
    try {
      file.write(bytes, offset, length);
      unflushed = true;
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Writes what is still in memory, so that it can be read by others. */
  @Override
  public synchronized void flush() {
    if (!unflushed || failed || closed) {
      return;
    }
    try {
      unflushed = false;
      file.flush();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    failed = true;
    err.println("spinet: the trace ends here: " + path + " takes no more: " + e.getMessage());
  }

  @Override
  public synchronized void close() {
    flush();
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      if (!failed) {
        fail(e);
      }
    }
  }
}
