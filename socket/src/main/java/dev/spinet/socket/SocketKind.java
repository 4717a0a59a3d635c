package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_CAN;
import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.AF_INET6;
import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;

/** What a socket is to be: family, type and protocol, which have to fit together. */
record SocketKind(int family, int type, int protocol) {

  SocketKind {
    if (family != AF_INET && family != AF_INET6 && family != AF_CAN) {
      throw new IllegalArgumentException(
          "there is no address family %d; use AF_INET".formatted(family));
    }
    if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_RAW) {
      throw new IllegalArgumentException(
          "there is no socket type %d; use SOCK_STREAM".formatted(type));
    }
    int usual =
        switch (type) {
          case SOCK_STREAM -> IPPROTO_TCP;
          case SOCK_DGRAM -> IPPROTO_UDP;
          default -> protocol;
        };
    if (protocol != IPPROTO_IP && protocol != usual) {
      throw new IllegalArgumentException(
          "protocol %d does not belong to %s; use %d, or leave it out"
              .formatted(protocol, typeName(type), usual));
    }
    protocol = usual;
  }

  /** Takes a hardware socket of this kind. */
  StreamEndpoint open(NetworkDriver driver) throws IOException {
    if (type != SOCK_STREAM || !driver.supports(family, type, protocol)) {
      throw new UnsupportedOperationException(
          "%s does not support %s sockets of %s yet; it supports SOCK_STREAM of AF_INET"
              .formatted(driver.name(), typeName(type), familyName(family)));
    }
    return driver.openStream();
  }

  private static String typeName(int type) {
    return switch (type) {
      case SOCK_STREAM -> "SOCK_STREAM";
      case SOCK_DGRAM -> "SOCK_DGRAM";
      default -> "SOCK_RAW";
    };
  }

  private static String familyName(int family) {
    return switch (family) {
      case AF_INET -> "AF_INET";
      case AF_INET6 -> "AF_INET6";
      default -> "AF_CAN";
    };
  }
}
