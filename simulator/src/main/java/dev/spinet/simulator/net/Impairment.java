package dev.spinet.simulator.net;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Decides what a bad network does to each frame. One object may remember what it has seen; it is
 * asked about one frame at a time, in the order in which they are transmitted.
 */
@FunctionalInterface
public interface Impairment {

  /** A good network: every frame arrives once, in order. */
  Impairment NONE = (from, frame) -> Fate.DELIVERED;

  /**
   * Decides about one frame. Must be quick and must not call into the network.
   *
   * @param from where it enters the network
   * @param frame the frame; must not be changed
   * @return what happens to it
   */
  Fate judge(LanPort from, byte[] frame);

  /**
   * What happens to a frame.
   *
   * @param copies how often it arrives: 0 lost, 1 as it should, 2 duplicated …
   * @param delay how much later than usual; later frames overtake it
   */
  record Fate(int copies, Duration delay) {

    /** The frame arrives once, in time. */
    public static final Fate DELIVERED = new Fate(1, Duration.ZERO);

    /** The frame does not arrive. */
    public static final Fate LOST = new Fate(0, Duration.ZERO);

    /** The frame arrives twice, in time. */
    public static final Fate DUPLICATED = new Fate(2, Duration.ZERO);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is negative
     */
    public Fate {
      if (copies < 0 || delay.isNegative()) {
        throw new IllegalArgumentException("a frame arrives 0 or more times, now or later");
      }
    }
  }

  /**
   * Bad luck that can be repeated.
   *
   * @param seed the same seed gives the same fates for the same sequence of frames
   * @param loss share of the frames that are lost, 0 to 1
   * @param duplication share of the others that arrive twice, 0 to 1
   * @param reordering share of the others that are delayed, 0 to 1
   * @param longestDelay delayed frames come up to this much later
   * @return the impairment
   */
  static Impairment random(
      long seed, double loss, double duplication, double reordering, Duration longestDelay) {
    var random = new SplittableRandom(seed);
    long bound = longestDelay.toNanos() + 1;
    return (from, frame) -> {
      if (random.nextDouble() < loss) {
        return Fate.LOST;
      }
      int copies = random.nextDouble() < duplication ? 2 : 1;
      boolean late = random.nextDouble() < reordering;
      return new Fate(copies, late ? Duration.ofNanos(random.nextLong(bound)) : Duration.ZERO);
    };
  }
}
