package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds hardware addresses for the sockets. There is no table of neighbours in the chip: each
 * socket asks for its own destination, once every RTR, RCR + 1 times in all (4.1).
 */
final class ArpResolver {

  private final ChipCore core;
  private final NetworkStack network;
  private final @Nullable Lookup[] lookups = new @Nullable Lookup[ChipLimits.SOCKET_COUNT];

  ArpResolver(ChipCore core, NetworkStack network) {
    this.core = core;
    this.network = network;
  }

  void reset() {
    for (int i = 0; i < lookups.length; i++) {
      cancel(i);
    }
  }

  /**
   * Asks for a socket; a question that it already has under way is dropped.
   *
   * @param hop whose hardware address to find
   * @param found gets the address
   * @param failed called when nobody answers
   */
  void resolve(int socket, Ipv4Address hop, Consumer<MacAddress> found, Runnable failed) {
    cancel(socket);
    var lookup = new Lookup(socket, hop, found, failed);
    lookups[socket] = lookup;
    lookup.ask();
    lookup.timer.start();
  }

  void cancel(int socket) {
    var lookup = lookups[socket];
    if (lookup != null) {
      lookup.timer.stop();
      lookups[socket] = null;
    }
  }

  void replied(ArpPacket reply) {
    for (int i = 0; i < lookups.length; i++) {
      var lookup = lookups[i];
      if (lookup != null && lookup.hop.equals(reply.senderIp())) {
        cancel(i);
        lookup.found.accept(reply.senderMac());
      }
    }
  }

  private final class Lookup {

    private final int socket;
    private final Ipv4Address hop;
    private final Consumer<MacAddress> found;
    private final Runnable failed;
    private final RetryTimer timer;

    Lookup(int socket, Ipv4Address hop, Consumer<MacAddress> found, Runnable failed) {
      this.socket = socket;
      this.hop = hop;
      this.found = found;
      this.failed = failed;
      this.timer = new RetryTimer(core, RetryTimer.Growth.CONSTANT, this::ask, this::giveUp);
    }

    private void ask() {
      network.transmit(ArpPacket.request(network.mac(), network.ip(), hop).toFrame());
    }

    private void giveUp() {
      cancel(socket);
      failed.run();
    }
  }
}
