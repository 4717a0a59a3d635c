package dev.spinet.simulator.scenario;

import java.time.Duration;

/**
 * When a fault happens. Frames and bytes on the bus are counted from 0 since the start of the run,
 * as in a trace; times are those of the simulation's clock.
 */
public sealed interface Trigger {

  /**
   * Once, just before a byte of a frame; never if the frame is shorter.
   *
   * @param frame number of the frame, 0 or more
   * @param position number of the byte in it, 0 or more, header included
   */
  record AtFrame(long frame, int position) implements Trigger {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public AtFrame {
      if (frame < 0 || position < 0) {
        throw new IllegalArgumentException("frames and their bytes are counted from 0");
      }
    }
  }

  /**
   * Once, just before a byte on the bus.
   *
   * @param number number of the byte, 0 or more, over all frames
   */
  record AtByte(long number) implements Trigger {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public AtByte {
      if (number < 0) {
        throw new IllegalArgumentException("bytes are counted from 0");
      }
    }
  }

  /**
   * Once, at a time.
   *
   * @param time since the start of the run, zero or more
   */
  record AtTime(Duration time) implements Trigger {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the time is before the start
     */
    public AtTime {
      if (time.isNegative()) {
        throw new IllegalArgumentException("a time before the start is over already: " + time);
      }
    }
  }

  /**
   * Again and again.
   *
   * @param period from the start to the first time, and from one time to the next
   */
  record EveryTime(Duration period) implements Trigger {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public EveryTime {
      if (!period.isPositive()) {
        throw new IllegalArgumentException("a period takes some time, not " + period);
      }
    }
  }

  /**
   * With one occurrence of an event.
   *
   * @param event the event
   * @param number which occurrence, counted from 1
   */
  record Nth(Event event, long number) implements Trigger {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Nth {
      requireOrdinal(number);
    }
  }

  /**
   * With every so manieth occurrence of an event.
   *
   * @param event the event
   * @param number 1 for every occurrence, 2 for the second, the fourth …
   */
  record EveryNth(Event event, long number) implements Trigger {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public EveryNth {
      requireOrdinal(number);
    }
  }

  /**
   * With some occurrences of an event, by the scenario's seed.
   *
   * @param event the event
   * @param probability of each occurrence, 0 to 1
   */
  record Chance(Event event, double probability) implements Trigger {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if this is no probability
     */
    public Chance {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability is from 0 to 1, not " + probability);
      }
    }
  }

  private static void requireOrdinal(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("occurrences are counted from 1, not " + number);
    }
  }
}
