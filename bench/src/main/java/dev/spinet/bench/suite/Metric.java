package dev.spinet.bench.suite;

/**
 * One number of a run, for the comparison with another run.
 *
 * @param id what it is, the same in every run, such as {@code tcp-send n=64 frames}
 * @param unit its unit, such as {@code frames} or {@code Mbit/s}; empty for a ratio
 * @param kind how to compare it
 * @param spread its value
 */
public record Metric(String id, String unit, Kind kind, Spread spread) {

  /** How a number compares with that of another run. */
  public enum Kind {
    /** The same on every machine. More is a regression, whatever it is. */
    EXACT,
    /** Varies; less is better. */
    LESS_IS_BETTER,
    /** Varies; more is better. */
    MORE_IS_BETTER
  }

  /**
   * An exact count.
   *
   * @param id what it counts
   * @param unit its unit
   * @param count the count
   * @return the number
   */
  public static Metric exact(String id, String unit, long count) {
    return new Metric(id, unit, Kind.EXACT, Spread.exactly((double) count));
  }
}
