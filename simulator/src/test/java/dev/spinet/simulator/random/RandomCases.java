package dev.spinet.simulator.random;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Checks a property on many random cases. Each case has a seed of its own and is the same in every
 * run; what fails names its seed, and {@link #one} repeats that case alone.
 *
 * <p>Every fourth number drawn here is a bound of its range or a neighbour of one, since that is
 * where faults live.
 */
public final class RandomCases {

  private RandomCases() {}

  /** A property, checked with the random numbers of one case. */
  @FunctionalInterface
  public interface Property {

    /** Throws if the property does not hold. */
    void check(Random random) throws Exception;
  }

  /** Checks the cases with the seeds from 0 to {@code cases - 1}. */
  public static void of(int cases, Property property) {
    for (int seed = 0; seed < cases; seed++) {
      one(seed, property);
    }
  }

  /** Checks the case with a seed. */
  public static void one(int seed, Property property) {
    try {
      // Mixed, because the first numbers of a Random hardly differ for seeds that are neighbours.
      property.check(new Random(new SplittableRandom(seed).nextLong()));
    } catch (Exception | AssertionError e) {
      throw new AssertionError("fails for RandomCases.one(%d, ...): %s".formatted(seed, e), e);
    }
  }

  /** A number from {@code min} to {@code max}, which is less than {@link Long#MAX_VALUE}. */
  public static long between(long min, long max, Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> min;
      case 1 -> min < max ? min + 1 : min;
      case 2 -> min < max ? max - 1 : max;
      case 3 -> max;
      default -> random.nextLong(min, max + 1);
    };
  }

  /** A number from 0 to {@code max}. */
  public static int upTo(int max, Random random) {
    return (int) between(0, max, random);
  }

  /** Any int. */
  public static int anyInt(Random random) {
    return (int) between(Integer.MIN_VALUE, Integer.MAX_VALUE, random);
  }

  /** {@code min} to {@code max} bytes: random ones, or now and then all zeros or all ones. */
  public static byte[] bytes(int min, int max, Random random) {
    var bytes = new byte[(int) between(min, max, random)];
    int fill = random.nextInt(16);
    if (fill < 2) {
      Arrays.fill(bytes, (byte) -fill);
    } else {
      random.nextBytes(bytes);
    }
    return bytes;
  }
}
