package dev.spinet.socket.memory;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.contract.DatagramPeer;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A chip with eight sockets and the address 10.0.0.2 on a network that has one host, with the
 * address 10.0.0.1 and the name "peer".
 */
public final class MemoryDriver implements NetworkDriver {

  /** The address of the only other host. */
  public static final String PEER = "10.0.0.1";

  /** The name of that host. */
  public static final String PEER_NAME = "peer";

  /** A port of that host which neither accepts nor refuses. */
  public static final int SILENT_PORT = 9;

  static final int SOCKETS = 8;
  static final Inet4Address ANY = Inet4Address.ofLiteral("0.0.0.0");
  static final int PEER_BITS = 0x0a00_0001;
  static final int CHIP_BITS = 0x0a00_0002;

  private static final Inet4Address CHIP = Inet4Address.ofLiteral("10.0.0.2");
  private static final int PEER_PORTS = 2_000;
  private static final int FIRST_EPHEMERAL = 49_152;

  private final Set<Endpoint> open = new LinkedHashSet<>();
  private final Map<Integer, MemoryListener> listeners = new HashMap<>();
  private final Map<Integer, Endpoint> streamPorts = new HashMap<>();
  private final Map<Integer, MemoryDatagramEndpoint> datagramPorts = new HashMap<>();
  // By port; a map of them would make garbage of every look.
  private final @Nullable MemoryDatagramPeer[] datagramPeers = new MemoryDatagramPeer[PEER_PORTS];
  private final AtomicInteger watches = new AtomicInteger();
  private final int capacity;
  private final IntUnaryOperator portion;
  private int nextPort = 1_000;
  private int nextEphemeral = FIRST_EPHEMERAL;
  private boolean closed;

  /** With buffers of 2 KiB, as a W5500 has them after a reset. */
  public MemoryDriver() {
    this(2_048, possible -> possible);
  }

  /**
   * With a network of a certain size and habit.
   *
   * @param capacity bytes on their way in each direction
   * @param portion how many bytes of the possible ones a call moves, at least 1
   */
  public MemoryDriver(int capacity, IntUnaryOperator portion) {
    this.capacity = capacity;
    this.portion = portion;
  }

  @Override
  public String name() {
    return "chip in memory";
  }

  @Override
  public boolean supports(int family, int type, int protocol) {
    return NetworkDriver.super.supports(family, type, protocol)
        || (family == AF_INET && type == SOCK_DGRAM);
  }

  @Override
  public Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    return host.equals(PEER_NAME)
        ? Inet4Address.ofLiteral(PEER)
        : NetworkDriver.super.resolve(host, timeoutNanos);
  }

  /** Begins to accept connections on the other host. */
  public synchronized PeerListener listen() {
    var listener = new MemoryListener(this, nextPort++);
    listeners.put(listener.port(), listener);
    return listener;
  }

  synchronized void remove(MemoryListener listener) {
    listeners.remove(listener.port());
  }

  synchronized @Nullable MemoryListener listener(int port) {
    return listeners.get(port);
  }

  /** Opens a UDP socket on the other host. */
  public synchronized DatagramPeer datagramPeer() {
    int port = nextPort++;
    var peer = new MemoryDatagramPeer(this, port);
    datagramPeers[port] = peer;
    return peer;
  }

  synchronized void removeDatagramPeer(int port) {
    datagramPeers[port] = null;
  }

  synchronized @Nullable MemoryDatagramPeer datagramPeer(int port) {
    return port < PEER_PORTS ? datagramPeers[port] : null;
  }

  synchronized @Nullable MemoryDatagramEndpoint datagramEndpoint(int port) {
    return datagramPorts.get(port);
  }

  /** Lets the other host connect to a port of the chip. */
  public Peer connectTo(int port) throws IOException {
    Endpoint listener;
    synchronized (this) {
      listener = streamPorts.get(port);
    }
    if (listener instanceof MemoryListenEndpoint listening) {
      MemoryEndpoint connected = openStream();
      MemoryPeer peer = connected.accepted(port, new InetSocketAddress(PEER, nextPeerPort()));
      if (listening.offer(connected)) {
        return peer;
      }
      connected.close();
    }
    throw new ConnectException("connection refused: nobody listens at port " + port);
  }

  private synchronized int nextPeerPort() {
    return nextPort++;
  }

  Pipe newPipe(Readiness readiness) {
    return new Pipe(capacity, portion, readiness);
  }

  @Override
  public MemoryEndpoint openStream() throws IOException {
    return open(new MemoryEndpoint(this));
  }

  @Override
  public DatagramEndpoint openDatagram(int family, int type, int protocol) throws IOException {
    return open(new MemoryDatagramEndpoint(this));
  }

  private synchronized <E extends Endpoint> E open(E endpoint) throws IOException {
    if (closed) {
      throw new SocketException(name() + " is closed");
    }
    if (open.size() == SOCKETS) {
      throw new NoFreeSocketException(
          "all %d sockets of %s are open; close one first".formatted(SOCKETS, name()));
    }
    open.add(endpoint);
    return endpoint;
  }

  /** Gives the place and the port of a stream to a listener. */
  synchronized ListenEndpoint listen(
      MemoryEndpoint endpoint, int port, int backlog, MemoryOptions options) {
    var listener = new MemoryListenEndpoint(this, port, backlog, options);
    open.remove(endpoint);
    open.add(listener);
    streamPorts.put(port, listener);
    return listener;
  }

  synchronized int takeStreamPort(Endpoint endpoint, Inet4Address address, int wanted)
      throws BindException {
    int port = port(streamPorts.keySet(), address, wanted);
    streamPorts.put(port, endpoint);
    return port;
  }

  synchronized int takeDatagramPort(
      MemoryDatagramEndpoint endpoint, Inet4Address address, int wanted) throws BindException {
    int port = port(datagramPorts.keySet(), address, wanted);
    datagramPorts.put(port, endpoint);
    return port;
  }

  private int port(Set<Integer> used, Inet4Address address, int wanted) throws BindException {
    if (!address.equals(ANY) && !address.equals(CHIP)) {
      throw new BindException(
          "%s is not an address of %s".formatted(address.getHostAddress(), name()));
    }
    if (wanted == 0) {
      return nextEphemeral++;
    }
    if (used.contains(wanted)) {
      throw new BindException("port %d of %s is in use".formatted(wanted, name()));
    }
    return wanted;
  }

  synchronized void free(Endpoint endpoint) {
    open.remove(endpoint);
    streamPorts.values().remove(endpoint);
    datagramPorts.values().remove(endpoint);
  }

  /** How many listeners for readiness there are on all endpoints. */
  public int watches() {
    return watches.get();
  }

  void watched() {
    watches.incrementAndGet();
  }

  void unwatched() {
    watches.decrementAndGet();
  }

  static InetSocketAddress local(int port) {
    return new InetSocketAddress(CHIP, port);
  }

  static int bits(Inet4Address address) {
    int bits = 0;
    for (byte octet : address.getAddress()) {
      bits = bits << Byte.SIZE | Byte.toUnsignedInt(octet);
    }
    return bits;
  }

  @Override
  public void close() throws IOException {
    List<Endpoint> endpoints;
    synchronized (this) {
      closed = true;
      endpoints = new ArrayList<>(open);
    }
    for (Endpoint endpoint : endpoints) {
      endpoint.close();
    }
  }
}
