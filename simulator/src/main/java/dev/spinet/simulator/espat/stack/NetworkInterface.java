package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lower end of a stack: its address on the network, and the way of a packet to the next hop.
 * Packets wait while the hop's Ethernet address is asked for (RFC 826), but neither many nor long.
 */
final class NetworkInterface {
  private static final int MAXIMUM_KNOWN = 64;
  private static final int MAXIMUM_WAITING = 16;
  private static final int ATTEMPTS = 3;
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final SimulationClock clock;
  private final MacAddress mac;
  private final Map<Ipv4Address, MacAddress> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Ipv4Address, MacAddress> eldest) {
          return size() > MAXIMUM_KNOWN;
        }
      };
  private final Map<Ipv4Address, ArrayDeque<byte[]>> waiting = new HashMap<>();
  private @Nullable EthernetPort port;
  private InterfaceAddress address = InterfaceAddress.NONE;
  private int identification;

  NetworkInterface(SimulationClock clock, MacAddress mac) {
    this.clock = clock;
    this.mac = mac;
  }

  MacAddress mac() {
    return mac;
  }

  InterfaceAddress address() {
    return address;
  }

  void setAddress(InterfaceAddress newAddress) {
    address = newAddress;
    known.clear();
    waiting.clear();
  }

  /** Puts the cable in, or pulls it. */
  void setPort(@Nullable EthernetPort newPort) {
    port = newPort;
    known.clear();
    waiting.clear();
  }

  /** A new value for the identification field of IPv4. */
  int identify() {
    return ++identification;
  }

  /** An envelope whose Ethernet address {@link #transmit} fills in. */
  Ipv4Envelope envelope(Ipv4Address destination) {
    return Ipv4Envelope.of(mac, MacAddress.ZERO, address.address(), destination);
  }

  /** Sends a frame made with {@link #envelope}, once it is known whom to. */
  void transmit(byte[] frame, Ipv4Address destination) {
    var next = address.nextHop(destination);
    if (address.isBroadcast(destination)) {
      send(frame, MacAddress.BROADCAST);
    } else if (destination.isMulticast()) {
      send(frame, MacAddress.ofMulticast(destination));
    } else {
      var neighbour = known.get(next);
      if (neighbour != null) {
        send(frame, neighbour);
      } else {
        await(next, frame);
      }
    }
  }

  /** Sends a frame that is complete. */
  void transmit(byte[] frame) {
    var current = port;
    if (current != null) {
      current.transmit(frame);
    }
  }

  private void send(byte[] frame, MacAddress destination) {
    destination.write(frame, 0);
    transmit(frame);
  }

  private void await(Ipv4Address next, byte[] frame) {
    var queue = waiting.get(next);
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting.put(next, queue);
      ask(next, queue, ATTEMPTS);
    }
    if (queue.size() < MAXIMUM_WAITING) {
      queue.add(frame);
    }
  }

  private void ask(Ipv4Address next, ArrayDeque<byte[]> queue, int attempts) {
    if (!queue.equals(waiting.get(next))) {
      return;
    }
    if (attempts == 0) {
      waiting.remove(next);
      return;
    }
    transmit(ArpPacket.request(mac, address.address(), next).toFrame());
    clock.schedule(INTERVAL, () -> ask(next, queue, attempts - 1));
  }

  /** Takes note of who sent a packet, and answers if this station is asked for. */
  void receive(ArpPacket packet) {
    if (address.isSet() && !packet.senderMac().isGroup()) {
      boolean forThis = packet.targetIp().equals(address.address());
      if (forThis || known.containsKey(packet.senderIp())) {
        learn(packet.senderIp(), packet.senderMac());
      }
      if (forThis && packet.operation() == ArpPacket.REQUEST) {
        transmit(packet.reply(mac).toFrame());
      }
    }
  }

  private void learn(Ipv4Address neighbour, MacAddress neighbourMac) {
    known.put(neighbour, neighbourMac);
    var queue = waiting.remove(neighbour);
    if (queue != null) {
      queue.forEach(frame -> send(frame, neighbourMac));
    }
  }
}
