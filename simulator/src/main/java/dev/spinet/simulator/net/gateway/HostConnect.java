package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connection that a station has asked for while the host has not answered yet. The station's SYN
 * is answered only then, so that it sees what the host does: accept, refuse, or nothing at all.
 */
final class HostConnect implements TcpFlows.Flow {
  private final TcpFlows flows;
  private final FlowKey key;
  private final SocketChannel host;
  private final HostSockets.Watch watch;
  private final Scheduled timeout;
  private TcpSegment syn;

  private HostConnect(
      TcpFlows flows, FlowKey key, TcpSegment syn, SocketChannel host, HostSockets.Watch watch) {
    this.flows = flows;
    this.key = key;
    this.syn = syn;
    this.host = host;
    this.watch = watch;
    var relay = flows.relay();
    this.timeout =
        relay.confinement().schedule(relay.config().connectTimeout().toNanos(), this::giveUp);
  }

  /**
   * Begins to connect.
   *
   * @throws IOException if there is no socket to do it with
   */
  static void begin(TcpFlows flows, FlowKey key, TcpSegment syn, InetSocketAddress address)
      throws IOException {
    var host = SocketChannel.open();
    var watch = flows.relay().sockets().watch(host);
    var connect = new HostConnect(flows, key, syn, host, watch);
    watch.setOwner(connect::connected);
    flows.add(key, connect);
    try {
      host.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (host.connect(address)) {
        connect.succeeded();
      } else {
        watch.want(SelectionKey.OP_CONNECT);
      }
    } catch (IOException e) {
      connect.failed(e);
    }
  }

  @Override
  public void receive(TcpSegment segment) {
    if (segment.has(TcpHeader.RST)) {
      remove();
    } else if (segment.has(TcpHeader.SYN)) {
      // The same one again, or that of a new attempt which replaces the old one.
      syn = segment;
    }
  }

  @Override
  public boolean isTimeWait() {
    return false;
  }

  @Override
  public void abort() {
    flows.refuse(syn);
    remove();
  }

  /** There is nothing to end yet. */
  @Override
  public void finish() {}

  private void connected() {
    try {
      if (host.finishConnect()) {
        succeeded();
      } else {
        watch.want(SelectionKey.OP_CONNECT);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void succeeded() throws IOException {
    if (host.getLocalAddress().equals(host.getRemoteAddress())) {
      // Nobody listens, and the kernel happened to choose the same port for this end: a TCP socket
      // may connect to itself.
      throw new ConnectException("connected to itself");
    }
    timeout.cancel();
    flows.relay().tally().flowsOpened++;
    flows.add(key, TcpFlow.accepted(flows, key, syn, host, watch));
  }

  private void failed(IOException cause) {
    remove();
    switch (cause) {
      case NoRouteToHostException _ ->
          flows.relay().lan().reportUnreachable(IcmpMessage.HOST_UNREACHABLE, syn.ip());
      case ConnectException _ -> flows.refuse(syn);
      case BindException _ ->
          flows.relay().lan().reportUnreachable(IcmpMessage.ADMINISTRATIVELY_PROHIBITED, syn.ip());
      // Made, and reset before anybody looked: the JDK has no type for that.
      case SocketException e when String.valueOf(e.getMessage()).contains("reset") ->
          flows.refuse(syn);
      default -> flows.relay().lan().reportUnreachable(IcmpMessage.NETWORK_UNREACHABLE, syn.ip());
    }
  }

  /** The host has not answered: the station has heard nothing, and goes on hearing nothing. */
  private void giveUp() {
    remove();
  }

  private void remove() {
    timeout.cancel();
    watch.close();
    flows.remove(key, this);
  }
}
