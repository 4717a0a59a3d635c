package dev.spinet.socket.driver;

import java.io.IOException;

/**
 * Opens drivers by device URI. Found with {@link java.util.ServiceLoader}, so that an application
 * can name a device in its configuration, and chips can be added without changing this module.
 */
public interface DriverProvider {

  /**
   * The scheme this provider serves, such as {@code w5500}.
   *
   * @return the text before the first colon of its URIs, in lower case
   */
  String scheme();

  /**
   * Opens the device that a URI names and checks that the chip answers.
   *
   * @param uri the URI, its scheme being {@link #scheme()}
   * @return the driver, which the caller closes
   * @throws IllegalArgumentException if the URI is malformed or has an unknown option; the message
   *     says which are known
   * @throws IOException if the device or the chip cannot be opened
   */
  NetworkDriver open(DeviceUri uri) throws IOException;
}
