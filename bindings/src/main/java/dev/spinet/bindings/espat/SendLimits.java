package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Limits of AT+CIPSEND, AT+CIPSENDL, AT+TRANSINTVL and of leaving data mode. */
public final class SendLimits {
  /** Most bytes of one AT+CIPSEND, from v2.3 on. */
  public static final int SEND_MAX = EspAtConstants.ESP_AT_SEND_MAX();

  /** The same up to v2.2. */
  public static final int SEND_MAX_OLD = EspAtConstants.ESP_AT_SEND_MAX_OLD();

  /** Most bytes of one AT+CIPSENDL. */
  public static final int SENDL_MAX = EspAtConstants.ESP_AT_SENDL_MAX();

  /** Fewest bytes between two reports of AT+CIPSENDL. */
  public static final int REPORT_MIN = EspAtConstants.ESP_AT_SENDL_REPORT_MIN();

  /** Bytes between two reports unless it is said otherwise. */
  public static final int REPORT_DEFAULT = EspAtConstants.ESP_AT_SENDL_REPORT_DEFAULT();

  /** Most of them. */
  public static final int REPORT_MAX = EspAtConstants.ESP_AT_SENDL_REPORT_MAX();

  /** Fewest bytes that go to the TCP/IP stack at a time. */
  public static final int TRANSMIT_MIN = EspAtConstants.ESP_AT_SENDL_TRANSMIT_MIN();

  /** Bytes that go to it unless it is said otherwise. */
  public static final int TRANSMIT_DEFAULT = EspAtConstants.ESP_AT_SENDL_TRANSMIT_DEFAULT();

  /** Most of them. */
  public static final int TRANSMIT_MAX = EspAtConstants.ESP_AT_SENDL_TRANSMIT_MAX();

  /** Milliseconds that a smaller block waits for more. */
  public static final int TRANSMIT_INTERVAL_DEFAULT_MILLIS =
      EspAtConstants.ESP_AT_TRANSMIT_INTERVAL_DEFAULT();

  /** Most of them. */
  public static final int TRANSMIT_INTERVAL_MAX_MILLIS =
      EspAtConstants.ESP_AT_TRANSMIT_INTERVAL_MAX();

  /** The byte that leaves data mode. */
  public static final int ESCAPE_BYTE = EspAtConstants.ESP_AT_ESCAPE_BYTE();

  /** How many of them. */
  public static final int ESCAPE_COUNT = EspAtConstants.ESP_AT_ESCAPE_COUNT();

  /** Milliseconds of silence before and after them. */
  public static final int ESCAPE_GUARD_MILLIS = EspAtConstants.ESP_AT_ESCAPE_GUARD();

  /** Milliseconds to wait before the next command. */
  public static final int ESCAPE_PAUSE_MILLIS = EspAtConstants.ESP_AT_ESCAPE_PAUSE();

  private SendLimits() {}
}
