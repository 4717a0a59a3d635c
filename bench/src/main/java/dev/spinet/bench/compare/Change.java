package dev.spinet.bench.compare;

import dev.spinet.bench.suite.Metric;

/**
 * A number that two runs have in common, and that differs.
 *
 * @param before what it was in the baseline
 * @param now what it is
 */
public record Change(Metric before, Metric now) {

  /** What a change means. */
  public enum Meaning {
    /** An exact count has grown. */
    REGRESSION,
    /** An exact count has shrunk. */
    IMPROVEMENT,
    /** A measured value is better throughout: the spreads have nothing in common. */
    BETTER,
    /** A measured value is worse throughout: the spreads have nothing in common. */
    WORSE,
    /** A measured value differs by less than it varies. */
    NOISE
  }

  /**
   * What it means.
   *
   * @return the meaning
   */
  public Meaning meaning() {
    double old = before.spread().median();
    double value = now.spread().median();
    return switch (now.kind()) {
      case EXACT -> value > old ? Meaning.REGRESSION : Meaning.IMPROVEMENT;
      case LESS_IS_BETTER -> judge(value < old);
      case MORE_IS_BETTER -> judge(value > old);
    };
  }

  private Meaning judge(boolean better) {
    if (before.spread().overlaps(now.spread())) {
      return Meaning.NOISE;
    }
    return better ? Meaning.BETTER : Meaning.WORSE;
  }

  /**
   * How much it has changed.
   *
   * @return the difference of the medians as a share of the old one; infinite if that was 0
   */
  public double share() {
    double old = before.spread().median();
    return (now.spread().median() - old) / Math.abs(old);
  }
}
