package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams between one port of a station and one port of a host. The host's socket is
 * connected, so that the kernel says when nobody listens there, and the station hears of it.
 */
final class UdpConversation implements UdpFlows.Flow {
  private static final System.Logger LOG = System.getLogger(UdpConversation.class.getName());

  /** Datagrams read in one go; a flood must not keep the clock from its other tasks. */
  private static final int BATCH = 64;

  private final UdpFlows flows;
  private final FlowKey key;
  private final MacAddress stationMac;
  private final InetSocketAddress address;
  private final DatagramChannel host;
  private final HostSockets.Watch watch;
  private @Nullable Ipv4Packet lastSent;
  private long lastUsed;

  private UdpConversation(
      UdpFlows flows,
      FlowKey key,
      MacAddress stationMac,
      InetSocketAddress address,
      DatagramChannel host,
      HostSockets.Watch watch) {
    this.flows = flows;
    this.key = key;
    this.stationMac = stationMac;
    this.address = address;
    this.host = host;
    this.watch = watch;
    watch.setOwner(this::readHost);
    watch.want(SelectionKey.OP_READ);
  }

  /**
   * Begins a conversation.
   *
   * @throws IOException if there is no socket, or no way to the host
   */
  static UdpConversation begin(
      UdpFlows flows, FlowKey key, MacAddress stationMac, InetSocketAddress address)
      throws IOException {
    var host = DatagramChannel.open();
    try {
      host.connect(address);
    } catch (IOException e) {
      host.close();
      throw e;
    }
    var watch = flows.relay().sockets().watch(host);
    return new UdpConversation(flows, key, stationMac, address, host, watch);
  }

  @Override
  public void receive(UdpDatagram datagram) {
    touch();
    byte[] frame = datagram.ip().ethernet().bytes();
    var payload = ByteBuffer.wrap(frame, datagram.payloadOffset(), datagram.payloadLength());
    try {
      if (!payload.hasRemaining()) {
        sendNothing();
      } else if (host.write(payload) == 0) {
        flows.relay().tally().datagramsDropped++;
      }
      lastSent = datagram.ip();
    } catch (PortUnreachableException e) {
      // The answer to an earlier datagram; this one was not sent.
      reportNobodyListens(datagram.ip());
    } catch (IOException e) {
      flows.relay().tally().datagramsDropped++;
      LOG.log(System.Logger.Level.DEBUG, () -> "a datagram was lost on " + key, e);
    }
  }

  /** A connected channel leaves out datagrams without a byte; one that is not sends them. */
  private void sendNothing() throws IOException {
    host.disconnect();
    host.send(ByteBuffer.allocate(0), address);
    host.connect(address);
  }

  private void readHost() {
    var scratch = flows.scratch();
    try {
      for (int i = 0; i < BATCH; i++) {
        var from = host.receive(scratch.clear());
        if (from == null) {
          break;
        }
        // While nothing was being sent anybody could send here.
        if (from.equals(address)) {
          touch();
          var _ = flows.find(key);
          deliver(scratch.flip());
        }
      }
    } catch (PortUnreachableException e) {
      var refused = lastSent;
      if (refused != null) {
        reportNobodyListens(refused);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "cannot read from the host on " + key, e);
    }
    watch.want(SelectionKey.OP_READ);
  }

  private void deliver(ByteBuffer payload) {
    flows.nameServer().mark(key, payload);
    var relay = flows.relay();
    relay
        .lan()
        .transmitDatagram(
            relay.lan().envelope(key.remote(), stationMac, key.station()),
            key.remotePort(),
            key.stationPort(),
            payload,
            relay.tally());
  }

  private void reportNobodyListens(Ipv4Packet packet) {
    flows.relay().lan().reportUnreachable(IcmpMessage.PORT_UNREACHABLE, packet);
  }

  private void touch() {
    lastUsed = flows.relay().confinement().nanoTime();
  }

  @Override
  public long lastUsed() {
    return lastUsed;
  }

  @Override
  public void close() {
    watch.close();
  }
}
