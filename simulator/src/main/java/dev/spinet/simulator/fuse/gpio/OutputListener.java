package dev.spinet.simulator.fuse.gpio;

/** What hangs on a line that a program drives. */
@FunctionalInterface
public interface OutputListener {

  /**
   * A program has set the line. Called by the session's thread, with no lock held.
   *
   * @param high the level now on the wire, whatever the program calls active
   */
  void levelChanged(boolean high);
}
