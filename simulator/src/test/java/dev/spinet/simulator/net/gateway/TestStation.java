package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A station on the network, written for tests and independent of the gateway's own TCP: it keeps
 * nothing that arrives out of order and sends everything again after a loss, as a small chip does.
 */
final class TestStation implements EthernetPort.Station {
  static final Ipv4Address IP = Ipv4Address.parse("10.0.2.15");
  static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:01");
  private static final long DEADLINE_SECONDS = 60;

  final ReentrantLock lock = new ReentrantLock();
  final Condition changed = lock.newCondition();
  final SimulationClock clock;
  private final EthernetPort port;
  private final MacAddress gatewayMac;
  private final Map<Integer, TestTcp> connections = new HashMap<>();
  private final Deque<Packet> others = new ArrayDeque<>();
  private int nextPort = 1024;
  private boolean silent;
  private boolean refusing;

  TestStation(EthernetPort port, SimulationClock clock, MacAddress gatewayMac) {
    this.port = port;
    this.clock = clock;
    this.gatewayMac = gatewayMac;
    port.attach(this);
  }

  @Override
  public void receive(byte[] frame) {
    lock.lock();
    try {
      var packet = Packet.parse(frame);
      if (silent || packet instanceof Packet.Malformed) {
        return;
      }
      if (packet instanceof TcpSegment segment) {
        var connection = connections.get(segment.destinationPort());
        if (connection != null) {
          connection.receive(segment);
        } else if (refusing) {
          refuse(segment);
        }
      } else if (packet instanceof ArpPacket arp
          && arp.operation() == ArpPacket.REQUEST
          && arp.targetIp().equals(IP)) {
        port.transmit(arp.reply(MAC).toFrame());
      } else {
        others.add(packet);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void linkChanged(boolean up) {}

  /** From now on a port without connection answers with a reset. */
  void refuseUnknown() {
    lock.lock();
    try {
      refusing = true;
    } finally {
      lock.unlock();
    }
  }

  private void refuse(TcpSegment segment) {
    transmit(
        new TcpHeader(
                /* sourcePort= */ segment.destinationPort(),
                /* destinationPort= */ segment.sourcePort(),
                0,
                segment.sequence() + segment.sequenceLength(),
                TcpHeader.RST | TcpHeader.ACK,
                0)
            .frame(envelope(segment.ip().source()), 1, 0, PayloadWriter.NONE));
  }

  /** From now on nothing is heard, as if the station were gone. */
  void fallSilent() {
    lock.lock();
    try {
      silent = true;
    } finally {
      lock.unlock();
    }
  }

  void transmit(byte[] frame) {
    if (!silent) {
      port.transmit(frame);
    }
  }

  Ipv4Envelope envelope(Ipv4Address to) {
    return Ipv4Envelope.of(MAC, gatewayMac, IP, to);
  }

  /** A connection from a new port that has sent its SYN. */
  TestTcp startConnect(Ipv4Address to, int toPort, int window) {
    lock.lock();
    try {
      var connection = new TestTcp(this, nextPort++, to, toPort, window);
      connections.put(connection.localPort(), connection);
      connection.start();
      return connection;
    } finally {
      lock.unlock();
    }
  }

  /** A connected connection. */
  TestTcp connect(Ipv4Address to, int toPort, int window) throws InterruptedException {
    var connection = startConnect(to, toPort, window);
    await(connection::isEstablished, "connection");
    return connection;
  }

  /** Waits for a port of this station to be connected to. */
  TestTcp listen(int localPort, int window) {
    lock.lock();
    try {
      var connection = new TestTcp(this, localPort, Ipv4Address.ANY, 0, window);
      connections.put(localPort, connection);
      return connection;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a packet other than TCP. */
  <P extends Packet> P take(Class<P> kind) throws InterruptedException {
    lock.lock();
    try {
      await(() -> others.stream().anyMatch(kind::isInstance), kind.getSimpleName());
      var found = others.stream().filter(kind::isInstance).findFirst().orElseThrow();
      others.remove(found);
      return kind.cast(found);
    } finally {
      lock.unlock();
    }
  }

  boolean hasHeardOthers() {
    lock.lock();
    try {
      return !others.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  void await(BooleanSupplier condition, String what) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      while (!condition.getAsBoolean()) {
        left = changed.awaitNanos(left);
        if (left <= 0) {
          throw new AssertionError("waited in vain for: " + what);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
