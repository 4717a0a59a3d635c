package dev.spinet.simulator.device;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;

/** A serial line with which the chip on it, and all that was built around it, comes to an end. */
final class OwningByteLink extends ForwardingByteLink {

  private final Runnable surroundings;

  /**
   * A line that owns what is behind it.
   *
   * @param wires the line itself
   * @param surroundings ends what is behind the line; called once it is closed
   */
  OwningByteLink(ByteLink wires, Runnable surroundings) {
    super(wires);
    this.surroundings = surroundings;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      surroundings.run();
    }
  }
}
