package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Which addresses AT+CIPDOMAIN looks for. */
public enum AddressPreference {
  /** IPv4 if there is one. */
  PREFER_IPV4(EspAtConstants.ESP_AT_DOMAIN_PREFER_IPV4()),

  /** IPv4 only. */
  IPV4(EspAtConstants.ESP_AT_DOMAIN_IPV4()),

  /** IPv6 only. */
  IPV6(EspAtConstants.ESP_AT_DOMAIN_IPV6());

  private final int code;

  AddressPreference(int code) {
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
   * Finds a preference by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<AddressPreference> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
