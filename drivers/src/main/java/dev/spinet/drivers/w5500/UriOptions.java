package dev.spinet.drivers.w5500;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DeviceUri;
import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  private static final List<String> NEED_ADDRESS = List.of("mask", "gateway", "dns");
  private static final Pattern LINE = Pattern.compile("(.+):([0-9]{1,6})");
  private static final Pattern SPEED =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(Hz|kHz|MHz|)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PREFIX = Pattern.compile("([0-9.]+)(?:/([0-9]{1,2}))?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final int DEFAULT_PREFIX = 24;

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
    for (var name : NEED_ADDRESS) {
      if (uri.options().containsKey(name) && !uri.options().containsKey("ip")) {
        throw new IllegalArgumentException(
            "option '%s' in '%s' needs 'ip' too; without it DHCP gives all addresses"
                .formatted(name, uri.text()));
      }
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
        case "ip" -> address(options, value, uri);
        case "hostname" -> options.hostName(value);
        case "phy" -> options.phy(PhyMode.parse(value));
        case "buffers" -> options.bufferKiB(buffers(value));
        case "gateway", "mask", "dns" -> inet4(value);
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

  private static void address(W5500Options options, String value, DeviceUri uri) {
    var matcher =
        match(PREFIX, value, "an address with its prefix: it should look like 192.168.1.50/24");
    String mask = uri.options().get("mask");
    if (mask != null && matcher.group(2) != null) {
      throw new IllegalArgumentException("give either a prefix such as /24 or 'mask', not both");
    }
    options.address(
        inet4(matcher.group(1)),
        mask == null ? mask(matcher.group(2)) : inet4(mask),
        inet4(uri.options().getOrDefault("gateway", "0.0.0.0")),
        inet4(uri.options().getOrDefault("dns", "0.0.0.0")));
  }

  private static Inet4Address mask(@Nullable String digits) {
    int prefix = digits == null ? DEFAULT_PREFIX : Integer.parseInt(digits);
    if (prefix < 1 || prefix > Integer.SIZE) {
      throw new IllegalArgumentException("a prefix is 1 to 32 bits long, not " + prefix);
    }
    return Ipv4Bits.address(-1 << (Integer.SIZE - prefix));
  }

  private static int[] buffers(String value) {
    if (!value.matches("[0-9]{1,3}(,[0-9]{1,3})*")) {
      throw new IllegalArgumentException(
          "'%s' is not a list of sizes in KiB: it should look like 4,4,4,4".formatted(value));
    }
    return Arrays.stream(value.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private static Inet4Address inet4(String text) {
    match(ADDRESS, text, "an IPv4 address: it should look like 192.168.1.1");
    try {
      // The pattern has made sure that this is a literal, so nothing is looked up.
      return (Inet4Address) InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "'%s' is not an IPv4 address: each of its numbers is at most 255".formatted(text), e);
    }
  }

  private static Matcher match(Pattern pattern, String value, String form) {
    var matcher = pattern.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(value, form));
    }
    return matcher;
  }
}
