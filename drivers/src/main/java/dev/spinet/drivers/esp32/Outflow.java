package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.drivers.esp32.at.PayloadSource;
import java.lang.foreign.MemorySegment;

/**
 * The sending side of a stream: bytes that were handed over and have not been taken by the module
 * yet. Guarded by the driver's lock, except for the methods of {@link PayloadSource}, which the
 * driver's thread calls without it while a piece is under way.
 */
final class Outflow implements PayloadSource {

  private final NativeRing ring;
  private long taken;

  // Of the piece under way; written by the driver's thread.
  private int start;
  private int piece;
  private int done;

  Outflow(NativeRing ring) {
    this.ring = ring;
    ring.clear();
  }

  /** Room for bytes. */
  int free() {
    return ring.free();
  }

  /** Bytes that the module has not taken. */
  int waiting() {
    return ring.count();
  }

  /** Bytes that the module has taken, since the connection began. */
  long taken() {
    return taken;
  }

  /** Takes bytes over. */
  int put(MemorySegment source, long offset, int length) {
    return ring.write(source, offset, length);
  }

  /**
   * Begins a piece.
   *
   * @param most most bytes in it
   * @return how many bytes it has
   */
  int begin(int most) {
    piece = Math.min(most, ring.count());
    start = ring.offset(0);
    done = 0;
    if (piece == SendLimits.ESCAPE_COUNT && isEscape()) {
      // These bytes alone would be taken for the end of the data (AT+CIPSEND): one, then the rest.
      piece = 1;
    }
    return piece;
  }

  private boolean isEscape() {
    for (int i = 0; i < piece; i++) {
      if (ring.memory().get(JAVA_BYTE, ring.offset(i)) != SendLimits.ESCAPE_BYTE) {
        return false;
      }
    }
    return true;
  }

  /** The module has taken the piece. */
  void commit() {
    ring.consume(piece);
    ring.rewindIfEmpty();
    taken += piece;
  }

  /** How long the piece under way is. */
  int piece() {
    return piece;
  }

  @Override
  public MemorySegment memory() {
    return ring.memory();
  }

  @Override
  public long offset() {
    return ((long) start + done) % ring.capacity();
  }

  @Override
  public int contiguous() {
    return Math.min(piece - done, ring.capacity() - (start + done) % ring.capacity());
  }

  @Override
  public void written(int count) {
    done += count;
  }
}
