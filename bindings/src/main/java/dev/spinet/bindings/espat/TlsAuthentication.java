package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Who proves who it is (AT+CIPSSLCCONF). */
public enum TlsAuthentication {
  /** Nobody: the server is believed without proof. */
  NONE(EspAtConstants.ESP_AT_SSL_AUTH_NONE()),

  /** The module. */
  CLIENT(EspAtConstants.ESP_AT_SSL_AUTH_CLIENT()),

  /** The server. */
  SERVER(EspAtConstants.ESP_AT_SSL_AUTH_SERVER()),

  /** Both. */
  BOTH(EspAtConstants.ESP_AT_SSL_AUTH_BOTH());

  private final int code;

  TlsAuthentication(int code) {
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
  public static Optional<TlsAuthentication> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
