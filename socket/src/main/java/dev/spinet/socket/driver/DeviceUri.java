package dev.spinet.socket.driver;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A device as a user writes it: {@code scheme:path?option=value&option=value}, for example {@code
 * w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&speed=33MHz}.
 *
 * <p>What is secret in it, the password of a Wi-Fi network, is in no text: neither in {@link #text}
 * nor in messages.
 *
 * @param text the URI as it was written, without what is secret
 * @param scheme what kind of device, in lower case
 * @param path what follows the scheme, up to the question mark; may be empty
 * @param options the options in the order in which they were written
 */
public record DeviceUri(String text, String scheme, String path, Map<String, String> options) {

  /** How the names of options begin, also of those that are joined by mistake with another sign. */
  private static final String BEGIN = "[?&;,]";

  /** The names of options with a password, misspelt ones and those of other programs among them. */
  private static final String SECRET_NAME =
      "(?!password-file=)[a-z0-9_-]*(?:pass|psk|pw|key|secret|phrase)[a-z0-9_-]*|ap";

  /** A name of which it cannot be seen what it means, such as one with percent signs. */
  private static final String ODD_NAME = "[^=&?;,]*[^a-z0-9_=&?;,:/.-][^=&?;,]*";

  /** Options with a password, and all that follows: a stray & may be part of one. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(%s(?:(?:%s)[=:]|%s=)).+".formatted(BEGIN, SECRET_NAME, ODD_NAME),
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** Copies the options. */
  public DeviceUri {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * Takes a URI apart.
   *
   * @param text the URI
   * @return its parts, percent-decoded in the option values
   * @throws IllegalArgumentException if it is malformed; the message says how it should look
   */
  public static DeviceUri parse(String text) {
    String shown = withoutSecrets(text);
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "'%s' is not a device URI: it should look like w5500:/dev/spidev0.0?speed=33MHz"
              .formatted(shown));
    }
    String scheme = text.substring(0, colon);
    if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
      throw new IllegalArgumentException(
          "'%s' in '%s' is not a device scheme: lower-case letters, digits, + . - are allowed"
              .formatted(withoutSecrets(scheme), shown));
    }
    int query = text.indexOf('?', colon);
    String path = text.substring(colon + 1, query < 0 ? text.length() : query);
    Map<String, String> options = new LinkedHashMap<>();
    if (query >= 0) {
      for (String option : text.substring(query + 1).split("&", -1)) {
        int equals = option.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              "'%s' in '%s' is not an option: options look like name=value, joined by &"
                  .formatted(shown.equals(text) ? option : "what follows an option", shown));
        }
        String name = option.substring(0, equals);
        String value = decoded(name, option.substring(equals + 1), shown);
        if (options.put(name, value) != null) {
          throw new IllegalArgumentException(
              "option '%s' is given twice in '%s'".formatted(name, shown));
        }
      }
    }
    return new DeviceUri(shown, scheme, path, options);
  }

  private static String decoded(String name, String value, String shown) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      // Its message would repeat a part of the value, which may be secret.
      throw new IllegalArgumentException(
          "option '%s' in '%s' has a percent sign without two hexadecimal digits behind it; the sign itself is %%25"
              .formatted(name, shown));
    }
  }

  /**
   * A device URI as it may be shown: behind the first option that holds a password everything is
   * left out.
   *
   * @param text the URI as a user has written it, malformed or not
   * @return the same, or its beginning and three asterisks
   */
  public static String withoutSecrets(String text) {
    return SECRET.matcher(text).replaceFirst("$1***");
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * Refuses options that are not known, so that a misspelt one is not silently ignored.
   *
   * @param known the names of all options this device has
   * @throws IllegalArgumentException if there is another; the message lists the known ones
   */
  public void requireOptions(Set<String> known) {
    for (String name : options.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown option '%s' in '%s'; %s"
                .formatted(
                    name,
                    scheme + ":" + path, // What the values mean is not known: none is shown.
                    known.isEmpty()
                        ? scheme + ": takes no options"
                        : scheme
                            + ": takes "
                            + known.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
  }
}
