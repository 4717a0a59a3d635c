package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** The serial port of a module (AT+UART_CUR and the port layer of the firmware). */
public final class UartLimits {
  /** Bits per second after a start. */
  public static final int BAUD_DEFAULT = EspAtConstants.ESP_AT_BAUD_DEFAULT();

  /** Fewest bits per second. */
  public static final int BAUD_MIN = EspAtConstants.ESP_AT_BAUD_MIN();

  /** Most bits per second. */
  public static final int BAUD_MAX = EspAtConstants.ESP_AT_BAUD_MAX();

  /** Most bits per second of an ESP32-C2. */
  public static final int BAUD_MAX_C2 = EspAtConstants.ESP_AT_BAUD_MAX_C2();

  /** Eight data bits. */
  public static final int DATA_BITS_8 = EspAtConstants.ESP_AT_UART_DATA_BITS_8();

  /** Bytes from the host that wait for the firmware at most. */
  public static final int RX_BUFFER = EspAtConstants.ESP_AT_UART_RX_BUFFER();

  /** Bytes for the host that wait for the line at most. */
  public static final int TX_BUFFER = EspAtConstants.ESP_AT_UART_TX_BUFFER();

  /** Bytes in the UART itself, in each direction. */
  public static final int FIFO = EspAtConstants.ESP_AT_UART_FIFO();

  /** RTS goes inactive at so many bytes in the FIFO. */
  public static final int RTS_THRESHOLD = EspAtConstants.ESP_AT_UART_RTS_THRESHOLD();

  private UartLimits() {}
}
