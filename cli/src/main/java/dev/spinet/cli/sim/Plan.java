package dev.spinet.cli.sim;

import dev.spinet.simulator.bus.SpiTiming;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user has asked for.
 *
 * @param chips number of chips
 * @param unix path of the socket; null for none or one in a new directory
 * @param mount directory of the device files; null for none
 * @param reach what the network reaches
 * @param forwards ports of this machine that lead to chips
 * @param timing how long the bus takes; empty for no time
 * @param traces where the traces go
 * @param faults what is to go wrong with each chip
 */
record Plan(
    int chips,
    @Nullable Path unix,
    @Nullable Path mount,
    W5500Lan.Reach reach,
    List<PortForward> forwards,
    Optional<SpiTiming> timing,
    List<TraceTarget> traces,
    Scenario faults) {

  /** As many as a board has lines for, with some room. */
  static final int CHIPS_MAX = 8;
}
