package dev.spinet.cli.get;

import dev.spinet.cli.exit.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where something is to be had.
 *
 * @param secure whether over TLS
 * @param host a name or an IPv4 address
 * @param port 1 to 65535
 * @param target path and query as a request names them, ASCII without spaces
 */
record Url(boolean secure, String host, int port, String target) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int HIGHEST_PORT = 0xFFFF;

  /**
   * Reads what a user has written.
   *
   * @throws UsageException if it is nothing that can be got
   */
  static Url parse(String text) throws UsageException {
    try {
      return of(new URI(text.contains("://") ? text : "http://" + text), text);
    } catch (URISyntaxException e) {
      throw new UsageException("'%s' is not a URL: %s".formatted(text, e.getReason()), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Where this leads to.
   *
   * @throws IllegalArgumentException if it is nothing that can be got; the message says why
   */
  Url follow(String location) {
    try {
      return of(new URI(toString()).resolve(new URI(location)), location);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'%s' is not a URL".formatted(location), e);
    }
  }

  private static Url of(URI uri, String text) {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "'%s' is not a URL of HTTP: it should look like http://192.168.1.10/file or https://…"
              .formatted(text));
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "a password in a URL is seen by everybody on this machine; give it as a header in a"
              + " file instead, with -H @FILE");
    }
    String host = uri.getHost();
    if (host == null || host.startsWith("[")) {
      throw new IllegalArgumentException(
          "'%s' names no host by name or IPv4 address".formatted(text));
    }
    boolean secure = scheme.equals("https");
    int port = uri.getPort() < 0 ? (secure ? HTTPS : HTTP) : uri.getPort();
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("'%s' has no port from 1 to 65535".formatted(text));
    }
    // All of it beyond ASCII is percent-encoded by now.
    URI ascii = URI.create(uri.toASCIIString());
    String path = Objects.requireNonNullElse(ascii.getRawPath(), "");
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    return new Url(secure, host, port, (path.isEmpty() ? "/" : path) + query);
  }

  /** Whether another one is served by the same server. */
  boolean hasOriginOf(Url other) {
    return secure == other.secure && port == other.port && host.equalsIgnoreCase(other.host);
  }

  /** The field Host (RFC 9110, section 7.2). */
  String authority() {
    return port == (secure ? HTTPS : HTTP) ? host : host + ":" + port;
  }

  /** A name for a file: the last part of the path, if there is one that can be a file's name. */
  @Nullable String fileName() {
    int end = target.indexOf('?');
    String path = end < 0 ? target : target.substring(0, end);
    String last = path.substring(path.lastIndexOf('/') + 1);
    String name;
    try {
      name = URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      name = last;
    }
    boolean bad =
        name.isEmpty()
            || name.equals(".")
            || name.equals("..")
            || name.chars().anyMatch(c -> c == '/' || c == '\uFFFD' || Character.isISOControl(c));
    return bad ? null : name;
  }

  @Override
  public String toString() {
    return "%s://%s%s".formatted(secure ? "https" : "http", authority(), target);
  }
}
