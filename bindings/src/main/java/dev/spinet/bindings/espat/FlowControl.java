package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Flow control of the serial port, seen from the module (AT+UART_CUR). */
public enum FlowControl {
  /** None. */
  NONE(EspAtConstants.ESP_AT_UART_FLOW_NONE()),

  /** The module says when the host may send. */
  RTS(EspAtConstants.ESP_AT_UART_FLOW_RTS()),

  /** The host says when the module may send. */
  CTS(EspAtConstants.ESP_AT_UART_FLOW_CTS()),

  /** Both. */
  RTS_CTS(EspAtConstants.ESP_AT_UART_FLOW_BOTH());

  private final int code;

  FlowControl(int code) {
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
   * Finds a kind of flow control by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<FlowControl> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
