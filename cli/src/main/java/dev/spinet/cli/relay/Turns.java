package dev.spinet.cli.relay;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many connections there may be at a time, of all doors together. Who is one too many waits for
 * another's end, in the order in which they came: programs that open several connections at once
 * close most of them soon.
 */
final class Turns {

  /** So many may wait; a flood is refused at once. */
  private static final int WAITING_MAX = 64;

  private final Semaphore free;
  private final Semaphore places = new Semaphore(WAITING_MAX);
  private final int connections;
  private final int waitMillis;

  /**
   * So many turns.
   *
   * @param connections how many connections there may be at a time
   * @param waitMillis how long one may wait for its turn
   */
  Turns(int connections, int waitMillis) {
    this.free = new Semaphore(connections, true);
    this.connections = connections;
    this.waitMillis = waitMillis;
  }

  int connections() {
    return connections;
  }

  /**
   * Waits for a turn.
   *
   * @return whether it has come; then {@link #end} ends it
   */
  boolean await() {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      places.release();
    }
  }

  void end() {
    free.release();
  }
}
