package dev.spinet.bench.device;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.socket.driver.DeviceUri;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Where a chip's bus is, from the URI of its driver.
 *
 * @param path the device file
 * @param speedHz the clock that is asked for; the controller takes it or the next lower one it has
 */
public record DeviceAddress(String path, int speedHz) {

  private static final Pattern FORM = Pattern.compile("w5500:(/[^?]+)(?:\\?(.*))?");
  private static final Pattern SPEED =
      Pattern.compile("(?i)(?:.*&)?speed=([0-9.]+)(k|m|)(?:hz)?(?:&.*)?");
  private static final int KILO = 3;
  private static final int MEGA = 6;

  /**
   * Takes them out of a URI that the driver has accepted.
   *
   * @param uri such as {@code w5500:/dev/spidev0.0?speed=25MHz}
   * @return the address; without a speed, that of the driver, 33.3 MHz
   * @throws IllegalArgumentException if it is not on a bus of this board; the message says so
   */
  public static DeviceAddress parse(String uri) {
    var parts = FORM.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "the cost of a system call can be measured on a bus of this board, such as"
              + " w5500:/dev/spidev0.0, and not on '%s'".formatted(DeviceUri.withoutSecrets(uri)));
    }
    var options = parts.group(2);
    var speed = SPEED.matcher(options == null ? "" : options);
    return new DeviceAddress(
        parts.group(1),
        speed.matches()
            ? hertz(speed.group(1), speed.group(2))
            : ChipLimits.SCLK_GUARANTEED_MAX_HZ);
  }

  private static int hertz(String number, String unit) {
    int exponent = unit.isEmpty() ? 0 : unit.equalsIgnoreCase("k") ? KILO : MEGA;
    return new BigDecimal(number).scaleByPowerOfTen(exponent).intValue();
  }
}
