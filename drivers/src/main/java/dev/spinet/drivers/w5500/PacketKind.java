package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.AF_PACKET;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * What kinds of messages a hardware socket carries, and how they lie in its receive buffer (W5500
 * datasheet, section 4.2, Sn_MR): each behind a header of the kind, big-endian.
 */
enum PacketKind {

  /** UDP datagrams. Header: the sender's address, its port, the length of the payload. */
  UDP(
      "UDP",
      SocketMode.UDP,
      SocketStatus.UDP,
      ChipLimits.UDP_HEADER_SIZE,
      0,
      ChipLimits.MSS_UDP_MAX),

  /** Payloads of one IP protocol. Header: the sender's address, the length of the payload. */
  IPRAW(
      "raw IP",
      SocketMode.IPRAW,
      SocketStatus.IPRAW,
      ChipLimits.IPRAW_HEADER_SIZE,
      0,
      // The room of an Ethernet frame behind an IP header is that of UDP and a UDP header.
      ChipLimits.MSS_UDP_MAX + ChipLimits.UDP_HEADER_SIZE),

  /** Ethernet frames without their check sequence. Header: a length that counts itself. */
  MACRAW(
      "raw Ethernet",
      SocketMode.MACRAW,
      SocketStatus.MACRAW,
      ChipLimits.MACRAW_HEADER_SIZE,
      Ethernet.MIN_FRAME,
      ChipLimits.MSS_MACRAW_MAX);

  private static final int PROTOCOL_MAX = 0xFF;
  private static final int ADDRESS_LENGTH = 4;
  private static final int PORT_LENGTH = 2;

  private final String title;
  private final int mode;
  private final int status;
  private final int headerSize;
  private final int minReceived;
  private final int maxPayload;

  PacketKind(String title, int mode, int status, int headerSize, int minReceived, int maxPayload) {
    this.title = title;
    this.mode = mode;
    this.status = status;
    this.headerSize = headerSize;
    this.minReceived = minReceived;
    this.maxPayload = maxPayload;
  }

  /**
   * The kind that a program asks for.
   *
   * @return the kind, or {@code null} if the chip has none such: it keeps TCP and UDP to itself
   */
  static @Nullable PacketKind of(int family, int type, int protocol) {
    if (family == AF_INET && type == SOCK_DGRAM && protocol == IPPROTO_UDP) {
      return UDP;
    }
    if (family == AF_PACKET && type == SOCK_RAW && protocol == 0) {
      return MACRAW;
    }
    boolean carried =
        protocol > 0
            && protocol <= PROTOCOL_MAX
            && protocol != IPPROTO_TCP
            && protocol != IPPROTO_UDP;
    return family == AF_INET && type == SOCK_RAW && carried ? IPRAW : null;
  }

  /** Name for messages. */
  String title() {
    return title;
  }

  /** Protocol bits of Sn_MR. */
  int mode() {
    return mode;
  }

  /** What Sn_SR says when the socket is open. */
  int status() {
    return status;
  }

  /** Bytes before each message in the receive buffer. */
  int headerSize() {
    return headerSize;
  }

  /** Most bytes of one message. */
  int maxPayload() {
    return maxPayload;
  }

  /** Whether the headers tell an address. */
  boolean hasAddress() {
    return this != MACRAW;
  }

  /** Offset of the sender's port in the header, or -1 if there is none. */
  int portOffset() {
    return this == UDP ? ADDRESS_LENGTH : -1;
  }

  /** Offset of the two bytes of length in the header. */
  int lengthOffset() {
    return switch (this) {
      case UDP -> ADDRESS_LENGTH + PORT_LENGTH;
      case IPRAW -> ADDRESS_LENGTH;
      case MACRAW -> 0;
    };
  }

  /**
   * Bytes of a message whose header says a length.
   *
   * @return the bytes behind the header, or -1 if there is no such message
   */
  int payloadLength(int lengthInHeader) {
    int length = this == MACRAW ? lengthInHeader - headerSize : lengthInHeader;
    return length >= minReceived && length <= maxPayload ? length : -1;
  }
}
