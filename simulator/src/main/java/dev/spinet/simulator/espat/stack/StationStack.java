package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.tcp.TcpConnection;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The TCP/IP stack of a station. All calls are made by tasks of its clock, and so are all calls
 * back; none comes before the call that asked for it has returned.
 */
public final class StationStack {
  private static final int FIRST_DYNAMIC_PORT = 49_152;
  private static final int DYNAMIC_PORTS = 16_384;

  private final SimulationClock clock;
  private final NetworkInterface network;
  private final int window;
  private final SplittableRandom random;
  private final Map<Integer, UdpSocket> udp = new HashMap<>();
  private final Map<TcpSocket.Key, TcpSocket> tcp = new HashMap<>();
  private final Pinger pinger;
  private int listenPort;
  private @Nullable Consumer<TcpSocket> acceptor;

  /**
   * A stack without an address and without a cable.
   *
   * @param clock its time
   * @param mac its Ethernet address
   * @param window bytes a connection buffers in each direction, 2920 to 65535
   * @param seed of port and sequence numbers; the same seed gives the same ones
   */
  public StationStack(SimulationClock clock, MacAddress mac, int window, long seed) {
    this.clock = clock;
    this.network = new NetworkInterface(clock, mac);
    this.window = window;
    this.random = new SplittableRandom(seed);
    this.pinger = new Pinger(this);
  }

  SimulationClock clock() {
    return clock;
  }

  NetworkInterface network() {
    return network;
  }

  int nextRandom() {
    return random.nextInt();
  }

  /**
   * Puts the cable in, or pulls it. Connections stay.
   *
   * @param port the other end; null for none
   */
  public void setPort(@Nullable EthernetPort port) {
    network.setPort(port);
  }

  /**
   * The Ethernet address.
   *
   * @return the address
   */
  public MacAddress mac() {
    return network.mac();
  }

  /**
   * The addresses now set.
   *
   * @return {@link InterfaceAddress#NONE} if there are none
   */
  public InterfaceAddress address() {
    return network.address();
  }

  /**
   * Sets the addresses. Connections from another address are dead then, which they notice by
   * themselves.
   *
   * @param address the addresses
   */
  public void setAddress(InterfaceAddress address) {
    network.setAddress(address);
  }

  /**
   * Opens a UDP port.
   *
   * @param port 1 to 65535; 0 for any that is free
   * @param receiver gets what arrives
   * @return the socket; empty if the port is taken
   */
  public Optional<UdpSocket> openUdp(int port, UdpSocket.Receiver receiver) {
    int chosen = port != 0 ? port : freePort(candidate -> !udp.containsKey(candidate));
    if (udp.containsKey(chosen)) {
      return Optional.empty();
    }
    var socket = new UdpSocket(this, chosen, receiver);
    udp.put(chosen, socket);
    return Optional.of(socket);
  }

  void remove(UdpSocket socket) {
    udp.remove(socket.port(), socket);
  }

  /**
   * Begins a connection.
   *
   * @param remote whom to
   * @param remotePort which port, 1 to 65535
   * @param keepAlive silence after which the peer is probed; empty for never
   * @param listener is told of changes, the first time when the connection is there or has failed
   * @return the connection to be
   */
  public TcpSocket connect(
      Ipv4Address remote,
      int remotePort,
      Optional<Duration> keepAlive,
      TcpSocket.Listener listener) {
    int port =
        freePort(candidate ->
            !tcp.containsKey(new TcpSocket.Key(candidate, remote, remotePort))
                && candidate != listenPort);
    var key = new TcpSocket.Key(port, remote, remotePort);
    var socket = new TcpSocket(this, key, settings(key, keepAlive), null);
    tcp.put(key, socket);
    clock.schedule(0, () -> socket.begin(listener));
    return socket;
  }

  private TcpConnection.Settings settings(TcpSocket.Key key, Optional<Duration> keepAlive) {
    return new TcpConnection.Settings(
        key.localPort(),
        key.remotePort(),
        random.nextInt(),
        window,
        keepAlive.orElse(Duration.ofDays(3650)));
  }

  void remove(TcpSocket socket) {
    tcp.remove(socket.key(), socket);
  }

