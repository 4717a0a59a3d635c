package dev.spinet.socket;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * Checks a property on many random cases. Each case has a seed of its own and is the same in every
 * run; what fails names its seed, and {@link #one} repeats that case alone.
 */
final class RandomCases {

  private RandomCases() {}

  /** A property, checked with the random numbers of one case. */
  @FunctionalInterface
  interface Property {

    /** Throws if the property does not hold. */
    void check(Random random) throws Exception;
  }

  /** Checks the cases with the seeds from 0 to {@code cases - 1}. */
  static void of(int cases, Property property) {
    for (int seed = 0; seed < cases; seed++) {
      one(seed, property);
    }
  }

  /** Checks the case with a seed. */
  static void one(int seed, Property property) {
    try {
      // Mixed, because the first numbers of a Random hardly differ for seeds that are neighbours.
      property.check(new Random(new SplittableRandom(seed).nextLong()));
    } catch (Exception | AssertionError e) {
      throw new AssertionError("fails for RandomCases.one(%d, ...): %s".formatted(seed, e), e);
    }
  }

  /**
   * A number from 0 to {@code max}: every fourth time one of the bounds or their neighbours, since
   * that is where faults live.
   */
  static int upTo(int max, Random random) {
    int edge = random.nextInt(16);
    return switch (edge) {
      case 0, 1 -> Math.min(edge, max);
      case 2, 3 -> Math.max(max - edge + 2, 0);
      default -> random.nextInt(max + 1);
    };
  }
}
