package dev.spinet.simulator.unix;

import dev.spinet.simulator.bus.SpiSlave;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chip as it is seen through a socket: collects the frames of a submission, so that all of them
 * go at once, and puts the answers where they were to go when they have come.
 */
final class Outbox implements SpiSlave {

  /** As much as fits the buffers of a socket, so that nobody has to read while it is sent. */
  static final int SUBMISSION_MAX = 16 * 1024;

  static final int FRAMES_MAX = 512;

  /** The fixed bytes of each frame, and a payload. */
  private static final int PIECES_MAX = FRAMES_MAX + 1;

  private final ByteBuffer output =
      ByteBuffer.allocateDirect(SUBMISSION_MAX + FRAMES_MAX * SpiSocketProtocol.LENGTH_SIZE);
  private final ByteBuffer input = ByteBuffer.allocateDirect(SUBMISSION_MAX);
  private final MemorySegment outgoing = MemorySegment.ofBuffer(output);
  private final MemorySegment incoming = MemorySegment.ofBuffer(input);

  /** Where the answers go, piece by piece; null for what nobody wants. */
  private final @Nullable MemorySegment[] targets = new @Nullable MemorySegment[PIECES_MAX];

  private final long[] targetOffsets = new long[PIECES_MAX];
  private final int[] lengths = new int[PIECES_MAX];
  private int pieces;
  private int end;
  private int frameStart;

  @Override
  public void submission() {
    // The last submission has left its limit, which may be too low for this one.
    output.clear();
    pieces = 0;
    end = 0;
  }

  @Override
  public void select() {
    frameStart = end;
    end += SpiSocketProtocol.LENGTH_SIZE;
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    MemorySegment.copy(mosi, mosiOffset, outgoing, end, length);
    add(miso, misoOffset, length);
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    outgoing.asSlice(end, length).fill((byte) 0);
    add(miso, misoOffset, length);
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    MemorySegment.copy(mosi, mosiOffset, outgoing, end, length);
    add(null, 0, length);
  }

  private void add(@Nullable MemorySegment target, long offset, int length) {
    targets[pieces] = target;
    targetOffsets[pieces] = offset;
    lengths[pieces] = length;
    pieces++;
    end += length;
  }

  @Override
  public void deselect() {
    output.putInt(frameStart, end - frameStart - SpiSocketProtocol.LENGTH_SIZE);
  }

  /**
   * Sends what was collected, waits for the answers and delivers them.
   *
   * @param bytes bytes of the frames, without their lengths
   * @throws SocketTimeoutException if the other end does not take or answer them in time
   */
  void exchange(TimedChannel channel, int bytes) throws IOException {
    output.clear().limit(end);
    input.clear().limit(bytes);
    channel.write(output, SpiSocketProtocol.PATIENCE_NANOS);
    while (input.hasRemaining()) {
      if (channel.read(input, SpiSocketProtocol.PATIENCE_NANOS) < 0) {
        throw new IOException("the server has ended the connection");
      }
    }
    int at = 0;
    for (int i = 0; i < pieces; i++) {
      var target = targets[i];
      if (target != null) {
        MemorySegment.copy(incoming, at, target, targetOffsets[i], lengths[i]);
      }
      at += lengths[i];
    }
    // The payload's memory is the caller's, who may want to free it.
    Arrays.fill(targets, 0, pieces, null);
  }
}
