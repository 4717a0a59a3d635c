package dev.spinet.simulator.scenario;

/**
 * One line of a scenario.
 *
 * @param trigger when it happens
 * @param most how often it happens at most, 1 or more; {@link #NO_LIMIT} for as often as the
 *     trigger says
 * @param fault what happens
 */
public record Rule(Trigger trigger, long most, Fault fault) {

  /** As the most times: there is no limit. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the rule can never happen
   */
  public Rule {
    if (most < 1) {
      throw new IllegalArgumentException("a rule happens at most 1 or more times, not " + most);
    }
  }

  /** The line in a file. */
  @Override
  public String toString() {
    return ScenarioPrinter.print(this);
  }
}