  private int freePort(IntPredicate free) {
    int start = random.nextInt(DYNAMIC_PORTS);
    for (int i = 0; i < DYNAMIC_PORTS; i++) {
      int candidate = FIRST_DYNAMIC_PORT + (start + i) % DYNAMIC_PORTS;
      if (free.test(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("no free port");
  }

  /**
   * Accepts connections at a port, instead of an earlier one.
   *
   * @param port 1 to 65535
   * @param newAcceptor gets each connection as soon as it is there
   */
  public void listen(int port, Consumer<TcpSocket> newAcceptor) {
    listenPort = port;
    acceptor = newAcceptor;
  }

  /** Accepts no more connections. Those that are there stay. */
  public void stopListening() {
    listenPort = 0;
    acceptor = null;
  }

  /**
   * The port at which connections are accepted.
   *
   * @return empty if none are
   */
  public OptionalInt listenPort() {
    return acceptor == null ? OptionalInt.empty() : OptionalInt.of(listenPort);
  }

  /**
   * Asks a station whether it is there, once.
   *
   * @param destination whom
   * @param patience how long to wait for the answer
   * @param answer gets the time it took in nanoseconds, or nothing
   */
  public void ping(Ipv4Address destination, Duration patience, Consumer<OptionalLong> answer) {
    pinger.ping(destination, patience, answer);
  }

  /** Resets all connections and gives all ports back, without a word to their owners. */
  public void abortAll() {
    stopListening();
    List.copyOf(tcp.values()).forEach(TcpSocket::abort);
    tcp.clear();
    udp.clear();
  }

  /**
   * Takes a frame.
   *
   * @param frame what has arrived
   */
  public void receive(byte[] frame) {
    if (frame.length < EthernetFrame.HEADER_BYTES) {
      return;
    }
    var destination = MacAddress.read(frame, 0);
    if (!destination.equals(network.mac()) && !destination.isGroup()) {
      return;
    }
    switch (Packet.parse(frame)) {
      case ArpPacket arp -> network.receive(arp);
      case IcmpMessage message when isForThis(message.ip()) -> receive(message);
      case TcpSegment segment when isForThis(segment.ip()) -> receive(segment);
      case UdpDatagram datagram -> receive(datagram);
      default -> {}
    }
  }

  private boolean isForThis(Ipv4Packet packet) {
    return network.address().isSet() && packet.destination().equals(network.address().address());
  }

  private void receive(IcmpMessage message) {
    if (message.type() == IcmpMessage.ECHO_REQUEST) {
      var source = message.ip().source();
      network.transmit(message.echoReply(network.envelope(source), network.identify()), source);
    } else {
      pinger.receive(message);
    }
  }

  private void receive(UdpDatagram datagram) {
    var socket = udp.get(datagram.destinationPort());
    var ip = datagram.ip();
    boolean accepted = network.address().accepts(ip.destination());
    if (socket != null && (accepted || !network.address().isSet())) {
      socket.receive(datagram);
    } else if (isForThis(ip)) {
      var envelope = network.envelope(ip.source());
      network.transmit(
          IcmpMessage.unreachable(envelope, network.identify(), IcmpMessage.PORT_UNREACHABLE, ip),
          ip.source());
    }
  }

  private void receive(TcpSegment segment) {
    var key =
        new TcpSocket.Key(segment.destinationPort(), segment.ip().source(), segment.sourcePort());
    boolean begins =
        segment.has(TcpHeader.SYN) && !segment.has(TcpHeader.ACK) && !segment.has(TcpHeader.RST);
    var socket = tcp.get(key);
    if (socket != null && begins && socket.isTimeWait()) {
      socket.abort();
      socket = null;
    }
    if (socket != null) {
      socket.receive(segment);
      return;
    }
    var accepting = acceptor;
    if (begins && accepting != null && segment.destinationPort() == listenPort) {
      accept(key, segment, accepting);
    } else {
      refuse(segment);
    }
  }

  private void accept(TcpSocket.Key key, TcpSegment syn, Consumer<TcpSocket> accepting) {
    var socket = new TcpSocket(this, key, settings(key, Optional.empty()), syn);
    tcp.put(key, socket);
    socket.begin(accepted -> {
      if (accepted.isEstablished() && !accepted.isOver()) {
        accepted.setListener(_ -> {});
        accepting.accept(accepted);
      }
    });
  }

  private void refuse(TcpSegment segment) {
    var reset = TcpConnection.refusalOf(segment);
    if (reset != null) {
      var source = segment.ip().source();
      network.transmit(
          reset.frame(network.envelope(source), network.identify(), 0, PayloadWriter.NONE), source);
    }
  }
}
