package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IP_TOS;
import static dev.spinet.socket.SocketConstants.IP_TTL;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;

import dev.spinet.bindings.w5500.SocketMode;
import java.net.SocketException;

/** The options of sockets that carry packets. Called with the chip's lock held. */
final class PacketOptions {

  private static final int MAX_OCTET = 0xFF;

  private final PacketSocket packets;
  private boolean broadcast;
  private boolean reuse;

  PacketOptions(PacketSocket packets) {
    this.packets = packets;
  }

  /** Whether packets may go to broadcast addresses. */
  boolean isBroadcast() {
    return broadcast;
  }

  /** What Sn_MR needs besides the protocol for MACRAW. */
  static int macMode(boolean promiscuous) {
    return promiscuous ? 0 : SocketMode.MFEN;
  }

  void set(int level, int option, int value) throws SocketException {
    if (level == SOL_SOCKET && option == SO_BROADCAST) {
      broadcast = flag(value);
    } else if (level == SOL_SOCKET && option == SO_REUSEADDR) {
      // A port of the chip is free as soon as its socket is closed, so there is nothing to change.
      reuse = flag(value);
    } else if (level == IPPROTO_IP && option == IP_TOS) {
      packets.setTypeOfService(beforeOpening(value, 0));
    } else if (level == IPPROTO_IP && option == IP_TTL) {
      packets.setTimeToLive(beforeOpening(value, 1));
    } else {
      throw unknown(level, option);
    }
  }

  int get(int level, int option) {
    if (level == SOL_SOCKET && option == SO_BROADCAST) {
      return broadcast ? 1 : 0;
    }
    if (level == SOL_SOCKET && option == SO_REUSEADDR) {
      return reuse ? 1 : 0;
    }
    if (level == SOL_SOCKET && option == SO_RCVBUF) {
      return packets.hardware().receiveSize();
    }
    if (level == SOL_SOCKET && option == SO_SNDBUF) {
      return packets.hardware().transmitSize();
    }
    if (level == IPPROTO_IP && option == IP_TOS) {
      return packets.typeOfService();
    }
    if (level == IPPROTO_IP && option == IP_TTL) {
      return packets.timeToLive();
    }
    throw unknown(level, option);
  }

  private static boolean flag(int value) {
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException("the option is 0 or 1, not " + value);
    }
    return value == 1;
  }

  /** The chip takes these over at OPEN (W5500 datasheet, section 4.2, Sn_TOS and Sn_TTL). */
  private int beforeOpening(int value, int least) throws SocketException {
    if (value < least || value > MAX_OCTET) {
      throw new IllegalArgumentException(
          "the option is %d to %d, not %d".formatted(least, MAX_OCTET, value));
    }
    if (packets.isStarted()) {
      throw new SocketException(
          "the chip takes this option over when the socket is bound; set it before");
    }
    return value;
  }

  private static UnsupportedOperationException unknown(int level, int option) {
    return new UnsupportedOperationException(
        "a socket for packets has no option %d at level %d that can be set or read so"
            .formatted(option, level));
  }
}
