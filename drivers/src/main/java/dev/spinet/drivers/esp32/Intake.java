package dev.spinet.drivers.esp32;

import dev.spinet.drivers.esp32.at.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a stream: what the module still holds, what has come, and the memory of a
 * caller who waits, into which bytes go with no copy in between. Guarded by the driver's lock,
 * except for the methods of {@link PayloadSink}, which the driver's thread calls without it while a
 * read is under way.
 */
final class Intake implements PayloadSink {

  /** The fewest bytes to ask for when the module cannot find memory for more. */
  private static final int SMALLEST_READ = 512;

  /** After so many good reads in a row the module is asked for more again: a refusal costs time. */
  private static final int READS_BEFORE_MORE = 16;

  private enum Direct {
    /** Nobody waits. */
    NONE,
    /** A caller waits, and may leave at any time. */
    OFFERED,
    /** Bytes go into the caller's memory: the caller stays until that is over. */
    CLAIMED,
    /** The caller has bytes. */
    DONE
  }

  private final ReentrantLock lock;
  private final Thread reader;
  private final NativeRing ring;
  private final int fullReadLimit;
  private int readLimit;
  private int goodReads;

  private boolean announced;
  private int known;
  private boolean discarding;

  private Direct direct = Direct.NONE;
  private @Nullable MemorySegment directMemory;
  private long directOffset;
  private int directLength;
  private int delivered;

  // Of the read under way; written by the driver's thread.
  private int asked;
  private boolean intoDirect;
  private int inDirect;
  private int inRing;
  private int thrownAway;
  private int ringStart;
  private int ringRoom;

  /**
   * An empty side.
   *
   * @param reader the driver's thread, which has to be able to write to a caller's memory
   * @param readLimit most bytes to ask the module for at a time
   */
  Intake(ReentrantLock lock, Thread reader, NativeRing ring, int readLimit) {
    this.lock = lock;
    this.reader = reader;
    this.ring = ring;
    fullReadLimit = readLimit;
    this.readLimit = readLimit;
    ring.clear();
  }

  /** The module holds bytes. */
  void announce(int total) {
    announced = true;
    known = Math.max(known, total);
  }

  /** Bytes that the module is known to hold and that were not read. */
  int unread() {
    return known;
  }

  /** Bytes that can be taken now. */
  int available() {
    return ring.count();
  }

  /** From now on everything is thrown away. */
  void discard() {
    discarding = true;
    ring.clear();
  }

  boolean isDiscarding() {
    return discarding;
  }

  /** Takes bytes that have come. */
  int take(MemorySegment target, long offset, int length) {
    return ring.read(target, offset, length);
  }

  /**
   * Lets the next bytes come into a caller's memory, if that is possible.
   *
   * @return whether it is
   */
  boolean offer(MemorySegment target, long offset, int length) {
    if (direct != Direct.NONE || ring.count() > 0 || !target.isAccessibleBy(reader)) {
      return false;
    }
    directMemory = target;
    directOffset = offset;
    directLength = length;
    direct = Direct.OFFERED;
    return true;
  }

  /** Whether bytes are going into the caller's memory, so that the caller has to stay. */
  boolean isClaimed() {
    return direct == Direct.CLAIMED;
  }

  /**
   * The caller leaves, or sees what has come.
   *
   * @return bytes in the caller's memory
   */
  int withdraw() {
    int n = direct == Direct.DONE ? delivered : 0;
    direct = Direct.NONE;
    directMemory = null;
    return n;
  }

  /** Whether the module should be asked for bytes now. */
  boolean wantsRead() {
    return announced
        && (discarding
            || (direct == Direct.OFFERED && ring.count() == 0)
            || ring.free() >= Math.min(readLimit, ring.capacity() / 2));
  }

  /**
   * Begins a read.
   *
   * @return how many bytes to ask for
   */
  int begin() {
    // Bytes that came before, and wait in the ring, go first.
    intoDirect = direct == Direct.OFFERED && !discarding && ring.count() == 0;
    if (intoDirect) {
      direct = Direct.CLAIMED;
    }
    ring.rewindIfEmpty();
    ringStart = ring.freeOffset(0);
    ringRoom = discarding ? 0 : ring.free();
    inDirect = 0;
    inRing = 0;
    thrownAway = 0;
    asked =
        discarding ? readLimit : Math.min(readLimit, ringRoom + (intoDirect ? directLength : 0));
    return asked;
  }

  /**
   * Begins a read for which another link has asked, before it was told that its number has passed
   * on.
   *
   * @param length how many bytes that link has asked for
   */
  void beginUnasked(int length) {
    begin();
    asked = length;
  }

  /** Ends a read whose bytes were somebody else's. */
  void cancel() {
    if (direct == Direct.CLAIMED) {
      direct = Direct.OFFERED;
    }
    announced = false;
    known = 0;
  }

  /**
   * Ends a read that went well: what came may be taken.
   *
   * @return how many bytes came
   */
  int commit() {
    int total = inDirect + inRing + thrownAway;
    if (readLimit < fullReadLimit && ++goodReads >= READS_BEFORE_MORE) {
      goodReads = 0;
      readLimit = Math.min(fullReadLimit, 2 * readLimit);
    }
    if (discarding) {
      inRing = 0;
    }
    ring.commit(inRing);
    if (direct == Direct.CLAIMED) {
      // The next read may have begun before the caller looks.
      delivered = inDirect;
      direct = inDirect > 0 ? Direct.DONE : Direct.OFFERED;
    }
    return total;
  }

  /** Ends a read that the module has refused: there are no bytes, or no memory for so many. */
  void refusedByModule() {
    if (direct == Direct.CLAIMED) {
      direct = Direct.OFFERED;
    }
    if (known > 0 && asked > SMALLEST_READ) {
      readLimit = Math.max(SMALLEST_READ, asked / 2);
      goodReads = 0;
    } else {
      announced = false;
      known = 0;
    }
  }

  /** Ends a read that went wrong: what came is not to be trusted. */
  void fail() {
    if (direct == Direct.CLAIMED) {
      direct = Direct.NONE;
    }
    announced = false;
  }

  @Override
  public MemorySegment memory() {
    var memory = directMemory;
    return intoDirect && memory != null ? memory : ring.memory();
  }

  @Override
  public long offset() {
    return intoDirect ? directOffset + inDirect : ((long) ringStart + inRing) % ring.capacity();
  }

  @Override
  public int room() {
    if (intoDirect) {
      return directLength - inDirect;
    }
    int at = (ringStart + inRing) % ring.capacity();
    return Math.min(ringRoom - inRing, ring.capacity() - at);
  }

  @Override
  public void filled(int count) {
    if (intoDirect) {
      inDirect += count;
      intoDirect = inDirect < directLength;
    } else {
      inRing += count;
    }
  }

  @Override
  public void dropped(int count) {
    thrownAway += count;
  }

  @Override
  public void refused(RuntimeException cause) {
    // The caller has closed the arena under its own call, which will throw when it looks.
    intoDirect = false;
  }

  @Override
  public void complete() {
    int total = inDirect + inRing + thrownAway;
    lock.lock();
    try {
      known = Math.max(0, known - total);
      // Less than asked for is all there was; what comes from now on is announced anew.
      announced = total >= asked;
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes had to be thrown away in the last read, although they were wanted. */
  int lost() {
    return discarding ? 0 : thrownAway;
  }
}
