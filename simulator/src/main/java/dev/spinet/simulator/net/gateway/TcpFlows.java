package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.net.tcp.TcpConnection;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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
  }

  private final Relay relay;
  private final Map<FlowKey, Flow> flows = new LinkedHashMap<>();
  private final SplittableRandom random;

  TcpFlows(Relay relay) {
    this.relay = relay;
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
    var target = relay.config().policy().hostFor(key.remote(), relay.config().gateway());
    if (target.isEmpty()) {
      relay.tally().prohibited++;
      relay.lan().reportUnreachable(IcmpMessage.ADMINISTRATIVELY_PROHIBITED, syn.ip());
      return;
    }
    if (!hasRoom()) {
      relay.tally().flowsDropped++;
      return;
    }
    connectHost(key, syn, target.get());
  }

  private void connectHost(FlowKey key, TcpSegment syn, InetAddress host) {
    try {
      HostConnect.begin(this, key, syn, new InetSocketAddress(host, key.remotePort()));
    } catch (IOException e) {
      // As a router without memory would: the station tries again, perhaps with more luck.
      relay.tally().flowsDropped++;
      LOG.log(System.Logger.Level.WARNING, "no socket for a connection to " + host, e);
    }
  }

  /** Whether one more flow is allowed; those that only wait make room. */
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
    return false;
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

  @Nullable Flow find(FlowKey key) {
    return flows.get(key);
  }

  void abortAll() {
    List.copyOf(flows.values()).forEach(Flow::abort);
  }
}
