package dev.spinet.simulator.bus;

import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One simulated wire between a chip and the board: a level, and whoever watches it. The chip drives
 * its interrupt wire and watches its reset wire; the board does the opposite.
 */
public final class Wire {

  /** Watches a wire. */
  @FunctionalInterface
  public interface Listener {

    /**
     * The level has changed. Called on the thread that drives the wire, which may hold the chip's
     * lock: hand over what takes time, and call nothing that waits for the chip.
     *
     * @param asserted the new level
     */
    void changed(boolean asserted);
  }

  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean asserted;

  /** A wire in its inactive state. */
  public Wire() {}

  /**
   * The level now.
   *
   * @return whether the wire is in its active state, whatever that means in volts
   */
  public boolean isAsserted() {
    return asserted;
  }

  /**
   * Drives the wire. A wire has one driver, which calls this from one thread at a time.
   *
   * @param level whether the wire is to be in its active state
   */
  public void set(boolean level) {
    if (asserted != level) {
      asserted = level;
      for (var listener : listeners) {
        listener.changed(level);
      }
    }
  }

  /**
   * Drives the wire in such a way that nobody notices the change: watchers are not told, and only
   * who looks sees the new level. Such is the edge that a board's interrupt controller has missed.
   *
   * @param level whether the wire is to be in its active state
   */
  public void setUnnoticed(boolean level) {
    asserted = level;
  }

  /**
   * Adds a watcher, which hears of every later change.
   *
   * @param listener the watcher
   */
  public void watch(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Removes a watcher.
   *
   * @param listener the watcher; unknown ones are ignored
   */
  public void unwatch(Listener listener) {
    listeners.remove(listener);
  }
}
