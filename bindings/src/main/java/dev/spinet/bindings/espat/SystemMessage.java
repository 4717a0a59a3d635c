package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Bits of AT+SYSMSG. */
public final class SystemMessage {
  /** Say when passthrough mode ends. */
  public static final int QUIT = EspAtConstants.ESP_AT_SYSMSG_QUIT();

  /** +LINK_CONN instead of CONNECT. */
  public static final int LINK = EspAtConstants.ESP_AT_SYSMSG_LINK();

  /** Wi-Fi and link messages in passthrough mode too. */
  public static final int STATUS = EspAtConstants.ESP_AT_SYSMSG_STATUS();

  private SystemMessage() {}
}
