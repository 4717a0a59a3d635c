package dev.spinet.drivers.dns;

import java.net.IDN;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * The name of a host as it goes into a question: labels of letters, digits, hyphens and underscores
 * (RFC 1123, section 2.1; the underscore is wrong there but in use), 63 bytes each and 253 together
 * (RFC 1035, section 2.3.4). Names in other scripts are in the form of RFC 3490.
 *
 * @param text the labels with dots between them, in lower case
 */
public record HostName(String text) {

  private static final int LONGEST_NAME = 253;
  private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";

  /** Names that never are a host's elsewhere (RFC 6761, section 6.3). */
  private static final String LOCALHOST = "localhost";

  /**
   * Reads a name as people write it.
   *
   * @param name the name
   * @return the name as it goes into a question
   * @throws UnknownHostException if no host can have it; the message says why
   */
  public static HostName of(String name) throws UnknownHostException {
    String ascii;
    try {
      ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw unknown(name, String.valueOf(e.getMessage()), e);
    }
    String text = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (text.isEmpty()) {
      throw unknown(name, "it is empty", null);
    }
    if (text.length() > LONGEST_NAME) {
      throw unknown(name, "it is longer than %d characters".formatted(LONGEST_NAME), null);
    }
    for (String label : text.split("\\.", -1)) {
      if (!label.matches(LABEL)) {
        throw unknown(
            name,
            "'%s' is not made of letters, digits and hyphens, 1 to 63 of them".formatted(label),
            null);
      }
    }
    return new HostName(text);
  }

  private static UnknownHostException unknown(
      String name, String reason, @org.jspecify.annotations.Nullable Exception cause) {
    var exception =
        new UnknownHostException("'%s' cannot be the name of a host: %s".formatted(name, reason));
    exception.initCause(cause);
    return exception;
  }

  List<String> labels() {
    return List.of(text.split("\\.", -1));
  }

  /**
   * Whether it means the asking host itself, which no server can know.
   *
   * @return whether the name ends with "localhost"
   */
  public boolean isLocalhost() {
    return text.equals(LOCALHOST) || text.endsWith("." + LOCALHOST);
  }
}
