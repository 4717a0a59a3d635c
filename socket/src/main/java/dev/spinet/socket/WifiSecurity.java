package dev.spinet.socket;

/**
 * How an access point protects its network. The names are those of the original module, for {@code
 * import static dev.spinet.socket.WifiSecurity.*}.
 */
public enum WifiSecurity {
  /** Not at all: no password. */
  WIFI_OPEN,

  /** WEP, which protects from nobody. */
  WIFI_WEP,

  /** WPA. */
  WIFI_WPA,

  /** WPA2. */
  WIFI_WPA2,

  /** WPA and WPA2, whichever a station speaks. */
  WIFI_WPA_WPA2,

  /** WPA2 with a server that checks users. */
  WIFI_WPA2_ENTERPRISE,

  /** WPA3. */
  WIFI_WPA3,

  /** WPA2 and WPA3, whichever a station speaks. */
  WIFI_WPA2_WPA3,

  /** Another kind, of which the scan tells no more. */
  WIFI_OTHER;

  /**
   * Whether joining takes a password.
   *
   * @return {@code false} for {@link #WIFI_OPEN} only
   */
  public boolean needsPassword() {
    return this != WIFI_OPEN;
  }
}
