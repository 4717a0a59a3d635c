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

  /**
   * Address family: whole Ethernet frames, as on Linux. Not in the original module; its number is
   * the one of Linux.
   */
  public static final int AF_PACKET = 17;

  /** Socket type: a stream of bytes, TCP. */
  public static final int SOCK_STREAM = 0;

  /** Socket type: datagrams, UDP. */
  public static final int SOCK_DGRAM = 1;

  /** Socket type: raw IP packets. */
  public static final int SOCK_RAW = 2;

  /** Protocol: the usual one of the socket type. */
  public static final int IPPROTO_IP = 0;

  /** Protocol: Internet Control Message Protocol, for {@link #SOCK_RAW}. */
  public static final int IPPROTO_ICMP = 1;

  /** Protocol: Transmission Control Protocol. */
  public static final int IPPROTO_TCP = 6;

  /** Protocol: User Datagram Protocol. */
  public static final int IPPROTO_UDP = 17;

  /** Level of the options that all sockets have. */
  public static final int SOL_SOCKET = 0xffff;

  /** Option of {@link #SOL_SOCKET}: the time-out in milliseconds; 0 non-blocking, -1 none. */
  public static final int SO_RCVTIMEO = 1;

  /** Option of {@link #SOL_SOCKET}: a local port may be bound again soon after its last use. */
  public static final int SO_REUSEADDR = 4;

  /** Option of {@link #SOL_SOCKET}: idle connections are checked, see {@link #TCP_KEEPIDLE}. */
  public static final int SO_KEEPALIVE = 8;

  /** Option of {@link #SOL_SOCKET}: datagrams may go to broadcast addresses. */
  public static final int SO_BROADCAST = 0x20;

  /** Option of {@link #SOL_SOCKET}, read only: bytes of the chip's transmit buffer. */
  public static final int SO_SNDBUF = 0x1001;

  /** Option of {@link #SOL_SOCKET}, read only: bytes of the chip's receive buffer. */
  public static final int SO_RCVBUF = 0x1002;

  /** Option of {@link #SOL_SOCKET}, read only: the type, such as {@link #SOCK_STREAM}. */
  public static final int SO_TYPE = 0x1008;

  /** Option of {@link #IPPROTO_TCP}: small pieces are sent at once. */
  public static final int TCP_NODELAY = 1;

  /** Option of {@link #IPPROTO_TCP}: seconds without traffic before the peer is checked. */
  public static final int TCP_KEEPIDLE = 3;

  /** Option of {@link #IPPROTO_TCP}: seconds between two checks of a silent peer. */
  public static final int TCP_KEEPINTVL = 4;

  /** Option of {@link #IPPROTO_TCP}: how many checks a peer may leave unanswered. */
  public static final int TCP_KEEPCNT = 5;

  /** Option of {@link #IPPROTO_TCP}: received data are acknowledged at once. */
  public static final int TCP_QUICKACK = 12;

  /** Option of {@link #IPPROTO_IP}: type of service, 0 to 255. */
  public static final int IP_TOS = 1;

  /** Option of {@link #IPPROTO_IP}: time to live, 1 to 255. */
  public static final int IP_TTL = 2;

  /** Flag of receiving calls: what is received stays to be received again. */
  public static final int MSG_PEEK = 1;

  /** Flag of receiving calls: waits until all bytes asked for are there. */
  public static final int MSG_WAITALL = 2;

  /** Flag: this call does not wait, whatever the time-out. */
  public static final int MSG_DONTWAIT = 8;

  /** For {@code shutdown}: no more receiving. */
  public static final int SHUT_RD = 0;

  /** For {@code shutdown}: no more sending. */
  public static final int SHUT_WR = 1;

  /** For {@code shutdown}: neither. */
  public static final int SHUT_RDWR = 2;

  private SocketConstants() {}
}
