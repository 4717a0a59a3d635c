package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway from a simulated network to this machine's own sockets. It needs no privileges: it
 * answers ARP and ping by itself, ends the stations' TCP connections and relays what they carry to
 * real peers, passes UDP datagrams on and questions to its name server to that of this machine, and
 * gives stations their addresses by DHCP. A peer that refuses, resets, stalls or does not answer is
 * seen as such by the station.
 *
 * <p>All work is done in tasks of the simulation's clock; one thread of its own waits for the
 * host's sockets. Safe for use by several threads.
 */
public final class UserNetwork implements AutoCloseable {
  private final UserNetworkConfig config;
  private final LanPort port;
  private final Confinement confinement;
  private final HostSockets sockets;
  private final Tally tally = new Tally();
  private final LanSide lanSide;
  private final Neighbours neighbours;
  private final DhcpServer dhcp;
  private final NameServer nameServer;
  private final TcpFlows tcp;
  private final UdpFlows udp;
  private final List<Forward> forwards = new ArrayList<>();

  /**
   * Puts a gateway on a network.
   *
   * @param lan the network
   * @param clock the clock of the network
   * @param config addresses, policy and limits
   * @throws IOException if this machine has no descriptors left to wait for sockets
   */
  public UserNetwork(VirtualLan lan, SimulationClock clock, UserNetworkConfig config)
      throws IOException {
    this.config = config;
    this.confinement = new Confinement(clock);
    this.sockets = new HostSockets(confinement);
    this.port = lan.newPort("gateway");
    this.lanSide = new LanSide(port, config);
    this.neighbours = new Neighbours(config, confinement, lanSide);
    this.dhcp = new DhcpServer(config, lanSide, new DhcpLeases(config, confinement, neighbours));
    var relay = new Relay(config, confinement, lanSide, sockets, tally);
    var destinations = new Destinations(config);
    this.nameServer = new NameServer(config, lanSide, tally);
    this.udp = new UdpFlows(relay, destinations, nameServer);
    this.tcp = new TcpFlows(relay, destinations, udp);
    port.attach(
        new EthernetPort.Station() {
          @Override
          public void receive(byte[] frame) {
            confinement.run(() -> UserNetwork.this.receive(frame));
          }

          @Override
          public void linkChanged(boolean up) {
            // Like any host: connections outlive a pulled cable, as long as their timers allow.
          }
        });
  }

  /**
   * The gateway's own cable.
   *
   * @return its port on the network
   */
  public LanPort port() {
    return port;
  }

  /**
   * The counts up to now.
   *
   * @return a snapshot
   */
  public UserNetworkCounters counters() {
    return confinement.call(tally::snapshot);
  }

  /**
   * Makes a listening TCP port of a station reachable for host programs. A connection to it is
   * accepted at once and reset if the station refuses or does not answer.
   *
   * @param listen where to listen on this machine; port 0 lets the system choose
   * @param station the station's address
   * @param stationPort the station's port, 1 to 65535
   * @return the open port; it is closed with this network at the latest
   * @throws IOException if the port is taken or must not be used
   * @throws IllegalArgumentException if the station is not on this network
   * @throws IllegalStateException if this network is closed
   */
  public ForwardedPort forwardTcp(InetSocketAddress listen, Ipv4Address station, int stationPort)
      throws IOException {
    requireStation(station, stationPort);
    return register(new TcpForward(tcp, neighbours, listen, station, stationPort));
  }

  /**
   * Makes a UDP port of a station reachable for host programs. Each of them is seen by the station
   * as a port of the gateway.
   *
   * @param listen where to receive on this machine; port 0 lets the system choose
   * @param station the station's address
   * @param stationPort the station's port, 1 to 65535
   * @return the open port; it is closed with this network at the latest
   * @throws IOException if the port is taken or must not be used
   * @throws IllegalArgumentException if the station is not on this network
   * @throws IllegalStateException if this network is closed
   */
  public ForwardedPort forwardUdp(InetSocketAddress listen, Ipv4Address station, int stationPort)
      throws IOException {
    requireStation(station, stationPort);
    return register(new UdpForward(udp, neighbours, listen, station, stationPort));
  }

