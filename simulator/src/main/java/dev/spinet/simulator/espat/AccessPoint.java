package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.Encryption;
import dev.spinet.simulator.packet.MacAddress;
import java.nio.charset.StandardCharsets;

/**
 * An access point as stations hear it. Texts are wire text: each character stands for the byte of
 * its number.
 *
 * @param ssid its name, 1 to 32 bytes of any value
 * @param password empty if it has none
 * @param encryption how it encrypts
 * @param bssid its address
 * @param channel its channel, 1 to 14
 * @param rssi how strong it is heard, in dBm
 * @param hidden whether it does not tell its name
 */
public record AccessPoint(
    String ssid,
    String password,
    Encryption encryption,
    MacAddress bssid,
    int channel,
    int rssi,
    boolean hidden) {

  private static final int CHANNEL_MAX = 14;
  private static final int BYTE_MAX = 0xFF;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left; the message says which
   */
  public AccessPoint {
    requireBytes("SSID", ssid, 1, CommandLimits.SSID_MAX);
    requireBytes(
        "password",
        password,
        isOpen(encryption) ? 0 : 1,
        isOpen(encryption) ? 0 : CommandLimits.PASSWORD_MAX);
    if (channel < 1 || channel > CHANNEL_MAX) {
      throw new IllegalArgumentException("a channel is 1 to 14, not " + channel);
    }
  }

  private static void requireBytes(String what, String text, int least, int most) {
    if (text.length() < least || text.length() > most) {
      throw new IllegalArgumentException(
          "this %s needs %d to %d bytes, not %d".formatted(what, least, most, text.length()));
    }
    if (text.chars().anyMatch(character -> character > BYTE_MAX)) {
      throw new IllegalArgumentException("the " + what + " is not wire text");
    }
  }

  private static boolean isOpen(Encryption encryption) {
    return encryption == Encryption.OPEN || encryption == Encryption.OWE;
  }

  /**
   * The name for people to read.
   *
   * @return the SSID's bytes as UTF-8, with a replacement character for what is none
   */
  public String displayName() {
    return new String(WireText.bytes(ssid), StandardCharsets.UTF_8);
  }

  /**
   * An access point with WPA2 on channel 6, well heard.
   *
   * @param ssid its name, in UTF-8 at most 32 bytes
   * @param password its password; empty for an open one
   * @return the access point
   */
  public static AccessPoint of(String ssid, String password) {
    return new AccessPoint(
        WireText.of(ssid),
        WireText.of(password),
        password.isEmpty() ? Encryption.OPEN : Encryption.WPA2,
        MacAddress.parse("02:53:50:4e:a0:01"),
        6,
        -47,
        false);
  }

  /**
   * The same with another name.
   *
   * @param newSsid its name, 1 to 32 bytes of any value
   * @return a new access point
   */
  public AccessPoint withSsid(String newSsid) {
    return new AccessPoint(newSsid, password, encryption, bssid, channel, rssi, hidden);
  }

  /**
   * The same with another encryption.
   *
   * @param newEncryption how it encrypts
   * @return a new access point
   */
  public AccessPoint withEncryption(Encryption newEncryption) {
    return new AccessPoint(ssid, password, newEncryption, bssid, channel, rssi, hidden);
  }

  /**
   * The same with another address.
   *
   * @param newBssid its address
   * @return a new access point
   */
  public AccessPoint withBssid(MacAddress newBssid) {
    return new AccessPoint(ssid, password, encryption, newBssid, channel, rssi, hidden);
  }

  /**
   * The same, elsewhere in the air.
   *
   * @param newChannel its channel, 1 to 14
   * @param newRssi how strong it is heard, in dBm
   * @return a new access point
   */
  public AccessPoint withSignal(int newChannel, int newRssi) {
    return new AccessPoint(ssid, password, encryption, bssid, newChannel, newRssi, hidden);
  }

  /**
   * The same, but silent about its name.
   *
   * @return a new access point
   */
  public AccessPoint asHidden() {
    return new AccessPoint(ssid, password, encryption, bssid, channel, rssi, true);
  }

  /** Whether a station joins that wants neither an open network nor WEP (AT+CWJAP). */
  boolean isProtected() {
    return encryption != Encryption.OPEN && encryption != Encryption.WEP;
  }

  /** Whether a station may join with a password. */
  boolean accepts(String offered) {
    return isOpen(encryption) || offered.equals(password);
  }

  /** All but the password. */
  @Override
  public String toString() {
    return "AccessPoint[ssid=%s, encryption=%s, bssid=%s, channel=%d, rssi=%d]"
        .formatted(ssid, encryption, bssid, channel, rssi);
  }
}
