package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.IP_TOS;
import static dev.spinet.socket.SocketConstants.IP_TTL;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_KEEPALIVE;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_RCVTIMEO;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;
import static dev.spinet.socket.SocketConstants.SO_TYPE;
import static dev.spinet.socket.SocketConstants.TCP_KEEPCNT;
import static dev.spinet.socket.SocketConstants.TCP_KEEPIDLE;
import static dev.spinet.socket.SocketConstants.TCP_KEEPINTVL;
import static dev.spinet.socket.SocketConstants.TCP_NODELAY;
import static dev.spinet.socket.SocketConstants.TCP_QUICKACK;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;

/** The names of socket options, and their way to the driver. */
final class Options {

  private Options() {}

  /** "SO_KEEPALIVE of SOL_SOCKET", or numbers for what has no name. */
  static String name(int level, int option) {
    return switch (level) {
      case SOL_SOCKET ->
          switch (option) {
                case SO_RCVTIMEO -> "SO_RCVTIMEO";
                case SO_REUSEADDR -> "SO_REUSEADDR";
                case SO_KEEPALIVE -> "SO_KEEPALIVE";
                case SO_BROADCAST -> "SO_BROADCAST";
                case SO_SNDBUF -> "SO_SNDBUF";
                case SO_RCVBUF -> "SO_RCVBUF";
                case SO_TYPE -> "SO_TYPE";
                default -> "option " + option;
              }
              + " of SOL_SOCKET";
      case IPPROTO_TCP ->
          switch (option) {
                case TCP_NODELAY -> "TCP_NODELAY";
                case TCP_KEEPIDLE -> "TCP_KEEPIDLE";
                case TCP_KEEPINTVL -> "TCP_KEEPINTVL";
                case TCP_KEEPCNT -> "TCP_KEEPCNT";
                case TCP_QUICKACK -> "TCP_QUICKACK";
                default -> "option " + option;
              }
              + " of IPPROTO_TCP";
      case IPPROTO_IP ->
          switch (option) {
                case IP_TOS -> "IP_TOS";
                case IP_TTL -> "IP_TTL";
                default -> "option " + option;
              }
              + " of IPPROTO_IP";
      case IPPROTO_UDP -> "option %d of IPPROTO_UDP".formatted(option);
      default -> "option %d of level %d".formatted(option, level);
    };
  }

  static void set(Endpoint endpoint, String driver, int level, int option, int value)
      throws IOException {
    try {
      endpoint.setOption(level, option, value);
    } catch (UnsupportedOperationException e) {
      throw unsupported("set", driver, level, option, e);
    }
  }

  static int get(Endpoint endpoint, String driver, int level, int option) throws IOException {
    try {
      return endpoint.getOption(level, option);
    } catch (UnsupportedOperationException e) {
      throw unsupported("read", driver, level, option, e);
    }
  }

  private static UnsupportedOperationException unsupported(
      String what, String driver, int level, int option, UnsupportedOperationException cause) {
    return new UnsupportedOperationException(
        "%s cannot be %s on this socket of %s: %s"
            .formatted(name(level, option), what, driver, cause.getMessage()),
        cause);
  }
}
