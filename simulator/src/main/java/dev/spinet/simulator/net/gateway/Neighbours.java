package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The Ethernet addresses of the stations on the network, by ARP (RFC 826). */
final class Neighbours {
  private static final int MAXIMUM_KNOWN = 1024;
  private static final int MAXIMUM_ASKERS = 256;
  private static final int ATTEMPTS = 3;
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final UserNetworkConfig config;
  private final Confinement confinement;
  private final LanSide lan;
  private final Map<Ipv4Address, MacAddress> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Ipv4Address, MacAddress> eldest) {
          return size() > MAXIMUM_KNOWN;
        }
      };
  private final Map<Ipv4Address, List<Consumer<Optional<MacAddress>>>> askers = new HashMap<>();

  Neighbours(UserNetworkConfig config, Confinement confinement, LanSide lan) {
    this.config = config;
    this.confinement = confinement;
    this.lan = lan;
  }

  /** Takes note of who sent a packet, and answers if the gateway is asked for. */
  void receive(ArpPacket packet) {
    learn(packet.senderIp(), packet.senderMac());
    if (packet.operation() == ArpPacket.REQUEST && config.isOwn(packet.targetIp())) {
      lan.transmit(packet.reply(config.gatewayMac()).toFrame());
    }
  }

  void learn(Ipv4Address address, MacAddress mac) {
    if (!config.isStation(address) || mac.isGroup()) {
      return;
    }
    known.put(address, mac);
    var waiting = askers.remove(address);
    if (waiting != null) {
      waiting.forEach(asker -> asker.accept(Optional.of(mac)));
    }
  }

  /** Whether a station other than this one was last seen with an address. */
  boolean isUsedByOther(Ipv4Address address, MacAddress station) {
    var mac = known.get(address);
    return mac != null && !mac.equals(station);
  }

  /** Finds an address, now or later; the answer is empty if nobody has it. */
  void find(Ipv4Address address, Consumer<Optional<MacAddress>> asker) {
    var mac = known.get(address);
    if (mac != null) {
      asker.accept(Optional.of(mac));
      return;
    }
    if (!config.isStation(address)) {
      asker.accept(Optional.empty());
      return;
    }
    var waiting = askers.get(address);
    if (waiting == null) {
      askers.put(address, new ArrayList<>(List.of(asker)));
      ask(address, 1);
    } else if (waiting.size() < MAXIMUM_ASKERS) {
      waiting.add(asker);
    } else {
      asker.accept(Optional.empty());
    }
  }

  private void ask(Ipv4Address address, int attempt) {
    if (!askers.containsKey(address)) {
      return;
    }
    if (attempt > ATTEMPTS) {
      var waiting = askers.remove(address);
      if (waiting != null) {
        waiting.forEach(asker -> asker.accept(Optional.empty()));
      }
      return;
    }
    lan.transmit(ArpPacket.request(config.gatewayMac(), config.gateway(), address).toFrame());
    confinement.schedule(INTERVAL, () -> ask(address, attempt + 1));
  }
}
