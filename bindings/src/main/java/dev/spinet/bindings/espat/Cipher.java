package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Cipher of an access point, for one or for all stations (AT+CWLAP). */
public enum Cipher {
  /** None. */
  NONE(EspAtConstants.ESP_AT_CIPHER_NONE()),

  /** WEP, 40 bits. */
  WEP40(EspAtConstants.ESP_AT_CIPHER_WEP40()),

  /** WEP, 104 bits. */
  WEP104(EspAtConstants.ESP_AT_CIPHER_WEP104()),

  /** TKIP. */
  TKIP(EspAtConstants.ESP_AT_CIPHER_TKIP()),

  /** CCMP. */
  CCMP(EspAtConstants.ESP_AT_CIPHER_CCMP()),

  /** TKIP and CCMP. */
  TKIP_CCMP(EspAtConstants.ESP_AT_CIPHER_TKIP_CCMP());

  private final int code;

  Cipher(int code) {
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
   * Finds a cipher by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<Cipher> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
