package dev.spinet.simulator.scenario;

import java.io.Serial;

/** A line of a scenario is not understood. */
public final class ScenarioSyntaxException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1;

  /** Number of the line. */
  private final int line;

  /**
   * Blames a line.
   *
   * @param line its number, counted from 1
   * @param sentence what is wrong with it and what was expected
   */
  ScenarioSyntaxException(int line, String sentence) {
    super("line " + line + ": " + sentence);
    this.line = line;
  }

  /**
   * Which line.
   *
   * @return its number, counted from 1
   */
  public int line() {
    return line;
  }
}
