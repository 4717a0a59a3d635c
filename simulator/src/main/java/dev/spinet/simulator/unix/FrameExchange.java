package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.simulator.bus.SpiSlave;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** Runs frames of clients on a chip, with memory for one frame at a time. */
final class FrameExchange {

  private final SpiSlave chip;
  private final BusCounters counters;
  private final ByteBuffer input =
      ByteBuffer.allocateDirect(SpiSocketProtocol.LENGTH_SIZE + SpiSocketProtocol.MAX_FRAME);
  private final ByteBuffer output = ByteBuffer.allocateDirect(SpiSocketProtocol.MAX_FRAME);
  private final MemorySegment mosi = MemorySegment.ofBuffer(input);
  private final MemorySegment miso = MemorySegment.ofBuffer(output);
  private final long patienceNanos;

  /** When the message that is being read has begun. */
  private long begun;

  FrameExchange(SpiSlave chip, BusCounters counters, long patienceNanos) {
    this.chip = chip;
    this.counters = counters;
    this.patienceNanos = patienceNanos;
  }

  /**
   * Serves a client until it leaves between two frames.
   *
   * @throws IOException if it does anything else; the message says what
   */
  void serve(TimedChannel client) throws IOException {
    input.clear();
    boolean more = false;
    while (complete(client, SpiSocketProtocol.LENGTH_SIZE)) {
      int length = input.getInt(0);
      if (length < 0 || length > SpiSocketProtocol.MAX_FRAME) {
        throw new IOException(
            "it sent a length of "
                + Integer.toUnsignedString(length)
                + " bytes; a frame has "
                + SpiSocketProtocol.MAX_FRAME
                + " at most");
      }
      int end = SpiSocketProtocol.LENGTH_SIZE + length;
      complete(client, end);
      if (!more) {
        chip.submission();
      }
      // Requests that were sent together are the frames of one submission.
      more = input.position() > end;
      exchange(length);
      output.limit(length).position(0);
      try {
        client.write(output, patienceNanos);
      } catch (SocketTimeoutException e) {
        throw new IOException("it does not read the answers", e);
      }
      input.flip().position(end);
      input.compact();
      begun = System.nanoTime();
    }
  }

  /** Waits until the input holds so many bytes; false if the client left before the first. */
  private boolean complete(TimedChannel client, int bytes) throws IOException {
    while (input.position() < bytes) {
      boolean between = input.position() == 0;
      // For the whole message, or one byte now and then could go on for days.
      long left = patienceNanos - (System.nanoTime() - begun);
      int count;
      try {
        if (!between && left <= 0) {
          throw new SocketTimeoutException("timed out");
        }
        count = client.read(input, between ? TimedChannel.FOR_EVER : left);
      } catch (SocketTimeoutException e) {
        throw new IOException("it did not send the rest of a message in time", e);
      }
      if (between) {
        begun = System.nanoTime();
      }
      if (count < 0) {
        if (between) {
          return false;
        }
        throw new IOException("it left in the middle of a message");
      }
    }
    return true;
  }

  private void exchange(int length) throws IOException {
    try {
      chip.select();
    } catch (IllegalStateException e) {
      throw new IOException("another program keeps the chip selected", e);
    }
    try {
      if (length > 0) {
        chip.exchange(mosi, SpiSocketProtocol.LENGTH_SIZE, miso, 0, length);
      }
    } finally {
      chip.deselect();
    }
    counters.count(1, length);
  }
}
