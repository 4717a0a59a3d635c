package dev.spinet.drivers.w5500;

import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.net.SocketException;

/**
 * The multicast groups of an endpoint, each on a hardware socket of its own. Every method is called
 * with the chip's lock held.
 */
final class PacketGroups {

  private final PacketEndpoint endpoint;
  private final PacketSources sources;
  private final Device device;

  PacketGroups(PacketEndpoint endpoint, PacketSources sources, Device device) {
    this.endpoint = endpoint;
    this.sources = sources;
    this.device = device;
  }

  /** Throws if a group cannot be joined now. */
  void ensureJoinable(int address) throws IOException {
    if (sources.memberOf(address) != null) {
      throw new SocketException(
          "%s is a member of %s already"
              .formatted(endpoint.description(), Destinations.text(address)));
    }
    if (!device.settings().isUp()) {
      throw new LinkDownException(
          device.chip().name() + ": the link is down; call link() before joining a group");
    }
  }

  /** Joins a group from the endpoint's port; waits for microseconds. */
  void join(int address) throws IOException {
    var hardware = device.sockets().take();
    // That may have taken its time, and the socket may be the one that the endpoint had.
    endpoint.ensureUsable();
    ensureJoinable(address);
    var member = new GroupMember(endpoint, hardware, device, address);
    hardware.setUser(member);
    sources.members().add(member);
    member.packets().start(endpoint.packets().port());
    if (!endpoint.watchers.isEmpty()) {
      member.watchEvents();
    }
    try {
      endpoint.awaitOpen(member.packets());
    } catch (IOException e) {
      sources.remove(member);
      if (device.chip().failure() == null) {
        member.leave();
      } else {
        member.abandon();
      }
      throw e;
    }
  }

  void leave(int address) throws IOException {
    var member = sources.memberOf(address);
    if (member == null) {
      throw new SocketException(
          "%s is no member of %s".formatted(endpoint.description(), Destinations.text(address)));
    }
    sources.remove(member);
    member.leave();
  }

  void leaveAll() throws IOException {
    for (var member : sources.members()) {
      member.leave();
    }
    sources.members().clear();
  }

  /** Frees the sockets of a chip that has failed. */
  void abandonAll() {
    for (var member : sources.members()) {
      member.abandon();
    }
    sources.members().clear();
  }

  /** Lets every event of the groups reach the endpoint, for those who watch it. */
  void watchEvents() throws IOException {
    for (var member : sources.members()) {
      member.watchEvents();
    }
  }

  /** Ends {@link #watchEvents}. */
  void unwatchEvents() throws IOException {
    for (var member : sources.members()) {
      member.unwatchEvents();
    }
  }

  /** Opens what a reset of the chip has closed; tells whether all is open. */
  boolean areOpen() throws IOException {
    boolean open = true;
    for (var member : sources.members()) {
      open &= member.packets().advance();
    }
    return open;
  }
}
