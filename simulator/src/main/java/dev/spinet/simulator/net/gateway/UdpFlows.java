package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All UDP conversations of a gateway. The one that was quiet for longest comes first. */
final class UdpFlows {
  private static final System.Logger LOG = System.getLogger(UdpFlows.class.getName());
  private static final int MAXIMUM_DATAGRAM = 65_535;
  private static final long SWEEP_INTERVAL = UserNetworkConfig.UDP_IDLE.toNanos() / 5;

  /** Gets the datagrams of a station, and is told to go. */
  interface Flow {
    /** Passes a datagram on to the host. */
    void receive(UdpDatagram datagram);

    /** Time of the last datagram in either direction. */
    long lastUsed();

    /** Frees what belongs to the flow. */
    void close();
  }

  private final Relay relay;
  private final Destinations destinations;
  private final NameServer nameServer;
  private final GatewayPorts ports;
  private final Map<FlowKey, Flow> flows = new LinkedHashMap<>(16, 0.75f, true);

  /** One for all: a datagram is passed on before the next one is read. */
  private final ByteBuffer scratch = ByteBuffer.allocate(MAXIMUM_DATAGRAM);

  private boolean sweepScheduled;

  UdpFlows(Relay relay, Destinations destinations, NameServer nameServer) {
    this.nameServer = nameServer;
    this.relay = relay;
    this.destinations = destinations;
    this.ports = new GatewayPorts(relay.config().gateway());
  }

  Relay relay() {
    return relay;
  }

  NameServer nameServer() {
    return nameServer;
  }

  ByteBuffer scratch() {
    return scratch;
  }

  void receive(UdpDatagram datagram) {
    if (nameServer.swallow(datagram)) {
      return;
    }
    var ip = datagram.ip();
    var key =
        new FlowKey(
            ip.source(), datagram.sourcePort(), ip.destination(), datagram.destinationPort());
    var flow = find(key);
    if (flow != null) {
      flow.receive(datagram);
      return;
    }
    switch (destinations.find(key)) {
      case Destinations.Server(var address) -> begin(key, datagram, address);
      case Destinations.Nobody() -> relay.lan().reportUnreachable(IcmpMessage.PORT_UNREACHABLE, ip);
      case Destinations.Prohibited() -> {
        relay.tally().prohibited++;
        relay.lan().reportUnreachable(IcmpMessage.ADMINISTRATIVELY_PROHIBITED, ip);
      }
    }
  }

  private void begin(FlowKey key, UdpDatagram datagram, InetSocketAddress address) {
    if (!hasRoom()) {
      relay.tally().flowsDropped++;
      return;
    }
    MacAddress mac = datagram.ip().ethernet().source();
    try {
      var flow = UdpConversation.begin(this, key, mac, address);
      add(key, flow);
      flow.receive(datagram);
    } catch (IOException e) {
      relay.tally().flowsDropped++;
      relay.lan().reportUnreachable(IcmpMessage.NETWORK_UNREACHABLE, datagram.ip());
      LOG.log(System.Logger.Level.DEBUG, () -> "no way to " + address, e);
    }
  }

  /** Whether one more flow is allowed; the conversation that was quiet for longest makes room. */
  boolean hasRoom() {
    if (relay.tally().activeFlows >= relay.config().maximumFlows() && !flows.isEmpty()) {
      var eldest = flows.entrySet().iterator().next();
      remove(eldest.getKey(), eldest.getValue());
    }
    return relay.tally().activeFlows < relay.config().maximumFlows();
  }

  /** Finds a conversation and takes note that it is in use. */
  @Nullable Flow find(FlowKey key) {
    return flows.get(key);
  }

  /** A key for a conversation from the gateway's address to a port of a station. */
  FlowKey freeKey(Ipv4Address station, int stationPort) {
    return ports.freeKey(station, stationPort, flows::containsKey);
  }

  void add(FlowKey key, Flow flow) {
    if (flows.put(key, flow) == null) {
      relay.tally().activeFlows++;
      relay.tally().flowsOpened++;
    }
    sweepLater();
  }

  private void sweepLater() {
    if (!sweepScheduled && !flows.isEmpty()) {
      sweepScheduled = true;
      var _ = relay.confinement().schedule(SWEEP_INTERVAL, this::sweep);
    }
  }

  /** Removes the conversations that have been quiet for too long. */
  private void sweep() {
    sweepScheduled = false;
    long limit = relay.confinement().nanoTime() - UserNetworkConfig.UDP_IDLE.toNanos();
    Map.copyOf(flows)
        .forEach((key, flow) -> {
          if (flow.lastUsed() <= limit) {
            remove(key, flow);
          }
        });
    sweepLater();
  }

  void remove(FlowKey key, Flow flow) {
    if (flows.remove(key, flow)) {
      relay.tally().activeFlows--;
      flow.close();
    }
  }

  void closeAll() {
    Map.copyOf(flows).forEach(this::remove);
  }
}
