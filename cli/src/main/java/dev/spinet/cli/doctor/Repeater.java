package dev.spinet.cli.doctor;

import java.io.IOException;

/**
 * Looks at something, and once more if what went wrong has a passing reason that is a finding of
 * its own, or may have one: then the first look says nothing about what was looked at.
 */
@FunctionalInterface
public interface Repeater {

  /** Nothing is looked at twice. */
  Repeater ONCE = (findings, look) -> look.at(findings);

  /**
   * Looks at something.
   *
   * @param findings where to
   * @param look what is looked at, and how
   * @throws IOException if it makes no sense to go on, or the thread is interrupted
   */
  void run(Findings findings, Look look) throws IOException;

  /** One check. */
  @FunctionalInterface
  interface Look {

    /**
     * Checks.
     *
     * @param findings where to
     * @throws IOException if it makes no sense to go on, or the thread is interrupted
     */
    void at(Findings findings) throws IOException;
  }
}
