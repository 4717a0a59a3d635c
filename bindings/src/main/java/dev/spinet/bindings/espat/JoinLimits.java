package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Times and counts of AT+CWJAP and AT+CWRECONNCFG. */
public final class JoinLimits {
  /** How long a join may take unless it is said otherwise, in seconds. */
  public static final int TIMEOUT_DEFAULT_SECONDS = EspAtConstants.ESP_AT_JAP_TIMEOUT_DEFAULT();

  /** Shortest such time, in seconds. */
  public static final int TIMEOUT_MIN_SECONDS = EspAtConstants.ESP_AT_JAP_TIMEOUT_MIN();

  /** Longest such time, in seconds. */
  public static final int TIMEOUT_MAX_SECONDS = EspAtConstants.ESP_AT_JAP_TIMEOUT_MAX();

  /** Seconds between attempts to join again, unless it is said otherwise. */
  public static final int RECONNECT_INTERVAL_DEFAULT_SECONDS =
      EspAtConstants.ESP_AT_RECONNECT_INTERVAL_DEFAULT();

  /** Most seconds between attempts to join again; 0 is never. */
  public static final int RECONNECT_INTERVAL_MAX_SECONDS =
      EspAtConstants.ESP_AT_RECONNECT_INTERVAL_MAX();

  /** Most attempts to join again; 0 is for ever. */
  public static final int RECONNECT_COUNT_MAX = EspAtConstants.ESP_AT_RECONNECT_COUNT_MAX();

  /** Beacon intervals between two that are heard. */
  public static final int LISTEN_INTERVAL_DEFAULT = EspAtConstants.ESP_AT_LISTEN_INTERVAL_DEFAULT();

  /** Most of them. */
  public static final int LISTEN_INTERVAL_MAX = EspAtConstants.ESP_AT_LISTEN_INTERVAL_MAX();

  private JoinLimits() {}
}
