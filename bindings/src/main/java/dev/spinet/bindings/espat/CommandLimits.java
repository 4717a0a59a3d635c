package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** What fits into a command (ESP-AT User Guide, introduction of the command set). */
public final class CommandLimits {
  /** Most bytes of one command, CR LF included. */
  public static final int COMMAND_MAX = EspAtConstants.ESP_AT_COMMAND_MAX();

  /** Most bytes of a host name or address (AT+CIPSTART). */
  public static final int HOST_MAX = EspAtConstants.ESP_AT_HOST_MAX();

  /** Most bytes of an SSID. */
  public static final int SSID_MAX = EspAtConstants.ESP_AT_SSID_MAX();

  /** Fewest bytes of a password of WPA and later. */
  public static final int PASSWORD_MIN = EspAtConstants.ESP_AT_PASSWORD_MIN();

  /** Most bytes of a password (AT+CWJAP). */
  public static final int PASSWORD_MAX = EspAtConstants.ESP_AT_PASSWORD_MAX();

  /** Most bytes of the module's own name (AT+CWHOSTNAME). */
  public static final int HOSTNAME_MAX = EspAtConstants.ESP_AT_HOSTNAME_MAX();

  private CommandLimits() {}
}
