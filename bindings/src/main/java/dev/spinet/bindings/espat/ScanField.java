package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Which fields AT+CWLAP shows, as bits (AT+CWLAPOPT). */
public final class ScanField {
  /** Encryption. */
  public static final int ECN = EspAtConstants.ESP_AT_CWLAP_ECN();

  /** Name. */
  public static final int SSID = EspAtConstants.ESP_AT_CWLAP_SSID();

  /** Signal strength in dBm. */
  public static final int RSSI = EspAtConstants.ESP_AT_CWLAP_RSSI();

  /** BSSID. */
  public static final int MAC = EspAtConstants.ESP_AT_CWLAP_MAC();

  /** Channel. */
  public static final int CHANNEL = EspAtConstants.ESP_AT_CWLAP_CHANNEL();

  /** Frequency offset. */
  public static final int FREQUENCY_OFFSET = EspAtConstants.ESP_AT_CWLAP_FREQUENCY_OFFSET();

  /** Frequency calibration. */
  public static final int FREQUENCY_CALIBRATION =
      EspAtConstants.ESP_AT_CWLAP_FREQUENCY_CALIBRATION();

  /** Cipher for one station. */
  public static final int PAIRWISE_CIPHER = EspAtConstants.ESP_AT_CWLAP_PAIRWISE_CIPHER();

  /** Cipher for all stations. */
  public static final int GROUP_CIPHER = EspAtConstants.ESP_AT_CWLAP_GROUP_CIPHER();

  /** 802.11 b, g, n as bits. */
  public static final int PROTOCOL = EspAtConstants.ESP_AT_CWLAP_PROTOCOL();

  /** Whether WPS is on. */
  public static final int WPS = EspAtConstants.ESP_AT_CWLAP_WPS();

  /** All of them. */
  public static final int DEFAULT = EspAtConstants.ESP_AT_CWLAP_DEFAULT();

  private ScanField() {}
}
