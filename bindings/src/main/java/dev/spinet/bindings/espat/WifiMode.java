package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** What the radio is used for (AT+CWMODE). */
public enum WifiMode {
  /** The radio is off. */
  OFF(EspAtConstants.ESP_AT_CWMODE_NULL()),

  /** Joins an access point. */
  STATION(EspAtConstants.ESP_AT_CWMODE_STATION()),

  /** Is an access point. */
  SOFTAP(EspAtConstants.ESP_AT_CWMODE_SOFTAP()),

  /** Both at a time. */
  BOTH(EspAtConstants.ESP_AT_CWMODE_BOTH());

  private final int code;

  WifiMode(int code) {
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
   * Finds a mode by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<WifiMode> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
