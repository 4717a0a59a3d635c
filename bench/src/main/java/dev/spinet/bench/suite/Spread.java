package dev.spinet.bench.suite;

import java.util.Arrays;

/**
 * What several rounds of a measurement gave.
 *
 * @param median the one in the middle; of an even number of rounds, the mean of the two there
 * @param min the lowest
 * @param max the highest
 */
public record Spread(double median, double min, double max) {

  /**
   * Sums up some results.
   *
   * @param results at least one
   * @return their spread
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(double... results) {
    if (results.length == 0) {
      throw new IllegalArgumentException("no result, no spread");
    }
    var sorted = results.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /**
   * A number that does not vary.
   *
   * @param value the number
   * @return a spread of no width
   */
  public static Spread exactly(double value) {
    return new Spread(value, value, value);
  }

  /**
   * Whether two spreads have a value in common.
   *
   * @param other the other one
   * @return {@code false} if one lies wholly above the other
   */
  public boolean overlaps(Spread other) {
    return min <= other.max && other.min <= max;
  }
}
