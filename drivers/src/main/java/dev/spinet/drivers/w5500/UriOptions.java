package dev.spinet.drivers.w5500;

import dev.spinet.drivers.ipv4.AddressOptions;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DeviceUri;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the options of a device URI; what is wrong is said with the option's name. */
final class UriOptions {

  static final Set<String> NAMES =
      Set.of(
          "int",
          "reset",
          "speed",
          "mac",
          "ip",
          "mask",
          "gateway",
          "dns",
          "hostname",
          "phy",
          "buffers");

  private static final Pattern LINE = Pattern.compile("(.+):([0-9]{1,6})");
  private static final Pattern SPEED =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(Hz|kHz|MHz|)", Pattern.CASE_INSENSITIVE);

  private UriOptions() {}

  static W5500Options read(DeviceUri uri) {
    uri.requireOptions(NAMES);
    if (uri.path().isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' names no SPI device: it should look like w5500:/dev/spidev0.0"
              .formatted(uri.text()));
    }
    var options = new W5500Options();
    uri.options().forEach((name, value) -> apply(options, uri, name, value));
    var address = AddressOptions.read(uri);
    if (address != null) {
      options.address(address.ip(), address.mask(), address.gateway(), address.dns());
    }
    return options;
  }

  private static void apply(W5500Options options, DeviceUri uri, String name, String value) {
    try {
      switch (name) {
        case "int" -> {
          var line = line(value);
          options.interrupt(line.chip(), line.offset());
        }
        case "reset" -> {
          var line = line(value);
          options.reset(line.chip(), line.offset());
        }
        case "speed" -> options.speedHz(speed(value));
        case "mac" -> options.mac(MacAddress.parse(value));
        case "hostname" -> options.hostName(value);
        case "phy" -> options.phy(PhyMode.parse(value));
        case "buffers" -> options.bufferKiB(buffers(value));
        case "ip", "mask", "gateway", "dns" -> {
          // AddressOptions reads them together.
        }
        default -> throw new AssertionError("an option that is known but not read: " + name);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option '%s' in '%s': %s".formatted(name, uri.text(), e.getMessage()), e);
    }
  }

  private static W5500Options.GpioLine line(String value) {
    var matcher = match(LINE, value, "a GPIO line: it should look like /dev/gpiochip0:25");
    return new W5500Options.GpioLine(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  private static int speed(String value) {
    var matcher = match(SPEED, value, "a speed: it should look like 33.3MHz");
    int exponent =
        switch (matcher.group(2).toLowerCase(java.util.Locale.ROOT)) {
          case "mhz" -> 6;
          case "khz" -> 3;
          default -> 0;
        };
    var hertz = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(exponent);
    try {
      return hertz.toBigInteger().intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'%s' is faster than any bus".formatted(value), e);
    }
  }

  private static int[] buffers(String value) {
    if (!value.matches("[0-9]{1,3}(,[0-9]{1,3})*")) {
      throw new IllegalArgumentException(
          "'%s' is not a list of sizes in KiB: it should look like 4,4,4,4".formatted(value));
    }
    return Arrays.stream(value.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private static Matcher match(Pattern pattern, String value, String form) {
    var matcher = pattern.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(value, form));
    }
    return matcher;
  }
}
