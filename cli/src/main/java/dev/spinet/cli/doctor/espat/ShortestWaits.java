package dev.spinet.cli.doctor.espat;

import java.time.Duration;

/**
 * How long the doctor waits at least, also for somebody who asks for shorter waits.
 *
 * @param scan for access points: longer than the driver waits for the module, so that what the
 *     driver finds out is told
 * @param join for a network and an address in it
 * @param rejoin for a lost network to come back, which the driver sees to
 */
record ShortestWaits(Duration scan, Duration join, Duration rejoin) {

  static final ShortestWaits USUAL =
      new ShortestWaits(Duration.ofSeconds(18), Duration.ofSeconds(18), Duration.ofSeconds(15));

  /** The longer of what is wanted and what there is at least. */
  static Duration longer(Duration wanted, Duration least) {
    return wanted.compareTo(least) > 0 ? wanted : least;
  }
}
