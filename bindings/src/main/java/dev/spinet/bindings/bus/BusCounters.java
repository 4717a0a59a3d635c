package dev.spinet.bindings.bus;

import java.util.concurrent.atomic.LongAdder;

/**
 * What has crossed a bus: the costs that are exact on every machine. Counting allocates nothing and
 * may be read at any time by any thread.
 */
public final class BusCounters {

  private final LongAdder messages = new LongAdder();
  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Starts at zero. */
  public BusCounters() {}

  /**
   * Counts one submission.
   *
   * @param frameCount assertions of chip select in it
   * @param byteCount bytes clocked in it, headers included
   */
  public void count(int frameCount, long byteCount) {
    messages.increment();
    frames.add(frameCount);
    bytes.add(byteCount);
  }

  /**
   * The counts so far.
   *
   * @return a snapshot
   */
  public Snapshot snapshot() {
    return new Snapshot(messages.sum(), frames.sum(), bytes.sum());
  }

  /**
   * Counts at one moment.
   *
   * @param messages submissions; on a Linux device as many system calls
   * @param frames assertions of chip select
   * @param bytes bytes clocked, headers included
   */
  public record Snapshot(long messages, long frames, long bytes) {

    /**
     * What was added since an earlier snapshot.
     *
     * @param earlier the earlier one
     * @return the differences
     */
    public Snapshot since(Snapshot earlier) {
      return new Snapshot(
          messages - earlier.messages, frames - earlier.frames, bytes - earlier.bytes);
    }
  }
}
