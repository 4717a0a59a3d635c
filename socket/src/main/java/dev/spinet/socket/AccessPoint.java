package dev.spinet.socket;

import java.util.Arrays;

/** An access point that a scan has found. */
public final class AccessPoint {

  private final byte[] ssid;
  private final WifiSecurity security;
  private final int rssi;
  private final MacAddress bssid;
  private final int channel;

  /**
   * An access point.
   *
   * @param ssid the name of its network, bytes as they came; empty if it hides the name
   * @param security how it is protected
   * @param rssi how strong it is received, in dBm: -30 is very near, -90 is lost
   * @param bssid its hardware address
   * @param channel the channel, 1 to 14 on 2.4 GHz
   */
  public AccessPoint(byte[] ssid, WifiSecurity security, int rssi, MacAddress bssid, int channel) {
    this.ssid = ssid.clone();
    this.security = security;
    this.rssi = rssi;
    this.bssid = bssid;
    this.channel = channel;
  }

  /**
   * The name of its network.
   *
   * @return the bytes as they came; none if it hides the name
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
    return WifiNetwork.text(ssid);
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
   * How strong it is received.
   *
   * @return dBm: -30 is very near, -90 is lost
   */
  public int rssi() {
    return rssi;
  }

  /**
   * Its hardware address.
   *
   * @return the address
   */
  public MacAddress bssid() {
    return bssid;
  }

  /**
   * Its channel.
   *
   * @return 1 to 14 on 2.4 GHz
   */
  public int channel() {
    return channel;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessPoint point
        && Arrays.equals(ssid, point.ssid)
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
