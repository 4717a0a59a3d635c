package dev.spinet.bench.ledger;

import dev.spinet.simulator.clock.VirtualClock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The time of the simulated chips and the network between them. It stands still but for {@link
 * #pass}: a frame on the Ethernet, an answer, a command of a chip take no time, so that counts do
 * not depend on how quick this machine is. Frames on a bus come one at a time, and what they cause
 * on the network has happened when they end.
 */
final class Wires {

  private final VirtualClock clock = new VirtualClock();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean cut;

  VirtualClock clock() {
    return clock;
  }

  /** A frame begins on one of the buses. */
  void beginFrame() {
    lock.lock();
  }

  /** The frame ends, and what it has caused happens. */
  void endFrame() {
    try {
      if (!cut) {
        clock.runUntilIdle();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing arrives that is sent over the network, until {@link #join}. */
  void cut() {
    lock.lock();
    try {
      cut = true;
    } finally {
      lock.unlock();
    }
  }

  /** Everything arrives that was held up. */
  void join() {
    lock.lock();
    try {
      cut = false;
      clock.runUntilIdle();
    } finally {
      lock.unlock();
    }
  }

  /** Lets some of the simulation's time pass. */
  void pass(Duration time) {
    lock.lock();
    try {
      clock.advance(time);
    } finally {
      lock.unlock();
    }
  }
}
