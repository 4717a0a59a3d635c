package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Why an access point was not joined (AT+CWJAP). */
public enum JoinError {
  /** It took too long. */
  TIMEOUT(EspAtConstants.ESP_AT_CWJAP_TIMEOUT()),

  /** The password is wrong. */
  WRONG_PASSWORD(EspAtConstants.ESP_AT_CWJAP_WRONG_PASSWORD()),

  /** There is no such access point. */
  NOT_FOUND(EspAtConstants.ESP_AT_CWJAP_NOT_FOUND()),

  /** Something else. */
  FAILED(EspAtConstants.ESP_AT_CWJAP_FAILED());

  private final int code;

  JoinError(int code) {
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
   * Finds an error by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<JoinError> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
