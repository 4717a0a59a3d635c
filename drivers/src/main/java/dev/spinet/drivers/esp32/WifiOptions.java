package dev.spinet.drivers.esp32;

import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The options of a device URI that say which Wi-Fi network to join. No message has a password. */
final class WifiOptions {

  static final String SSID = "ssid";

  /** The environment variable with the password, for those who do not want it in a file. */
  static final String PASSWORD_VARIABLE = "SPINET_WIFI_PASSWORD";

  static final String PASSWORD = "password";
  static final String PASSWORD_FILE = "password-file";
  private static final String SECURITY = "security";
  private static final String BSSID = "bssid";
  private static final List<String> NEED_NAME = List.of(PASSWORD, PASSWORD_FILE, SECURITY, BSSID);

  static final Set<String> NAMES = Set.of(SSID, PASSWORD, PASSWORD_FILE, SECURITY, BSSID);

  /** More than any password has; a larger file is something else. */
  private static final int FILE_MAX = 256;

  private WifiOptions() {}

  /**
   * Reads them.
   *
   * @param environment gives environment variables by their names
   * @return the network; {@code null} if the URI names none
   * @throws IllegalArgumentException if one is wrong; the message says which
   */
  static @Nullable WifiNetwork read(DeviceUri uri, UnaryOperator<@Nullable String> environment) {
    var options = uri.options();
    String ssid = options.get(SSID);
    if (ssid == null) {
      for (var name : NEED_NAME) {
        if (options.containsKey(name)) {
          throw new IllegalArgumentException(
              "option '%s' in '%s' needs 'ssid' too, the name of the network"
                  .formatted(name, uri.text()));
        }
      }
      return null;
    }
    String name = SSID;
    try {
      name = SECURITY;
      var chosen = Optional.ofNullable(options.get(SECURITY)).map(WifiOptions::security);
      name = BSSID;
      var bssid = Optional.ofNullable(options.get(BSSID)).map(MacAddress::parse);
      name = options.containsKey(PASSWORD_FILE) ? PASSWORD_FILE : PASSWORD;
      var password = password(uri, chosen, environment);
      name = SSID;
      var security =
          chosen.orElse(password.isEmpty() ? WifiSecurity.WIFI_OPEN : WifiSecurity.WIFI_WPA2);
      if (security.needsPassword() && password.isEmpty()) {
        throw new IllegalArgumentException(
            "this network needs a password: add password-file=FILE, or set %s"
                .formatted(PASSWORD_VARIABLE));
      }
      return new WifiNetwork(ssid.getBytes(StandardCharsets.UTF_8), security, password, bssid);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option '%s' in '%s': %s".formatted(name, uri.text(), e.getMessage()), e);
    }
  }

  private static String password(
      DeviceUri uri, Optional<WifiSecurity> security, UnaryOperator<@Nullable String> environment) {
    String text = uri.options().get(PASSWORD);
    String file = uri.options().get(PASSWORD_FILE);
    if (text != null && file != null) {
      throw new IllegalArgumentException("give either 'password' or 'password-file', not both");
    }
    if (text != null) {
      return text;
    }
    if (file != null) {
      return contents(file);
    }
    if (security.isPresent() && !security.get().needsPassword()) {
      return "";
    }
    String variable = environment.apply(PASSWORD_VARIABLE);
    return variable == null ? "" : variable;
  }

  private static String contents(String file) {
    try {
      var path = Path.of(file);
      if (Files.isRegularFile(path) && Files.size(path) > FILE_MAX) {
        throw new IllegalArgumentException(
            "the file '%s' holds more than a password".formatted(file));
      }
      String text = Files.readString(path);
      // Editors end the line; a password does not end so.
      return text.replaceFirst("\r?\n\\z", "");
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file '%s'".formatted(file), e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("the file '%s' must not be read".formatted(file), e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the file '%s' is not in UTF-8".formatted(file), e);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'%s' is not a path".formatted(file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read '%s': %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The words are the names of the constants: WIFI_WPA_WPA2 is wpa-wpa2. */
  private static WifiSecurity security(String text) {
    return Arrays.stream(WifiSecurity.values())
        .filter(each -> each != WifiSecurity.WIFI_OTHER)
        .filter(each -> word(each).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is no kind of protection; there are %s"
                    .formatted(
                        text,
                        Arrays.stream(WifiSecurity.values())
                            .filter(each -> each != WifiSecurity.WIFI_OTHER)
                            .map(WifiOptions::word)
                            .collect(Collectors.joining(", ")))));
  }

  private static String word(WifiSecurity security) {
    return security.name().substring("WIFI_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
