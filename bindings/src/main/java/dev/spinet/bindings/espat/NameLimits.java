package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Limits and modes of AT+CIPDOMAIN and AT+CIPDNS. */
public final class NameLimits {
  /** Longest search in milliseconds; 0 leaves it to the TCP/IP stack. */
  public static final int TIMEOUT_MAX_MILLIS = EspAtConstants.ESP_AT_DOMAIN_TIMEOUT_MAX();

  /** Name servers come from DHCP. */
  public static final int DNS_AUTOMATIC = EspAtConstants.ESP_AT_DNS_AUTOMATIC();

  /** Name servers are set. */
  public static final int DNS_MANUAL = EspAtConstants.ESP_AT_DNS_MANUAL();

  /** Most name servers. */
  public static final int DNS_SERVERS_MAX = EspAtConstants.ESP_AT_DNS_SERVERS_MAX();

  private NameLimits() {}
}
