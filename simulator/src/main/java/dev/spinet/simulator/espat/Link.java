package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.LengthReport;
import dev.spinet.bindings.espat.LinkRole;
import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.simulator.packet.Ipv4Address;

/** One of the connections of a module, named by its id. */
abstract class Link {
  private final Links links;
  private final int id;
  private final LinkRole role;

  /** Whether the host has been told of data and has read nothing since. */
  private boolean notified;

  Link(Links links, int id, LinkRole role) {
    this.links = links;
    this.id = id;
    this.role = role;
  }

  final Links links() {
    return links;
  }

  final int id() {
    return id;
  }

  final LinkRole role() {
    return role;
  }

  /** What AT+CIPSTATE? calls it. */
  abstract String type();

  abstract Ipv4Address remoteAddress();

  abstract int remotePort();

  abstract int localPort();

  /** Bytes that wait to be read. */
  abstract int waiting();

  /** Bytes that {@code +IPD} tells of. */
  int announced() {
    return waiting();
  }

  /** What is read, and who has sent it. */
  static final class Piece {
    private final byte[] bytes;
    private final Ipv4Address sender;
    private final int senderPort;

    Piece(byte[] bytes, Ipv4Address sender, int senderPort) {
      this.bytes = bytes;
      this.sender = sender;
      this.senderPort = senderPort;
    }

    byte[] bytes() {
      return bytes;
    }

    Ipv4Address sender() {
      return sender;
    }

    int senderPort() {
      return senderPort;
    }
  }

  /**
   * Takes out what waits.
   *
   * @param length most bytes; there is at least one
   * @param whole whether a datagram is to keep its bounds
   */
  abstract Piece read(int length, boolean whole);

  /** Looks whether it is over. */
  abstract void settle();

  /** Ends it in order. The host is told by who calls this. */
  abstract void close();

  /** Ends it as if the peer had reset it. */
  abstract void drop();

  final boolean isPassive() {
    return links.receiving(id).mode() == ReceiveMode.PASSIVE;
  }

  final boolean countsDatagrams() {
    return links.receiving(id).report() == LengthReport.DATAGRAM;
  }

  /** Tells the host of what waits, or hands it over. */
  final void deliver() {
    if (isPassive()) {
      if (waiting() > 0 && !notified) {
        notified = true;
        links.port().write(WireText.bytes("\r\n+IPD," + links.prefix(id) + announced() + "\r\n"));
      }
      return;
    }
    while (waiting() > 0 && links.port().outputRoom() > Links.IPD_MAX) {
      var piece = read(Links.IPD_MAX, true);
      var head = new StringBuilder("\r\n+IPD,").append(links.prefix(id)).append(piece.bytes.length);
      if (links.showsPeer()) {
        head.append(",\"").append(piece.sender).append("\",").append(piece.senderPort);
      }
      links.port().write(WireText.bytes(head.append(':').toString()));
      links.port().write(piece.bytes);
    }
  }

  /** The host has read: it is told of what comes next. */
  final void acknowledge() {
    notified = false;
  }
}
