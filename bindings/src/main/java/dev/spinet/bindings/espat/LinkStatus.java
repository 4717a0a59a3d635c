package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** STATUS of AT+CIPSTATUS. */
public enum LinkStatus {
  /** The station is not started. */
  INITIALISED(EspAtConstants.ESP_AT_STATUS_INITIALISED()),

  /** The station is started. */
  STARTED(EspAtConstants.ESP_AT_STATUS_STARTED()),

  /** It has joined, and has an address. */
  GOT_IP(EspAtConstants.ESP_AT_STATUS_GOT_IP()),

  /** There is a link. */
  LINKED(EspAtConstants.ESP_AT_STATUS_LINKED()),

  /** All links have gone. */
  UNLINKED(EspAtConstants.ESP_AT_STATUS_UNLINKED()),

  /** It has not joined. */
  NOT_JOINED(EspAtConstants.ESP_AT_STATUS_NOT_JOINED());

  private final int code;

  LinkStatus(int code) {
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
   * Finds a status by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<LinkStatus> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
