package dev.spinet.socket;

/**
 * An access point that a scan has found.
 *
 * @param ssid the name of its network, bytes as they came; empty if it hides the name
 * @param security how it is protected
 * @param rssi how strong it is received, in dBm: -30 is very near, -90 is lost
 * @param bssid its hardware address
 * @param channel the channel, 1 to 14 on 2.4 GHz
 */
public record AccessPoint(
    byte[] ssid, WifiSecurity security, int rssi, MacAddress bssid, int channel) {

  /** Copies the name. */
  public AccessPoint {
    ssid = ssid.clone();
  }

  /**
   * The name.
   *
   * @return its bytes
   */
  @Override
  public byte[] ssid() {
    return ssid.clone();
  }

  /**
   * The name as people read it.
   *
   * @return the name, if it is UTF-8; else its bytes in hexadecimal digits
   */
  public String name() {
    return WifiNetwork.text(ssid);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessPoint point
        && java.util.Arrays.equals(ssid, point.ssid)
        && security == point.security
        && rssi == point.rssi
        && bssid.equals(point.bssid)
        && channel == point.channel;
  }

  @Override
  public int hashCode() {
    return bssid.hashCode();
  }

  @Override
  public String toString() {
    return "\"%s\" (%s, %d dBm, %s, channel %d)".formatted(name(), security, rssi, bssid, channel);
  }
}
