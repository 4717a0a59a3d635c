package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;

/** Limits of links (AT+CIPSTART, AT+CIPSERVER, AT+CIPSTO, AT+CIPTCPOPT). */
public final class LinkLimits {
  /** Number of links; their ids are shared by clients and the server. */
  public static final int LINK_COUNT = EspAtConstants.ESP_AT_LINK_COUNT();

  /** As an id: all of them. */
  public static final int ALL_LINKS = EspAtConstants.ESP_AT_LINK_ALL();

  /** Most seconds of silence before the first probe; 0 is off. */
  public static final int KEEP_ALIVE_MAX_SECONDS = EspAtConstants.ESP_AT_KEEP_ALIVE_MAX();

  /** Seconds between probes. */
  public static final int KEEP_ALIVE_INTERVAL_SECONDS = EspAtConstants.ESP_AT_KEEP_ALIVE_INTERVAL();

  /** Probes without an answer that end the connection. */
  public static final int KEEP_ALIVE_COUNT = EspAtConstants.ESP_AT_KEEP_ALIVE_COUNT();

  /** Longest time to connect in milliseconds; 0 leaves it to the TCP/IP stack. */
  public static final int CONNECT_TIMEOUT_MAX_MILLIS = EspAtConstants.ESP_AT_CONNECT_TIMEOUT_MAX();

  /** Highest port. */
  public static final int PORT_MAX = EspAtConstants.ESP_AT_PORT_MAX();

  /** Port of a server that names none. */
  public static final int SERVER_PORT_DEFAULT = EspAtConstants.ESP_AT_SERVER_PORT_DEFAULT();

  /** Most connections of the server. */
  public static final int SERVER_CONNECTIONS_MAX = EspAtConstants.ESP_AT_SERVER_CONNECTIONS_MAX();

  /** Seconds of silence that end a server's connection, of AT 1.x; the guide has no default. */
  public static final int SERVER_TIMEOUT_DEFAULT_SECONDS =
      EspAtConstants.ESP_AT_SERVER_TIMEOUT_DEFAULT();

  /** Most of them; 0 is never. */
  public static final int SERVER_TIMEOUT_MAX_SECONDS = EspAtConstants.ESP_AT_SERVER_TIMEOUT_MAX();

  /** Bytes a link holds unread, and may have unacknowledged. */
  public static final int TCP_WINDOW = EspAtConstants.ESP_AT_TCP_WINDOW();

  /** Bytes of a TCP segment. */
  public static final int TCP_MSS = EspAtConstants.ESP_AT_TCP_MSS();

  /** Bytes of a datagram that needs no fragments. */
  public static final int UDP_PAYLOAD_MAX = EspAtConstants.ESP_AT_UDP_PAYLOAD_MAX();

  /** Bytes of one +IPD in active mode. */
  public static final int IPD_MAX = EspAtConstants.ESP_AT_IPD_MAX();

  /** Bytes of heap that AT+CIPRECVDATA takes besides the data. */
  public static final int RECEIVE_DATA_OVERHEAD = EspAtConstants.ESP_AT_RECEIVE_DATA_OVERHEAD();

  private LinkLimits() {}
}
