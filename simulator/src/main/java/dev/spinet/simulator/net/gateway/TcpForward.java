package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections on a port of this machine and makes them on to a listening port of a station,
 * from the gateway's address.
 */
final class TcpForward implements Forward {
  private static final System.Logger LOG = System.getLogger(TcpForward.class.getName());

  /** Pause when no connection can be accepted, as there are no descriptors left. */
  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(100);

  private final TcpFlows flows;
  private final Neighbours neighbours;
  private final Ipv4Address station;
  private final int stationPort;
  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private final HostSockets.Watch watch;
  private final Set<SocketChannel> waiting = new HashSet<>();
  private boolean closed;

  /** Binds the port; {@link #start} begins to accept. */
  TcpForward(
      TcpFlows flows,
      Neighbours neighbours,
      InetSocketAddress listen,
      Ipv4Address station,
      int stationPort)
      throws IOException {
    this.flows = flows;
    this.neighbours = neighbours;
    this.station = station;
    this.stationPort = stationPort;
    this.server = ServerSocketChannel.open();
    try {
      server.bind(listen);
      this.address = (InetSocketAddress) server.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    this.watch = flows.relay().sockets().watch(server);
  }

  @Override
  public void start() {
    watch.setOwner(this::accept);
    watch.want(SelectionKey.OP_ACCEPT);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  private void accept() {
    if (closed) {
      return;
    }
    try {
      for (var host = server.accept(); host != null; host = server.accept()) {
        begin(host);
      }
      watch.want(SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot accept connections on " + address, e);
      var _ = flows.relay().confinement().schedule(RETRY, this::accept);
    }
  }

  private void begin(SocketChannel host) {
    waiting.add(host);
    neighbours.find(station, mac -> connect(host, mac));
  }

  private void connect(SocketChannel host, Optional<MacAddress> mac) {
    waiting.remove(host);
    if (closed || mac.isEmpty() || !flows.hasRoom()) {
      if (mac.isPresent() && !closed) {
        flows.relay().tally().flowsDropped++;
      }
      reset(host);
      return;
    }
    try {
      host.setOption(StandardSocketOptions.TCP_NODELAY, true);
      flows.beginForwarded(station, stationPort, mac.get(), host);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "lost a connection on " + address, e);
      reset(host);
    }
  }

  private static void reset(SocketChannel host) {
    try (host) {
      host.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the connection was gone already", e);
    }
  }

  @Override
  public void close() {
    flows
        .relay()
        .confinement()
        .always(() -> {
          if (!closed) {
            closed = true;
            free();
          }
        });
  }

  private void free() {
    watch.close();
    waiting.forEach(TcpForward::reset);
    waiting.clear();
  }
}
