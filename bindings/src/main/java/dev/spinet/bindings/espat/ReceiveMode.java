package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** How data comes to the host (AT+CIPRECVTYPE, AT+CIPRECVMODE). */
public enum ReceiveMode {
  /** At once. */
  ACTIVE(EspAtConstants.ESP_AT_RECEIVE_ACTIVE()),

  /** When the host asks for it. */
  PASSIVE(EspAtConstants.ESP_AT_RECEIVE_PASSIVE());

  private final int code;

  ReceiveMode(int code) {
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
  public static Optional<ReceiveMode> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
