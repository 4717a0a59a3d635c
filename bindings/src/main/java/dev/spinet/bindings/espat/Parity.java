package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Parity of the serial port (AT+UART_CUR). */
public enum Parity {
  /** No parity bit. */
  NONE(EspAtConstants.ESP_AT_UART_PARITY_NONE()),

  /** Odd. */
  ODD(EspAtConstants.ESP_AT_UART_PARITY_ODD()),

  /** Even. */
  EVEN(EspAtConstants.ESP_AT_UART_PARITY_EVEN());

  private final int code;

  Parity(int code) {
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
   * Finds a parity by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<Parity> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
