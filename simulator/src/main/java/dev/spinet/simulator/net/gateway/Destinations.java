package dev.spinet.simulator.net.gateway;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Where what a station sends to some address really goes. */
final class Destinations {

  /** What is behind an address and port. */
  sealed interface Destination {}

  /** A server on the host's network. */
  record Server(InetSocketAddress address) implements Destination {}

  /** An address of the gateway on which nobody listens. */
  record Nobody() implements Destination {}

  /** What the policy does not allow. */
  record Prohibited() implements Destination {}

  private final UserNetworkConfig config;

  Destinations(UserNetworkConfig config) {
    this.config = config;
  }

  Destination find(FlowKey key) {
    if (key.remote().equals(config.nameServer())) {
      Optional<InetSocketAddress> resolver =
          key.remotePort() == Resolvers.PORT ? config.resolvers().current() : Optional.empty();
      return resolver.<Destination>map(Server::new).orElseGet(Nobody::new);
    }
    return config
        .policy()
        .hostFor(key.remote(), config.gateway())
        .<Destination>map(host -> new Server(new InetSocketAddress(host, key.remotePort())))
        .orElseGet(() -> config.isOwn(key.remote()) ? new Nobody() : new Prohibited());
  }
}
