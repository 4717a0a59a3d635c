package dev.spinet.bindings.linux;

/**
 * How a serial port is to be driven. Characters always have 8 bits, no parity and one stop bit.
 *
 * @param baudRate bits per second in both directions, at least 1; any number that the hardware can
 *     make
 * @param flowControl whether the RTS and CTS wires say who may send
 */
public record SerialConfig(int baudRate, boolean flowControl) {

  /**
   * Checks the speed.
   *
   * @throws IllegalArgumentException if {@code baudRate} is less than 1
   */
  public SerialConfig {
    if (baudRate < 1) {
      throw new IllegalArgumentException("a baud rate is at least 1, not " + baudRate);
    }
  }

  /**
   * A port without flow control.
   *
   * @param baudRate bits per second, at least 1
   * @return the configuration
   * @throws IllegalArgumentException if {@code baudRate} is less than 1
   */
  public static SerialConfig of(int baudRate) {
    return new SerialConfig(baudRate, false);
  }

  /**
   * The same with flow control switched.
   *
   * @param enabled whether the RTS and CTS wires say who may send
   * @return the configuration
   */
  public SerialConfig withFlowControl(boolean enabled) {
    return new SerialConfig(baudRate, enabled);
  }
}
