package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Whom a UDP link sends to (AT+CIPSTART). */
public enum UdpPeer {
  /** The peer of AT+CIPSTART. */
  FIXED(EspAtConstants.ESP_AT_UDP_PEER_FIXED()),

  /** The first sender. */
  FIRST(EspAtConstants.ESP_AT_UDP_PEER_FIRST()),

  /** The last sender. */
  LAST(EspAtConstants.ESP_AT_UDP_PEER_LAST());

  private final int code;

  UdpPeer(int code) {
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
  public static Optional<UdpPeer> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
