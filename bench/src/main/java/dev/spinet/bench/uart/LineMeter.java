package dev.spinet.bench.uart;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notes when a transfer begins and ends on a serial line, in the line's time. The transfer does not
 * begin before its user is ready: while the driver waited for the user's data the line's time would
 * go on, as quick or slow as the machine is.
 */
final class LineMeter extends ForwardingByteLink {

  private static final int PATIENCE_SECONDS = 60;

  private final byte[] first;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean armed;
  private volatile long began = -1;
  private volatile long lastRead;
  private volatile long lastReadBeforeWrite;

  /**
   * A line as it is.
   *
   * @param command what the first command of the transfer begins with
   */
  LineMeter(ByteLink line, String command) {
    super(line);
    first = command.getBytes(StandardCharsets.US_ASCII);
  }

  /** The next command of the kind is the transfer's: those before it asked what there is. */
  void arm() {
    armed = true;
  }

  /** The user has done its part. */
  void userIsReady() {
    ready.countDown();
  }

  /** When the first command of the transfer was handed over; negative if it was not yet. */
  long began() {
    return began;
  }

  /** When the last bytes came. */
  long lastRead() {
    return lastRead;
  }

  /** When the last bytes came before the last command was handed over. */
  long lastReadBeforeWrite() {
    return lastReadBeforeWrite;
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    int n = super.read(target, offset, length, timeoutNanos);
    if (n > 0) {
      lastRead = nanoTime();
    }
    return n;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    if (armed && began < 0 && begins(source, offset, length)) {
      awaitUser();
      began = nanoTime();
    }
    lastReadBeforeWrite = lastRead;
    return super.write(source, offset, length, timeoutNanos);
  }

  private void awaitUser() throws IOException {
    try {
      if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the modelled transfer gets no data");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before the transfer");
    }
  }

  private boolean begins(MemorySegment source, long offset, int length) {
    return length >= first.length
        && source.asSlice(offset, first.length).mismatch(MemorySegment.ofArray(first)) < 0;
  }
}
