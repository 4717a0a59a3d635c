package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** How an access point encrypts: ecn of AT+CWLAP and AT+CWSAP, authmode of AT+CWJAP. */
public enum Encryption {
  /** Not at all. */
  OPEN(EspAtConstants.ESP_AT_ECN_OPEN()),

  /** WEP. */
  WEP(EspAtConstants.ESP_AT_ECN_WEP()),

  /** WPA with a password. */
  WPA(EspAtConstants.ESP_AT_ECN_WPA_PSK()),

  /** WPA2 with a password. */
  WPA2(EspAtConstants.ESP_AT_ECN_WPA2_PSK()),

  /** WPA or WPA2 with a password. */
  WPA_WPA2(EspAtConstants.ESP_AT_ECN_WPA_WPA2_PSK()),

  /** WPA2 with a server. */
  WPA2_ENTERPRISE(EspAtConstants.ESP_AT_ECN_WPA2_ENTERPRISE()),

  /** WPA3 with a password. */
  WPA3(EspAtConstants.ESP_AT_ECN_WPA3_PSK()),

  /** WPA2 or WPA3 with a password. */
  WPA2_WPA3(EspAtConstants.ESP_AT_ECN_WPA2_WPA3_PSK()),

  /** WAPI with a password; the module cannot join it. */
  WAPI(EspAtConstants.ESP_AT_ECN_WAPI_PSK()),

  /** Opportunistic encryption, without a password. */
  OWE(EspAtConstants.ESP_AT_ECN_OWE()),

  /** WPA3 with a server, 192 bits. */
  WPA3_ENTERPRISE_192(EspAtConstants.ESP_AT_ECN_WPA3_ENT_192()),

  /** WPA3 with a password, extended. */
  WPA3_EXTENDED(EspAtConstants.ESP_AT_ECN_WPA3_EXT_PSK()),

  /** WPA3 with a password, extended or not. */
  WPA3_EXTENDED_MIXED(EspAtConstants.ESP_AT_ECN_WPA3_EXT_PSK_MIXED()),

  /** Device provisioning. */
  DPP(EspAtConstants.ESP_AT_ECN_DPP()),

  /** WPA3 with a server. */
  WPA3_ENTERPRISE(EspAtConstants.ESP_AT_ECN_WPA3_ENTERPRISE()),

  /** WPA2 or WPA3 with a server. */
  WPA2_WPA3_ENTERPRISE(EspAtConstants.ESP_AT_ECN_WPA2_WPA3_ENTERPRISE());

  private final int code;

  Encryption(int code) {
    this.code = code;
  }

  /**
   * The number that stands for it on the wire.
   *
   * @return the number
   */
  public int code() {
    return code;
  }

  /**
   * Finds a kind of encryption by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<Encryption> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
