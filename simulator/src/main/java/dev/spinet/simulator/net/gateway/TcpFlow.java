package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.net.tcp.ByteRing;
import dev.spinet.simulator.net.tcp.TcpConnection;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection with a station on one side and a connection with a host on the other, and the bytes
 * between them. What one side cannot take fills a buffer, and a full buffer stops the other side:
 * the station sees its window close, the host's socket is not read any more.
 */
final class TcpFlow implements TcpFlows.Flow {
  private static final System.Logger LOG = System.getLogger(TcpFlow.class.getName());

  private final TcpFlows flows;
  private final FlowKey key;
  private final TcpConnection connection;
  private final SocketChannel host;
  private final HostSockets.Watch watch;

  private boolean hostReadable = true;
  private boolean hostFinished;
  private boolean hostOutputShut;
  private boolean hostClosed;
  private boolean removed;
  private @Nullable Scheduled timer;
  private long timerDue;
  private long stuckUntil = Long.MAX_VALUE;

  private TcpFlow(
      TcpFlows flows,
      FlowKey key,
      TcpConnection connection,
      SocketChannel host,
      HostSockets.Watch watch) {
    this.flows = flows;
    this.key = key;
    this.connection = connection;
    this.host = host;
    this.watch = watch;
    watch.setOwner(this::hostReady);
  }

  /** The host has accepted what a station asked for. */
  static TcpFlow accepted(
      TcpFlows flows, FlowKey key, TcpSegment syn, SocketChannel host, HostSockets.Watch watch) {
    var envelope = flows.relay().lan().answer(syn.ip());
    var connection =
        TcpConnection.accept(
            flows.settings(key),
            syn,
            (header, length, payload) -> flows.transmit(envelope, header, length, payload));
    var flow = new TcpFlow(flows, key, connection, host, watch);
    flow.pump();
    return flow;
  }

  /** A host has connected to a forwarded port, and the station is asked. */
  static TcpFlow forwarded(
      TcpFlows flows,
      FlowKey key,
      Ipv4Envelope envelope,
      SocketChannel host,
      HostSockets.Watch watch) {
    var connection =
        TcpConnection.connect(
            flows.settings(key),
            (header, length, payload) -> flows.transmit(envelope, header, length, payload));
    var flow = new TcpFlow(flows, key, connection, host, watch);
    flow.pump();
    return flow;
  }

  @Override
  public void receive(TcpSegment segment) {
    connection.receive(segment, now());
    pump();
  }

  @Override
  public boolean isTimeWait() {
    return connection.isTimeWait();
  }

  @Override
  public void abort() {
    connection.abort();
    settle();
  }

  @Override
  public void finish() {
    if (!removed && !hostFinished) {
      hostFinished = true;
      connection.finishOutput();
      pump();
    }
  }

  private long now() {
    return flows.relay().confinement().nanoTime();
  }

  private void hostReady() {
    if (!removed) {
      hostReadable = true;
      pump();
    }
  }

  private void timeOut() {
    timer = null;
    if (!removed) {
      connection.expire(now());
      pump();
      if (!removed && now() >= stuckUntil) {
        resetHost();
        remove();
      }
    }
  }

  /** Moves what can be moved, in both directions. */
  private void pump() {
    var input = connection.input();
    if (input != null && !hostClosed && connection.isEstablished()) {
      try {
        writeToHost(input);
        readFromHost();
      } catch (IOException e) {
        // The host has reset the connection. What it sent before and what fits into the station's
        // window goes out first, as it would have on a wire.
        LOG.log(System.Logger.Level.DEBUG, () -> "the host has reset " + key, e);
        connection.send(now());
        connection.abort();
      }
    }
    connection.send(now());
    settle();
  }

  private void writeToHost(ByteRing input) throws IOException {
    if (input.size() > 0) {
      flows.relay().tally().bytesToHosts += input.drainTo(host);
    }
    if (input.size() > 0) {
      watch.want(SelectionKey.OP_WRITE);
    } else if (connection.isInputFinished() && !hostOutputShut) {
      hostOutputShut = true;
      host.shutdownOutput();
    }
  }

  private void readFromHost() throws IOException {
    var output = connection.output();
    // Small reads would cost a system call for every acknowledgment.
    while (hostReadable && !hostFinished && output.free() >= output.capacity() / 2) {
      int n = output.fillFrom(host);
      if (n < 0) {
        hostFinished = true;
        connection.finishOutput();
      } else {
        flows.relay().tally().bytesFromHosts += n;
        hostReadable = output.free() == 0;
      }
    }
    if (!hostReadable && !hostFinished) {
      watch.want(SelectionKey.OP_READ);
    }
  }

  /** Closes what is finished and arranges for the next time-out. */
  private void settle() {
    var end = connection.end();
    var input = connection.input();
    if (end != null && end != TcpConnection.End.CLOSED) {
      resetHost();
      remove();
      return;
    }
    boolean bothFinished = end == TcpConnection.End.CLOSED || connection.isTimeWait();
    boolean delivered = hostClosed || (hostOutputShut && input != null && input.size() == 0);
    if (bothFinished && delivered) {
      closeHost();
      if (end != null) {
        remove();
        return;
      }
    }
    if (end != null && stuckUntil == Long.MAX_VALUE) {
      // The station has finished but the host does not take the rest: not for ever.
      stuckUntil = now() + flows.relay().config().idle().toNanos();
    }
    arrangeTimer(end == null ? connection.nextDeadline() : stuckUntil);
  }

  private void arrangeTimer(long deadline) {
    if (deadline == Long.MAX_VALUE || (timer != null && timerDue <= deadline)) {
      // A timer that comes too early looks again; that is cheaper than moving it all the time.
      return;
    }
    cancelTimer();
    timerDue = deadline;
    timer = flows.relay().confinement().schedule(deadline - now(), this::timeOut);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void closeHost() {
    if (!hostClosed) {
      hostClosed = true;
      watch.close();
    }
  }

  /** Closes the host's connection in such a way that the host gets a reset. */
  private void resetHost() {
    if (!hostClosed) {
      try {
        host.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "the host's connection is gone already", e);
      }
      closeHost();
    }
  }

  private void remove() {
    if (!removed) {
      removed = true;
      cancelTimer();
      flows.remove(key, this);
    }
  }
}
