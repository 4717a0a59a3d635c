package dev.spinet.socket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A Wi-Fi network that can be joined. Its password goes nowhere but to the chip: no method returns
 * it as part of a text.
 */
public final class WifiNetwork {

  /** Most bytes of a name (IEEE 802.11, 9.4.2.2). */
  private static final int LONGEST_SSID = 32;

  /** Fewest bytes of a password of WPA and its successors (IEEE 802.11, annex J.4). */
  private static final int SHORTEST_PASSWORD = 8;

  /** Most bytes: 63 of a password, or 64 digits of a key. */
  private static final int LONGEST_PASSWORD = 64;

  private final byte[] ssid;
  private final WifiSecurity security;
  private final byte[] password;
  private final Optional<MacAddress> bssid;

  /**
   * A network.
   *
   * @param ssid its name, any 1 to 32 bytes
   * @param security how it is protected; the chip does not join one that is protected less
   * @param password 8 to 63 characters, or 64 hexadecimal digits; empty for an open network
   * @throws IllegalArgumentException if a length is wrong; the message does not tell the password
   */
  public WifiNetwork(byte[] ssid, WifiSecurity security, String password) {
    this(ssid, security, password, Optional.empty());
  }

  /**
   * A network at one of several access points.
   *
   * @param ssid its name, any 1 to 32 bytes
   * @param security how it is protected
   * @param password 8 to 63 characters, or 64 hexadecimal digits; empty for an open network
   * @param bssid the access point's hardware address; empty for the best one
   * @throws IllegalArgumentException if a length is wrong; the message does not tell the password
   */
  public WifiNetwork(
      byte[] ssid, WifiSecurity security, String password, Optional<MacAddress> bssid) {
    if (ssid.length < 1 || ssid.length > LONGEST_SSID) {
      throw new IllegalArgumentException(
          "the name of a Wi-Fi network has 1 to %d bytes, not %d"
              .formatted(LONGEST_SSID, ssid.length));
    }
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    boolean wep = security == WifiSecurity.WIFI_WEP;
    if (!security.needsPassword() && secret.length > 0) {
      throw new IllegalArgumentException("an open Wi-Fi network has no password");
    }
    if (security.needsPassword()
        && (secret.length < (wep ? 1 : SHORTEST_PASSWORD) || secret.length > LONGEST_PASSWORD)) {
      throw new IllegalArgumentException(
          "the password of a Wi-Fi network has %d to %d bytes, not %d"
              .formatted(wep ? 1 : SHORTEST_PASSWORD, LONGEST_PASSWORD, secret.length));
    }
    this.ssid = ssid.clone();
    this.security = security;
    this.password = secret;
    this.bssid = bssid;
  }

  /**
   * A network whose name is a text.
   *
   * @param ssid its name, at most 32 bytes in UTF-8
   * @param security how it is protected
   * @param password its password; empty for an open network
   * @return the network
   * @throws IllegalArgumentException as the constructor
   */
  public static WifiNetwork of(String ssid, WifiSecurity security, String password) {
    return new WifiNetwork(ssid.getBytes(StandardCharsets.UTF_8), security, password);
  }

  /**
   * The name.
   *
   * @return its bytes
   */
  public byte[] ssid() {
    return ssid.clone();
  }

  /**
   * The name as people read it.
   *
   * @return the name, if it is UTF-8; else its bytes in hexadecimal digits
   */
  public String name() {
    return text(ssid);
  }

  /** A name as people read it. */
  static String text(byte... ssid) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(ssid));
      return text.toString();
    } catch (CharacterCodingException e) {
      return HexFormat.of().formatHex(ssid);
    }
  }

  /**
   * How it is protected.
   *
   * @return the kind of protection
   */
  public WifiSecurity security() {
    return security;
  }

  /**
   * The password, for the driver.
   *
   * @return its bytes
   */
  public byte[] password() {
    return password.clone();
  }

  /**
   * The access point.
   *
   * @return its hardware address; empty for the best one
   */
  public Optional<MacAddress> bssid() {
    return bssid;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WifiNetwork network
        && Arrays.equals(ssid, network.ssid)
        && security == network.security
        && Arrays.equals(password, network.password)
        && bssid.equals(network.bssid);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ssid);
  }

  /**
   * The name and the protection, without the password.
   *
   * @return such as {@code "workshop" (WIFI_WPA2)}
   */
  @Override
  public String toString() {
    return "\"%s\" (%s)".formatted(name(), security);
  }
}
