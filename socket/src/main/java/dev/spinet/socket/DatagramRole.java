package dev.spinet.socket;

import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;

import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A socket whose messages keep their boundaries. */
final class DatagramRole extends Role {

  /** What tells the hosts and programs apart that messages go to. */
  enum Addressing {
    /** Address and port: UDP. */
    PORTS,
    /** Addresses only: raw IP. */
    HOSTS,
    /** The messages have their addresses inside: Ethernet frames. */
    NONE
  }

  // A receiver with its address as the driver wants it.
  private record Target(InetSocketAddress address, int bits, int port) {}

  private static final byte[] NOTHING = {};

  private final NetworkDriver driver;
  private final DatagramEndpoint endpoint;
  private final Addressing addressing;
  private final DatagramReceiver receiver;
  private final DatagramSender sender;
  private volatile @Nullable Target peer;
  // Programs send to the same place again and again; taking an address apart makes garbage.
  private volatile @Nullable Target last;

  DatagramRole(
      NetworkDriver driver, DatagramEndpoint endpoint, Addressing addressing, Watchers watchers) {
    this.driver = driver;
    this.endpoint = endpoint;
    this.addressing = addressing;
    receiver = new DatagramReceiver(endpoint, watchers, traffic);
    sender = new DatagramSender(endpoint, traffic);
  }

  @Override
  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  DatagramRole datagrams(String activity) {
    return this;
  }

  @Override
  void connect(InetSocketAddress target, long limit) throws IOException {
    long start = System.nanoTime();
    Target chosen = lookUp(target, limit, start);
    if (chosen.bits == 0) {
      throw new SocketException("0.0.0.0 is not the address of a peer");
    }
    endpoint.connect(Ipv4.of(chosen.bits), chosen.port);
    peer = chosen;
    receiver.wantOnly(chosen.bits, chosen.port);
  }

  @Override
  void disconnect() throws IOException {
    endpoint.disconnect();
    peer = null;
    receiver.wantAll();
  }

  @Override
  void bind(Inet4Address address, int port, long limit) throws IOException {
    endpoint.bind(address, port);
  }

  @Override
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      int flags,
      long limit)
      throws IOException {
    return receiver.receive(segment, array, offset, length, null, flags, limit);
  }

  @Override
  byte[] receive(int length, int flags, long limit) throws IOException {
    byte[] bytes = receiver.receive(length, new DatagramSource(), flags, limit);
    return bytes == null ? NOTHING : bytes;
  }

  int receiveFrom(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      DatagramSource from,
      int flags,
      long limit)
      throws IOException {
    return receiver.receive(segment, array, offset, length, from, flags, limit);
  }

  byte @Nullable [] receiveFrom(int length, DatagramSource from, int flags, long limit)
      throws IOException {
    return receiver.receive(length, from, flags, limit);
  }

  @Override
  int available() throws IOException {
    return receiver.available();
  }

  @Override
  int send(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      boolean all,
      long limit)
      throws IOException {
    sender.requireFits(length);
    Target to = peer;
    if (to == null && addressing != Addressing.NONE) {
      throw new SocketException("this socket has no peer; call connect first, or use sendTo");
    }
    int bits = to == null ? 0 : to.bits;
    int port = to == null ? 0 : to.port;
    sender.send(segment, array, offset, length, bits, port, limit, System.nanoTime());
    return length;
  }

  int sendTo(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      InetSocketAddress receiverAddress,
      long limit)
      throws IOException {
    sender.requireFits(length);
    long start = System.nanoTime();
    Target to = target(receiverAddress, limit, start);
    sender.send(segment, array, offset, length, to.bits, to.port, limit, start);
    return length;
  }

  int answer(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      DatagramSource to,
      long limit)
      throws IOException {
    sender.requireFits(length);
    if (addressing == Addressing.PORTS) {
      Hosts.requirePort(to.port());
    }
    sender.send(
        segment, array, offset, length, to.addressBits(), to.port(), limit, System.nanoTime());
    return length;
  }

  void join(Inet4Address group) throws IOException {
    endpoint.join(group);
  }

  void leave(Inet4Address group) throws IOException {
    endpoint.leave(group);
  }

  @Override
  void shutdownInput() throws IOException {
    receiver.shutDown();
  }

  @Override
  void shutdownOutput() throws IOException {
    sender.shutDown();
  }

  @Override
  int poll(int interests) throws IOException {
    int ready = 0;
    if (receiver.isReady()) {
      ready |= READABLE;
    }
    if (sender.isShutDown()) {
      ready |= WRITABLE;
    }
    ready &= interests;
    int rest = interests & ~ready;
    return rest == 0 ? ready : ready | endpoint.poll(rest);
  }

  @Override
  @Nullable InetSocketAddress remoteAddress() {
    Target chosen = peer;
    return chosen == null ? null : chosen.address;
  }

  @Override
  String state() {
    Target chosen = peer;
    return chosen == null ? "for datagrams" : "for datagrams with " + Hosts.text(chosen.address);
  }

  @Override
  SocketException refusal(String activity) {
    return new SocketException(
        "a datagram socket cannot %s; that is for streams".formatted(activity));
  }

  @Override
  void close() throws IOException {
    receiver.close();
    sender.close();
    endpoint.close();
  }

  @SuppressWarnings("ReferenceEquality") // The same object needs no look at its contents.
  private Target target(InetSocketAddress address, long limit, long start) throws IOException {
    Target known = last;
    if (known != null && known.address == address) {
      return known;
    }
    Target found = lookUp(address, limit, start);
    if (!address.isUnresolved()) {
      // A name may mean another host next time; an address stays what it is.
      last = found;
    }
    return found;
  }

  private Target lookUp(InetSocketAddress target, long limit, long start) throws IOException {
    if (addressing == Addressing.NONE) {
      throw new SocketException(
          "a socket of Ethernet frames has no peers: the frames have their addresses inside; use"
              + " send");
    }
    if (addressing == Addressing.PORTS) {
      Hosts.requirePort(target.getPort());
    }
    Inet4Address address = Hosts.address(driver, target, limit, start);
    var resolved =
        target.isUnresolved() ? new InetSocketAddress(address, target.getPort()) : target;
    int port = addressing == Addressing.PORTS ? target.getPort() : 0;
    return new Target(resolved, Ipv4.bits(address), port);
  }
}
