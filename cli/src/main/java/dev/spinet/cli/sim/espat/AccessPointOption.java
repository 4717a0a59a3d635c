package dev.spinet.cli.sim.espat;

import dev.spinet.simulator.espat.AccessPoint;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An access point as a user writes it. What is wrong with one is told without the text, which has a
 * password in it.
 *
 * @param accessPoint the access point
 */
record AccessPointOption(AccessPoint accessPoint) {

  /** Reads {@code SSID:PASSWORD}, or {@code SSID} for an open one. */
  static final class Converter implements ITypeConverter<AccessPointOption> {

    /** For picocli. */
    Converter() {}

    @Override
    public AccessPointOption convert(String text) {
      int colon = text.indexOf(':');
      var ssid = colon < 0 ? text : text.substring(0, colon);
      var password = colon < 0 ? "" : text.substring(colon + 1);
      try {
        return new AccessPointOption(AccessPoint.of(ssid, password));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "it should look like SSID:PASSWORD, or SSID for an open one: " + e.getMessage());
      }
    }
  }
}
