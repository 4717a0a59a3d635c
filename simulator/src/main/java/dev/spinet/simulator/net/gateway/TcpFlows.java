package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.net.tcp.TcpConnection;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** All TCP connections of a gateway: finds the one a segment belongs to, and begins new ones. */
final class TcpFlows {
  private static final System.Logger LOG = System.getLogger(TcpFlows.class.getName());

  /** A connection in any stage. */
  interface Flow {
    /** Takes a segment from the station. */
    void receive(TcpSegment segment);

    /** Whether the flow only waits for segments that come late. */
    boolean isTimeWait();

    /** Resets both ends and removes the flow. */
    void abort();

    /** Ends the host's half. */
    void finish();
  }

  private final Relay relay;
  private final Destinations destinations;
  private final UdpFlows udp;
  private final Map<FlowKey, Flow> flows = new LinkedHashMap<>();
  private final SplittableRandom random;
  private final GatewayPorts ports;

  TcpFlows(Relay relay, Destinations destinations, UdpFlows udp) {
    this.udp = udp;
    this.relay = relay;
    this.destinations = destinations;
    this.ports = new GatewayPorts(relay.config().gateway());
    this.random = new SplittableRandom(relay.config().seed());
  }

  Relay relay() {
    return relay;
  }

  void receive(TcpSegment segment) {
    var ip = segment.ip();
    var key =
        new FlowKey(ip.source(), segment.sourcePort(), ip.destination(), segment.destinationPort());
    boolean begins =
        segment.has(TcpHeader.SYN) && !segment.has(TcpHeader.ACK) && !segment.has(TcpHeader.RST);
    var flow = flows.get(key);
    if (flow != null && begins && flow.isTimeWait()) {
      flow.abort();
      flow = null;
    }
    if (flow != null) {
      flow.receive(segment);
    } else if (begins) {
      begin(key, segment);
    } else {
      refuse(segment);
    }
  }

  private void begin(FlowKey key, TcpSegment syn) {
    switch (destinations.find(key)) {
      case Destinations.Server(var address) -> connectHost(key, syn, address);
      case Destinations.Nobody() -> refuse(syn);
      case Destinations.Prohibited() -> {
        relay.tally().prohibited++;
        relay.lan().reportUnreachable(IcmpMessage.ADMINISTRATIVELY_PROHIBITED, syn.ip());
      }
    }
  }

  private void connectHost(FlowKey key, TcpSegment syn, InetSocketAddress address) {
    if (!hasRoom()) {
      relay.tally().flowsDropped++;
      return;
    }
    try {
      HostConnect.begin(this, key, syn, address);
    } catch (IOException e) {
      // As a router without memory would: the station tries again, perhaps with more luck.
      relay.tally().flowsDropped++;
      LOG.log(System.Logger.Level.WARNING, "no socket for a connection to " + address, e);
    }
  }

  /** Whether one more flow is allowed; what only waits, and then UDP, makes room. */
  boolean hasRoom() {
    if (relay.tally().activeFlows < relay.config().maximumFlows()) {
      return true;
    }
    for (var flow : flows.values()) {
      if (flow.isTimeWait()) {
        flow.abort();
        return true;
      }
    }
    return udp.hasRoom();
  }

  /** Answers a segment that belongs to no flow, or to one that the host refuses. */
  void refuse(TcpSegment segment) {
    var reset = TcpConnection.refusalOf(segment);
    if (reset != null) {
      transmit(relay.lan().answer(segment.ip()), reset, 0, PayloadWriter.NONE);
    }
  }

  void transmit(Ipv4Envelope envelope, TcpHeader header, int length, PayloadWriter payload) {
    relay.lan().transmit(header.frame(envelope, relay.lan().identify(), length, payload));
  }

  TcpConnection.Settings settings(FlowKey key) {
    return new TcpConnection.Settings(
        key.remotePort(),
        key.stationPort(),
        random.nextInt(),
        relay.config().bufferBytes(),
        relay.config().idle());
  }

  void add(FlowKey key, Flow flow) {
    if (flows.put(key, flow) == null) {
      relay.tally().activeFlows++;
    }
  }

  void remove(FlowKey key, Flow flow) {
    if (flows.remove(key, flow)) {
      relay.tally().activeFlows--;
    }
  }

  /** Makes a connection to a station for a host program that has connected to a forwarded port. */
  void beginForwarded(Ipv4Address station, int stationPort, MacAddress mac, SocketChannel host)
      throws IOException {
    var key = ports.freeKey(station, stationPort, flows::containsKey);
    var envelope = relay.lan().envelope(key.remote(), mac, station);
    var watch = relay.sockets().watch(host);
    relay.tally().flowsOpened++;
    add(key, TcpFlow.forwarded(this, key, envelope, host, watch));
  }

  void abortAll() {
    List.copyOf(flows.values()).forEach(Flow::abort);
  }

  void finishAll() {
    List.copyOf(flows.values()).forEach(Flow::finish);
  }
}
