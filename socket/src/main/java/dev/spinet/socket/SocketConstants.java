package dev.spinet.socket;

/**
 * The constants of the socket functions, for {@code import static
 * dev.spinet.socket.SocketConstants.*}. Their values are those of the original socket module, not
 * those of Linux; only protocol numbers are the same everywhere (IANA).
 */
public final class SocketConstants {

  /** Address family: IPv4. */
  public static final int AF_INET = 0;

  /** Address family: IPv6. Known, but no driver carries it. */
  public static final int AF_INET6 = 1;

  /** Address family: CAN bus. Known, but no driver carries it. */
  public static final int AF_CAN = 2;

  /** Socket type: a stream of bytes, TCP. */
  public static final int SOCK_STREAM = 0;

  /** Socket type: datagrams, UDP. */
  public static final int SOCK_DGRAM = 1;

  /** Socket type: raw IP packets. */
  public static final int SOCK_RAW = 2;

  /** Protocol: the usual one of the socket type. */
  public static final int IPPROTO_IP = 0;

  /** Protocol: Transmission Control Protocol. */
  public static final int IPPROTO_TCP = 6;

  /** Protocol: User Datagram Protocol. */
  public static final int IPPROTO_UDP = 17;

  private SocketConstants() {}
}
