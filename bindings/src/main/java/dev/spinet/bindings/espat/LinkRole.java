package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Who began a connection (AT+CIPSTATE). */
public enum LinkRole {
  /** This module. */
  CLIENT(EspAtConstants.ESP_AT_ROLE_CLIENT()),

  /** The peer. */
  SERVER(EspAtConstants.ESP_AT_ROLE_SERVER());

  private final int code;

  LinkRole(int code) {
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
   * Finds a role by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<LinkRole> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
