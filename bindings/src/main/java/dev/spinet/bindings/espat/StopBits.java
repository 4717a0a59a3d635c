package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Stop bits of the serial port (AT+UART_CUR). */
public enum StopBits {
  /** One. */
  ONE(EspAtConstants.ESP_AT_UART_STOP_BITS_1()),

  /** One and a half. */
  ONE_AND_A_HALF(EspAtConstants.ESP_AT_UART_STOP_BITS_1_5()),

  /** Two. */
  TWO(EspAtConstants.ESP_AT_UART_STOP_BITS_2());

  private final int code;

  StopBits(int code) {
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
   * Finds stop bits by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<StopBits> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
