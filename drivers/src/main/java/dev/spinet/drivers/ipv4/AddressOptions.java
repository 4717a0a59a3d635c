package dev.spinet.drivers.ipv4;

import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DeviceUri;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of a device URI that set static addresses: the same ones for every chip. */
public final class AddressOptions {

  /** The names of the options. */
  public static final Set<String> NAMES = Set.of("ip", "mask", "gateway", "dns");

  private static final String ADDRESS_OPTION = "ip";
  private static final List<String> NEED_ADDRESS = List.of("mask", "gateway", "dns");
  private static final Pattern PREFIX = Pattern.compile("([0-9.]+)(?:/([0-9]{1,2}))?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final int DEFAULT_PREFIX = 24;

  private AddressOptions() {}

  /**
   * Reads them.
   *
   * @param uri the URI
   * @return the addresses, without a hardware address; {@code null} if the URI has none
   * @throws IllegalArgumentException if one is wrong; the message says which
   */
  public static @Nullable LinkInfo read(DeviceUri uri) {
    String ip = uri.options().get(ADDRESS_OPTION);
    String name = ADDRESS_OPTION;
    try {
      for (var each : NEED_ADDRESS) {
        name = each;
        var _ = inet4(uri.options().getOrDefault(each, "0.0.0.0"));
        if (ip == null && uri.options().containsKey(each)) {
          throw new IllegalArgumentException(
              "it needs 'ip' too; without that, DHCP gives all addresses");
        }
      }
      name = ADDRESS_OPTION;
      return ip == null ? null : address(ip, uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option '%s' in '%s': %s".formatted(name, uri.text(), e.getMessage()), e);
    }
  }

  private static LinkInfo address(String value, DeviceUri uri) {
    var matcher =
        match(PREFIX, value, "an address with its prefix: it should look like 192.168.1.50/24");
    String mask = uri.options().get("mask");
    if (mask != null && matcher.group(2) != null) {
      throw new IllegalArgumentException("give either a prefix such as /24 or 'mask', not both");
    }
    return LinkInfo.ofStatic(
        inet4(matcher.group(1)),
        mask == null ? mask(matcher.group(2)) : inet4(mask),
        inet4(uri.options().getOrDefault("gateway", "0.0.0.0")),
        inet4(uri.options().getOrDefault("dns", "0.0.0.0")),
        new MacAddress(0));
  }

  private static Inet4Address mask(@Nullable String digits) {
    int prefix = digits == null ? DEFAULT_PREFIX : Integer.parseInt(digits);
    if (prefix < 1 || prefix > Integer.SIZE) {
      throw new IllegalArgumentException("a prefix is 1 to 32 bits long, not " + prefix);
    }
    return Ipv4Bits.address(-1 << (Integer.SIZE - prefix));
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
