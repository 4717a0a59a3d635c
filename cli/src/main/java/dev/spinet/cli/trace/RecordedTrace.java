package dev.spinet.cli.trace;

import dev.spinet.cli.exit.UsageException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A trace in a file: text, a recording of the wires, or a capture of the network. */
final class RecordedTrace {

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 14;
  private static final int MAGIC_BYTES = 4;

  private final Path path;
  private final TraceSink sink;
  private final boolean filtered;
  private double begun = Double.NaN;

  /**
   * A file not yet read.
   *
   * @param filtered whether somebody wants registers or sockets only
   */
  RecordedTrace(Path path, TraceSink sink, boolean filtered) {
    this.path = path;
    this.sink = sink;
    this.filtered = filtered;
  }

  /**
   * Reads it, as what its first bytes say that it is.
   *
   * @throws UsageException if it cannot be read, or is something else
   */
  void run() throws UsageException, IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      in.mark(MAGIC_BYTES);
      byte[] first = in.readNBytes(MAGIC_BYTES);
      in.reset();
      if (first.length == MAGIC_BYTES && CaptureReader.is(ByteBuffer.wrap(first).getInt())) {
        capture(in);
      } else if (first.length > 0 && first[0] == '$') {
        new VcdReader().read(reader(in), this::line);
      } else {
        text(reader(in));
      }
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file '%s'".formatted(path), e);
    } catch (AccessDeniedException e) {
      throw new UsageException("the file '%s' must not be read".formatted(path), e);
    } catch (ProtocolException e) {
      throw new UsageException("'%s': %s".formatted(path, e.getMessage()), e);
    } catch (Enough e) {
      // What has come before is all that was wanted, unless somebody wants to stop.
      ensureNotInterrupted();
    }
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), BUFFER);
  }

  private void capture(InputStream in) throws UsageException, IOException {
    if (filtered) {
      throw new UsageException(
          "'%s' has packets of the network in it: --socket and --register are for traces of the bus"
              .formatted(path));
    }
    new CaptureReader(
            in,
            (seconds, frame) -> {
              begun = Double.isNaN(begun) ? seconds : begun;
              sink.packet(PacketText.of(seconds - begun, frame));
              return !sink.isFull() && !Thread.currentThread().isInterrupted();
            })
        .read();
    ensureNotInterrupted();
  }

  private void text(BufferedReader from) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      line(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line);
    }
  }

  private void line(String line) {
    if (Thread.currentThread().isInterrupted()) {
      throw new Enough();
    }
    sink.line(line);
    if (sink.isFull()) {
      throw new Enough();
    }
  }

  private static void ensureNotInterrupted() throws InterruptedIOException {
    if (Thread.interrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Nobody wants the rest. */
  private static final class Enough extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough", null, false, false);
    }
  }
}
