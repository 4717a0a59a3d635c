package dev.spinet.simulator.unix;

import dev.spinet.simulator.bus.Wire;
import java.util.HashSet;
import java.util.Set;

/**
 * Several drivers for one wire that knows only one, such as a reset that an open-drain output of
 * each may pull low: the wire is asserted while at least one driver asserts it.
 */
public final class SharedWire {

  private final Wire target;
  private final Set<Wire> asserting = new HashSet<>();

  /**
   * Takes a wire over.
   *
   * @param target the wire, which nobody else may drive from now on
   */
  public SharedWire(Wire target) {
    this.target = target;
  }

  /**
   * A wire for one more driver.
   *
   * @return the wire, not asserted
   */
  public Wire newDriver() {
    var wire = new Wire();
    wire.watch(asserted -> drive(wire, asserted));
    return wire;
  }

  private synchronized void drive(Wire wire, boolean asserted) {
    if (asserted) {
      asserting.add(wire);
    } else {
      asserting.remove(wire);
    }
    target.set(!asserting.isEmpty());
  }
}
