package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** How many links there may be (AT+CIPMUX). */
public enum Multiplexing {
  /** One, without an id. */
  SINGLE(EspAtConstants.ESP_AT_MUX_SINGLE()),

  /** Several, each with its id. */
  MULTIPLE(EspAtConstants.ESP_AT_MUX_MULTIPLE());

  private final int code;

  Multiplexing(int code) {
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
  public static Optional<Multiplexing> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
