package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Bits of AT+CWDHCP. */
public final class DhcpBits {
  /** The station asks for its address. */
  public static final int STATION = EspAtConstants.ESP_AT_CWDHCP_STATION();

  /** The access point gives addresses. */
  public static final int SOFTAP = EspAtConstants.ESP_AT_CWDHCP_SOFTAP();

  private DhcpBits() {}
}
