package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Which station has which address, and until when. */
final class DhcpLeases {

  /** The usual first address of a user-mode network; the ones before are for fixed stations. */
  private static final int FIRST_HOST = 15;

  /** More stations than a simulation has; keeps a flood of invented ones from using memory. */
  private static final int MAXIMUM_LEASES = 1000;

  /** How long an offer is kept for the station that got it. */
  private static final long OFFER_TIME = TimeUnit.SECONDS.toNanos(60);

  /** How long an address that somebody else was found to use is not given out. */
  private static final long DECLINE_TIME = TimeUnit.MINUTES.toNanos(10);

  private final UserNetworkConfig config;
  private final Confinement confinement;
  private final Neighbours neighbours;
  private final Map<Ipv4Address, Lease> leases = new HashMap<>();

  DhcpLeases(UserNetworkConfig config, Confinement confinement, Neighbours neighbours) {
    this.config = config;
    this.confinement = confinement;
    this.neighbours = neighbours;
  }

  /** An address in use; nobody's if a station has declined it. */
  private record Lease(MacAddress holder, long until) {}

  /** Keeps an address for a station: the one it had, the one it wants, or any. */
  Optional<Ipv4Address> choose(MacAddress station, Optional<Ipv4Address> wanted) {
    long now = confinement.nanoTime();
    Optional<Ipv4Address> chosen =
        heldBy(station)
            .or(() -> wanted.filter(address -> isFreeFor(station, address, now)))
            .or(() ->
                pool()
                    .mapToObj(Ipv4Address::new)
                    .filter(address -> isFreeFor(station, address, now))
                    .findFirst());
    chosen.ifPresent(address -> keep(station, address, now + OFFER_TIME));
    return chosen;
  }

  /** Gives an address to a station, or lets it have it for longer. */
  boolean grant(MacAddress station, Ipv4Address address) {
    long now = confinement.nanoTime();
    if (!isFreeFor(station, address, now)) {
      return false;
    }
    heldBy(station).filter(held -> !held.equals(address)).ifPresent(leases::remove);
    leases.put(address, new Lease(station, now + config.lease().toNanos()));
    return true;
  }

  /** Forgets an offer that the station has not taken. */
  void withdraw(MacAddress station) {
    heldBy(station).ifPresent(leases::remove);
  }

  void release(MacAddress station, Ipv4Address address) {
    var lease = leases.get(address);
    if (lease != null && lease.holder.equals(station)) {
      leases.remove(address);
    }
  }

  void decline(Ipv4Address address) {
    if (isInPool(address)) {
      leases.put(address, new Lease(MacAddress.ZERO, confinement.nanoTime() + DECLINE_TIME));
    }
  }

  /** Never shortens a lease that the station has. */
  private void keep(MacAddress station, Ipv4Address address, long until) {
    leases.merge(
        address,
        new Lease(station, until),
        (old, offered) -> old.holder.equals(station) && old.until > until ? old : offered);
  }

  private Optional<Ipv4Address> heldBy(MacAddress station) {
    return leases.entrySet().stream()
        .filter(entry -> entry.getValue().holder.equals(station))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private boolean isFreeFor(MacAddress station, Ipv4Address address, long now) {
    var lease = leases.get(address);
    boolean held = lease != null && now < lease.until && !lease.holder.equals(station);
    return isInPool(address) && !held && !neighbours.isUsedByOther(address, station);
  }

  private boolean isInPool(Ipv4Address address) {
    return config.isStation(address) && pool().anyMatch(value -> value == address.value());
  }

  /** The first address of the pool, whether it can be given away or not. */
  static int first(UserNetworkConfig config) {
    int network = config.gateway().value() & config.mask().value();
    return network + (config.broadcast().value() - network - 1 > FIRST_HOST ? FIRST_HOST : 1);
  }

  private IntStream pool() {
    int network = config.gateway().value() & config.mask().value();
    int last = config.broadcast().value() - network - 1;
    int first = first(config) - network;
    return IntStream.rangeClosed(first, Math.min(last, first + MAXIMUM_LEASES - 1))
        .map(host -> network + host)
        .filter(value -> !config.isOwn(new Ipv4Address(value)));
  }
}
