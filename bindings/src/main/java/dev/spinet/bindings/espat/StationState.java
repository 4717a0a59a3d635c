package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** How far a station has got (AT+CWSTATE). */
public enum StationState {
  /** Has not tried to join yet. */
  IDLE(EspAtConstants.ESP_AT_CWSTATE_IDLE()),

  /** Has joined, and has no IPv4 address yet. */
  CONNECTED(EspAtConstants.ESP_AT_CWSTATE_CONNECTED()),

  /** Has joined, and has an IPv4 address. */
  GOT_IP(EspAtConstants.ESP_AT_CWSTATE_GOT_IP()),

  /** Is joining, or trying again. */
  CONNECTING(EspAtConstants.ESP_AT_CWSTATE_CONNECTING()),

  /** Has left or lost its access point. */
  DISCONNECTED(EspAtConstants.ESP_AT_CWSTATE_DISCONNECTED());

  private final int code;

  StationState(int code) {
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
   * Finds a state by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<StationState> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
