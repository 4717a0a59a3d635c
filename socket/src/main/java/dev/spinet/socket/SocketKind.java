package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_CAN;
import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.AF_INET6;
import static dev.spinet.socket.SocketConstants.AF_PACKET;
import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.socket.DatagramRole.Addressing;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;

/** What a socket is to be: family, type and protocol, which have to fit together. */
record SocketKind(int family, int type, int protocol) {

  /** TCP over IPv4. */
  static final SocketKind TCP = new SocketKind(AF_INET, SOCK_STREAM, IPPROTO_TCP);

  private static final int LAST_PROTOCOL = 0xff;

  SocketKind {
    switch (family) {
      case AF_INET, AF_INET6, AF_CAN -> {}
      case AF_PACKET -> {
        if (type != SOCK_RAW) {
          throw new IllegalArgumentException("sockets of AF_PACKET are SOCK_RAW sockets");
        }
      }
      default ->
          throw new IllegalArgumentException(
              "there is no address family %d; use AF_INET".formatted(family));
    }
    int usual =
        switch (type) {
          case SOCK_STREAM -> IPPROTO_TCP;
          case SOCK_DGRAM -> IPPROTO_UDP;
          case SOCK_RAW -> rawProtocol(family, protocol);
          default ->
              throw new IllegalArgumentException(
                  "there is no socket type %d; use SOCK_STREAM, SOCK_DGRAM or SOCK_RAW"
                      .formatted(type));
        };
    if (protocol != IPPROTO_IP && protocol != usual) {
      throw new IllegalArgumentException(
          "protocol %d does not belong to %s of %s; use %d, or leave it out"
              .formatted(protocol, typeName(type), familyName(family), usual));
    }
    protocol = usual;
  }

  // Raw sockets have no usual protocol, except that frames are always all frames.
  private static int rawProtocol(int family, int protocol) {
    if (family == AF_PACKET) {
      return IPPROTO_IP;
    }
    if (family == AF_INET && (protocol < 1 || protocol > LAST_PROTOCOL)) {
      throw new IllegalArgumentException(
          "a SOCK_RAW socket of AF_INET needs a protocol of 1 to %d, such as IPPROTO_ICMP; %d is none"
              .formatted(LAST_PROTOCOL, protocol));
    }
    return protocol;
  }

  /** Takes a hardware socket of this kind. */
  Role open(NetworkDriver driver, Watchers watchers) throws IOException {
    if (!driver.supports(family, type, protocol)) {
      throw new UnsupportedOperationException(
          "%s does not support %s sockets of %s%s"
              .formatted(
                  driver.name(),
                  typeName(type),
                  familyName(family),
                  type == SOCK_RAW && family != AF_PACKET ? " with protocol " + protocol : ""));
    }
    if (type == SOCK_STREAM) {
      return StreamRole.unconnected(driver, driver.openStream(), watchers);
    }
    Addressing addressing =
        switch (family) {
          case AF_PACKET -> Addressing.NONE;
          default -> type == SOCK_RAW ? Addressing.HOSTS : Addressing.PORTS;
        };
    return new DatagramRole(
        driver, driver.openDatagram(family, type, protocol), addressing, watchers);
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
      case AF_PACKET -> "AF_PACKET";
      default -> "AF_CAN";
    };
  }
}
