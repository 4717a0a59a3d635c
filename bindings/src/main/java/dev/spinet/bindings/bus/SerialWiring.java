package dev.spinet.bindings.bus;

import java.util.Map;

/**
 * The board's end of a serial line to a chip. Who takes it over closes it; what is behind the line
 * may end with it.
 *
 * @param line the serial line
 * @param defaults options of the driver that go with the chip, such as the name of a network that
 *     it can join, by their names in a device URI; for what the user has not said
 */
public record SerialWiring(ByteLink line, Map<String, String> defaults) {

  /** Copies the options. */
  public SerialWiring {
    defaults = Map.copyOf(defaults);
  }

  /** The line, without the options: one may be a password. */
  @Override
  public String toString() {
    return "SerialWiring[%s]".formatted(line.name());
  }
}
