package dev.spinet.cli.link;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.Eth;
import dev.spinet.socket.LeaseInfo;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.Wifi;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A chip with a cable or with a radio, for commands that are about its link. */
public final class Chip implements AutoCloseable {

  private final NetworkDriver driver;

  private Chip(NetworkDriver driver) {
    this.driver = driver;
  }

  /**
   * Opens one.
   *
   * @param uri the device URI as the user wrote it
   * @return the chip, which the caller closes
   * @throws UsageException if the URI is malformed, or its scheme or an option unknown
   * @throws IOException if the device or the chip cannot be opened
   */
  public static Chip open(String uri) throws UsageException, IOException {
    try {
      return new Chip(Drivers.open(uri));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Objects.requireNonNullElse(e.getMessage(), "this is no device URI"), e);
    }
  }

  /**
   * What carries its sockets.
   *
   * @return the driver
   */
  public NetworkDriver driver() {
    return driver;
  }

  /**
   * The chip as one with a radio.
   *
   * @return the link of its radio, or {@code null}
   */
  public @Nullable Wifi wifi() {
    return driver instanceof Wifi wifi ? wifi : null;
  }

  /**
   * The chip as a W5500.
   *
   * @return the driver, or {@code null}
   */
  public @Nullable W5500 w5500() {
    return driver instanceof W5500 chip ? chip : null;
  }

  /**
   * The chip as an ESP32.
   *
   * @return the driver, or {@code null}
   */
  public @Nullable Esp32 esp32() {
    return driver instanceof Esp32 module ? module : null;
  }

  /**
   * The way into its network, by cable or by radio.
   *
   * @return the link
   * @throws UsageException if it has none that a command could make
   */
  public NetworkLink link() throws UsageException {
    if (driver instanceof NetworkLink link) {
      return link;
    }
    throw new UsageException("%s has no link to make".formatted(driver.name()));
  }

  /**
   * What a DHCP server has given.
   *
   * @return the lease; empty if there is none, or the chip keeps it to itself
   * @throws IOException if the chip fails
   */
  public Optional<LeaseInfo> lease() throws IOException {
    return driver instanceof Eth eth ? eth.lease() : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }
}
