package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.LinkRole;
import dev.spinet.bindings.espat.UdpPeer;
import dev.spinet.simulator.espat.stack.UdpSocket;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A UDP port as a link. */
final class UdpLink extends Link {
  private final ArrayDeque<Piece> queue = new ArrayDeque<>();
  private final UdpPeer peerMode;
  private @Nullable UdpSocket socket;
  private Ipv4Address remote;
  private int remotePort;
  private boolean peerFixed;
  private int waiting;

  UdpLink(Links links, int id, Ipv4Address remote, int remotePort, UdpPeer peerMode) {
    super(links, id, LinkRole.CLIENT);
    this.remote = remote;
    this.remotePort = remotePort;
    this.peerMode = peerMode;
  }

  void begin(UdpSocket newSocket) {
    socket = newSocket;
  }

  void receive(UdpDatagram datagram) {
    var ip = datagram.ip();
    int length = datagram.payloadLength();
    boolean fromPeer = ip.source().equals(remote) && datagram.sourcePort() == remotePort;
    if (peerMode == UdpPeer.LAST || (peerMode == UdpPeer.FIRST && !fromPeer && !peerFixed)) {
      remote = ip.source();
      remotePort = datagram.sourcePort();
      peerFixed = true;
    } else if (peerMode == UdpPeer.FIRST && !fromPeer) {
      return;
    }
    if (waiting + length > LinkLimits.TCP_WINDOW || length == 0) {
      // No room: UDP loses it. An empty one cannot be told of at all.
      return;
    }
    int from = datagram.payloadOffset();
    var bytes = Arrays.copyOfRange(ip.ethernet().bytes(), from, from + length);
    queue.add(new Piece(bytes, ip.source(), datagram.sourcePort()));
    waiting += length;
    deliver();
  }

  @Override
  String type() {
    return "UDP";
  }

  @Override
  Ipv4Address remoteAddress() {
    return remote;
  }

  @Override
  int remotePort() {
    return remotePort;
  }

  @Override
  int localPort() {
    return socket == null ? 0 : socket.port();
  }

  @Override
  int waiting() {
    return waiting;
  }

  @Override
  int announced() {
    var next = queue.peek();
    return countsDatagrams() && next != null ? next.bytes().length : waiting;
  }

  /**
   * If bounds are not kept, datagrams are put together, and the rest of one that does not fit is
   * lost.
   */
  @Override
  Piece read(int length, boolean whole) {
    var first = queue.remove();
    waiting -= first.bytes().length;
    var bytes = new ByteArrayOutputStream();
    bytes.write(first.bytes(), 0, Math.min(length, first.bytes().length));
    while (!whole && bytes.size() < length && !queue.isEmpty()) {
      var next = queue.remove();
      waiting -= next.bytes().length;
      bytes.write(next.bytes(), 0, Math.min(length - bytes.size(), next.bytes().length));
    }
    return new Piece(bytes.toByteArray(), first.sender(), first.senderPort());
  }

  /** Sends a datagram; false if it cannot be sent. */
  boolean send(byte[] bytes, Ipv4Address destination, int port) {
    var current = socket;
    if (current == null
        || bytes.length > LinkLimits.UDP_PAYLOAD_MAX
        || destination.equals(Ipv4Address.ANY)
        || port == 0) {
      return false;
    }
    current.send(destination, port, bytes, 0, bytes.length);
    return true;
  }

  @Override
  void settle() {
    // Nobody but the host ends it.
  }

  @Override
  void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  @Override
  void drop() {
    links().closed(this);
  }
}
