package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** What the length in +IPD counts (AT+CIPRECVTYPE, from v5.0 on). */
public enum LengthReport {
  /** All that waits. */
  TOTAL(EspAtConstants.ESP_AT_RECEIVE_LENGTH_TOTAL()),

  /** The next datagram. */
  DATAGRAM(EspAtConstants.ESP_AT_RECEIVE_LENGTH_DATAGRAM());

  private final int code;

  LengthReport(int code) {
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
  public static Optional<LengthReport> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
