package dev.spinet.cli.relay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port as users write them: {@code 192.168.1.10:80}, {@code printer.lan:631}.
 *
 * @param host a name or an IPv4 address; empty for any address of one's own
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})):)?([0-9]{1,5})");
  private static final int PORT_MAX = 0xFFFF;

  /**
   * Reads a host that is to be reached.
   *
   * @param text what the user wrote
   * @return its parts
   * @throws IllegalArgumentException if it is not one; the message is for the user
   */
  public static HostPort target(String text) {
    var read = read(text, 1, "192.168.1.10:80");
    if (read.host.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' names no host: it should look like 192.168.1.10:%d".formatted(text, read.port));
    }
    return read;
  }

  /**
   * Reads where to listen; a port alone leaves the address to {@code defaultHost}.
   *
   * @throws IllegalArgumentException if it is not that; the message is for the user
   */
  static HostPort listener(String text, String defaultHost) {
    var read = read(text, 0, "8080 or 127.0.0.1:8080");
    return read.host.isEmpty() ? new HostPort(defaultHost, read.port) : read;
  }

  private static HostPort read(String text, int least, String example) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a host and a port: it should look like %s".formatted(text, example));
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < least || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "in '%s': a port is %d to %d, not %d".formatted(text, least, PORT_MAX, port));
    }
    return new HostPort(matcher.group(1) == null ? "" : matcher.group(1), port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
