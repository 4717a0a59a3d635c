package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Passes datagrams that come to a port of this machine on to a port of a station, and the answers
 * back. Each host program gets a port of the gateway, so that the station can tell them apart.
 */
final class UdpForward implements Forward {
  private static final System.Logger LOG = System.getLogger(UdpForward.class.getName());
  private static final int BATCH = 64;

  private final UdpFlows flows;
  private final Neighbours neighbours;
  private final Ipv4Address station;
  private final int stationPort;
  private final DatagramChannel host;
  private final InetSocketAddress address;
  private final HostSockets.Watch watch;
  private final Map<InetSocketAddress, Peer> peers = new HashMap<>();
  private boolean closed;

  /** Binds the port; {@link #start} begins to read. */
  UdpForward(
      UdpFlows flows,
      Neighbours neighbours,
      InetSocketAddress listen,
      Ipv4Address station,
      int stationPort)
      throws IOException {
    this.flows = flows;
    this.neighbours = neighbours;
    this.station = station;
    this.stationPort = stationPort;
    this.host = DatagramChannel.open();
    try {
      host.bind(listen);
      this.address = (InetSocketAddress) host.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
    this.watch = flows.relay().sockets().watch(host);
  }

  @Override
  public void start() {
    watch.setOwner(this::readHost);
    watch.want(SelectionKey.OP_READ);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  private void readHost() {
    if (closed) {
      return;
    }
    var scratch = flows.scratch();
    try {
      for (int i = 0; i < BATCH; i++) {
        if (!(host.receive(scratch.clear()) instanceof InetSocketAddress from)) {
          break;
        }
        scratch.flip();
        var payload = new byte[scratch.remaining()];
        scratch.get(payload);
        neighbours.find(station, mac -> deliver(from, mac, payload));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "cannot read from " + address, e);
    }
    watch.want(SelectionKey.OP_READ);
  }

  private void deliver(InetSocketAddress from, Optional<MacAddress> mac, byte[] payload) {
    var peer = peers.get(from);
    if (peer == null && !closed && mac.isPresent() && flows.hasRoom()) {
      peer = new Peer(from, flows.freeKey(station, stationPort));
      peers.put(from, peer);
      flows.add(peer.key, peer);
    }
    if (peer == null || mac.isEmpty()) {
      flows.relay().tally().datagramsDropped++;
    } else {
      peer.deliver(mac.get(), payload);
    }
  }

  @Override
  public void close() {
    flows
        .relay()
        .confinement()
        .always(() -> {
          if (!closed) {
            closed = true;
            free();
          }
        });
  }

  private void free() {
    watch.close();
    Map.copyOf(peers).forEach((from, peer) -> flows.remove(peer.key, peer));
  }

  /** The conversation with one host program. */
  private final class Peer implements UdpFlows.Flow {
    private final InetSocketAddress from;
    private final FlowKey key;
    private long lastUsed;

    Peer(InetSocketAddress from, FlowKey key) {
      this.from = from;
      this.key = key;
      touch();
    }

    private void touch() {
      lastUsed = flows.relay().confinement().nanoTime();
      var _ = flows.find(key);
    }

    private void deliver(MacAddress mac, byte[] payload) {
      touch();
      var relay = flows.relay();
      relay
          .lan()
          .transmitDatagram(
              relay.lan().envelope(key.remote(), mac, station),
              key.remotePort(),
              stationPort,
              ByteBuffer.wrap(payload),
              relay.tally());
    }

    @Override
    public void receive(UdpDatagram datagram) {
      touch();
      byte[] frame = datagram.ip().ethernet().bytes();
      var payload = ByteBuffer.wrap(frame, datagram.payloadOffset(), datagram.payloadLength());
      try {
        if (host.send(payload, from) == 0 && datagram.payloadLength() > 0) {
          flows.relay().tally().datagramsDropped++;
        }
      } catch (IOException e) {
        flows.relay().tally().datagramsDropped++;
        LOG.log(System.Logger.Level.DEBUG, () -> "an answer to " + from + " was lost", e);
      }
    }

    @Override
    public long lastUsed() {
      return lastUsed;
    }

    @Override
    public void close() {
      peers.remove(from, this);
    }
  }
}
