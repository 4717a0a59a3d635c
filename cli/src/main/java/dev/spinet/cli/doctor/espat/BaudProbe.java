package dev.spinet.cli.doctor.espat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Talks to a module in the plainest way: one line out, and whatever comes back until OK. */
final class BaudProbe implements AutoCloseable {

  private static final String BUSY = "busy p";
  private static final int ROOM = 2048;
  private static final long PIECE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ByteLink line;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(ROOM);

  BaudProbe(ByteLink line) {
    this.line = line;
  }

  /**
   * What came back.
   *
   * @param text all of it, each byte as a character
   * @param ok whether OK was in it
   */
  record Answer(String text, boolean ok) {

    boolean isSilence() {
      return text.isEmpty();
    }

    /** Whether the module is there, and threw the command away. */
    boolean isBusy() {
      return text.contains(BUSY);
    }

    /** Whether that is all that it said. */
    boolean isOnlyBusy() {
      return text.strip().equals(BUSY + "...");
    }

    /** Whether nothing came back but what was sent. */
    boolean isOnlyEchoOf(String command) {
      return !text.isEmpty() && text.replaceAll("[\r\n]", "").equals(command);
    }
  }

  /** Sets a speed and asks; what came before is thrown away. */
  Answer ask(int baud, String command, long waitNanos) throws IOException {
    if (line.baudRate() != baud) {
      line.setBaudRate(baud);
    }
    line.discardInput();
    return ask(command, waitNanos);
  }

  Answer ask(String command, long waitNanos) throws IOException {
    byte[] bytes = (command + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
    for (int done = 0; done < bytes.length; ) {
      int written = line.write(memory, done, bytes.length - done, waitNanos);
      if (written == 0) {
        return new Answer("", false);
      }
      done += written;
    }
    return listen(waitNanos);
  }

  /** What comes, without asking. */
  Answer listen(long waitNanos) throws IOException {
    var text = new StringBuilder();
    long start = System.nanoTime();
    while (System.nanoTime() - start < waitNanos && text.length() < 8 * ROOM) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      int read = line.read(memory, 0, ROOM, PIECE_NANOS);
      if (read < 0) {
        break;
      }
      if (read > 0) {
        byte[] piece = memory.asSlice(0, read).toArray(JAVA_BYTE);
        text.append(new String(piece, StandardCharsets.ISO_8859_1));
        if (text.indexOf("\r\nOK\r\n") >= 0) {
          return new Answer(text.toString(), true);
        }
      }
    }
    return new Answer(text.toString(), false);
  }

  @Override
  public void close() {
    arena.close();
  }
}