  /**
   * Changes how the DHCP server treats its clients from now on.
   *
   * @param mode the new way
   */
  public void setDhcpMode(DhcpMode mode) {
    confinement.run(() -> dhcp.setMode(mode));
  }

  /**
   * Changes how the name server treats questions from now on.
   *
   * @param mode the new way
   */
  public void setDnsMode(DnsMode mode) {
    confinement.run(() -> nameServer.setMode(mode));
  }

  /**
   * Resets all TCP connections there are, on both sides: stations and hosts get RST. Later ones are
   * not affected.
   */
  public void resetConnections() {
    confinement.run(tcp::abortAll);
  }

  /**
   * Ends the hosts' half of all TCP connections there are, as if each host had shut down its output
   * now: stations get FIN behind what was sent before. What hosts send after that does not arrive;
   * what stations send still does.
   */
  public void finishConnections() {
    confinement.run(tcp::finishAll);
  }

  private void requireStation(Ipv4Address station, int port) {
    if (!config.isStation(station) || port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException(
          station + " port " + port + " is not on the network of " + config.gateway());
    }
  }

  private ForwardedPort register(Forward forward) {
    boolean open =
        confinement.call(() -> {
          if (!confinement.isClosed()) {
            forwards.removeIf(Forward::isClosed);
            forwards.add(forward);
            forward.start();
          }
          return !confinement.isClosed();
        });
    if (!open) {
      forward.close();
      throw new IllegalStateException("the network is closed");
    }
    return forward;
  }

  /**
   * Resets all connections on both sides, stops the thread and frees all descriptors before it
   * returns. Closing twice has no effect.
   */
  @Override
  public void close() {
    confinement.close(() -> {
      forwards.forEach(ForwardedPort::close);
      tcp.abortAll();
      udp.closeAll();
    });
    sockets.close();
    port.close();
  }

  private void receive(byte[] frame) {
    var destination = frame.length < MacAddress.BYTES ? null : MacAddress.read(frame, 0);
    if (!config.gatewayMac().equals(destination) && !MacAddress.BROADCAST.equals(destination)) {
      return;
    }
    tally.framesReceived++;
    switch (Packet.parse(frame)) {
      case ArpPacket arp -> neighbours.receive(arp);
      case IcmpMessage icmp -> receive(icmp);
      case TcpSegment segment -> receive(segment);
      case UdpDatagram datagram -> receive(datagram);
      case Ipv4Packet _, EthernetFrame _ -> tally.unsupported++;
      case Packet.Malformed _ -> tally.malformed++;
    }
  }

  private void receive(IcmpMessage message) {
    if (message.type() == IcmpMessage.ECHO_REQUEST
        && isFromStation(message.ip())
        && config.isOwn(message.ip().destination())) {
      lanSide.transmit(message.echoReply(lanSide.answer(message.ip()), lanSide.identify()));
    }
  }

  private void receive(TcpSegment segment) {
    if (isFromStation(segment.ip())) {
      tcp.receive(segment);
    }
  }

  private void receive(UdpDatagram datagram) {
    if (dhcp.isFor(datagram)) {
      dhcp.receive(datagram);
    } else if (isFromStation(datagram.ip())) {
      udp.receive(datagram);
    }
  }

  /** Whether a packet is what a router takes: from here, for one receiver, to this very router. */
  private boolean isFromStation(Ipv4Packet packet) {
    var ethernet = packet.ethernet();
    boolean plausible =
        config.isStation(packet.source())
            && ethernet.destination().equals(config.gatewayMac())
            && !ethernet.source().isGroup()
            && !packet.destination().isMulticast();
    if (plausible) {
      neighbours.learn(packet.source(), ethernet.source());
    }
    return plausible;
  }
}
