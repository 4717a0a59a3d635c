package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.net.tcp.ByteRing;
import dev.spinet.simulator.net.tcp.TcpConnection;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection of a station. After {@link #close} the stack ends it in order by itself, but not
 * for ever; whoever sends to it then gets a reset, as from any socket that nobody reads any more.
 */
public final class TcpSocket {

  /** Is told that something may have changed. */
  @FunctionalInterface
  public interface Listener {

    /**
     * The connection is there, has ended, has bytes to read or room for bytes to send.
     *
     * @param socket the connection
     */
    void changed(TcpSocket socket);
  }

  /** What names a connection. */
  record Key(int localPort, Ipv4Address remote, int remotePort) {}

  /** How long the rest of a closed connection may take. */
  private static final long LINGER = TimeUnit.SECONDS.toNanos(60);

  private final StationStack stack;
  private final Key key;
  private final TcpConnection connection;
  private @Nullable Listener listener;
  private @Nullable Scheduled timer;
  private long timerDue;
  private long abortAt = Long.MAX_VALUE;

  TcpSocket(
      StationStack stack, Key key, TcpConnection.Settings settings, @Nullable TcpSegment syn) {
    this.stack = stack;
    this.key = key;
    this.connection =
        syn == null
            ? TcpConnection.connect(settings, this::transmit)
            : TcpConnection.accept(settings, syn, this::transmit);
  }

  private void transmit(TcpHeader header, int length, PayloadWriter payload) {
    var network = stack.network();
    network.transmit(
        header.frame(network.envelope(key.remote), network.identify(), length, payload),
        key.remote);
  }

  Key key() {
    return key;
  }

  void begin(@Nullable Listener newListener) {
    listener = newListener;
    pump();
  }

  /**
   * Says who is told of changes.
   *
   * @param newListener the listener; replaces an earlier one
   */
  public void setListener(Listener newListener) {
    listener = newListener;
  }

  /**
   * The peer's address.
   *
   * @return the address
   */
  public Ipv4Address remoteAddress() {
    return key.remote;
  }

  /**
   * The peer's port.
   *
   * @return 1 to 65535
   */
  public int remotePort() {
    return key.remotePort;
  }

  /**
   * The port of this station.
   *
   * @return 1 to 65535
   */
  public int localPort() {
    return key.localPort;
  }

  /**
   * Whether the handshake is complete.
   *
   * @return true from then on
   */
  public boolean isEstablished() {
    return connection.isEstablished();
  }

  /**
   * Whether the connection is over without the help of {@link #close}: reset, refused, given up, or
   * ended by both sides.
   *
   * @return true once nothing more comes or goes
   */
  public boolean isOver() {
    return connection.end() != null;
  }

  /**
   * Whether the peer has said that nothing more comes.
   *
   * @return true then, though there may be bytes to read
   */
  public boolean isInputFinished() {
    return connection.isInputFinished();
  }

  /**
   * Bytes that can be read.
   *
   * @return 0 to the size of the window
   */
  public int available() {
    var input = connection.input();
    return input == null ? 0 : input.size();
  }

  /**
   * Takes bytes out, which opens the window for more.
   *
   * @param length how many, at most {@link #available()}
   * @return the bytes
   */
  public byte[] read(int length) {
    var bytes = new byte[length];
    var input = connection.input();
    if (input != null && length > 0) {
      try {
        var _ = input.drainTo(new Sink(ByteBuffer.wrap(bytes)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    // Not now: the caller is in the middle of something, and a frame would not wait for it.
    stack.clock().schedule(0, this::pump);
    return bytes;
  }

  /** Takes as many bytes as there is room for. */
  private record Sink(ByteBuffer room) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int length = Math.min(room.remaining(), source.remaining());
      room.put(source.slice(source.position(), length));
      source.position(source.position() + length);
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // There is nothing to free.
    }
  }

  /**
   * Bytes that can be written.
   *
   * @return 0 to the size of the send buffer
   */
  public int room() {
    return connection.end() == null ? connection.output().free() : 0;
  }

  /**
   * Takes bytes to be sent.
   *
   * @param bytes where they are
   * @param offset offset of the first one
   * @param length how many there are
   * @return how many were taken; fewer if there is no room for all
   */
  public int write(byte[] bytes, int offset, int length) {
    ByteRing output = connection.output();
    int taken = Math.min(length, room());
    if (taken > 0) {
      output.put(bytes, offset, taken);
      stack.clock().schedule(0, this::pump);
    }
    return taken;
  }

  /** Ends the connection: in order, or with a reset if the peer has sent what nobody has read. */
  public void close() {
    listener = null;
    if (connection.end() != null) {
      return;
    }
    if (available() > 0 || !connection.isEstablished()) {
      abort();
      return;
    }
    abortAt = stack.clock().nanoTime() + LINGER;
    connection.finishOutput();
    pump();
  }

  /** Ends the connection with a reset, at once. */
  public void abort() {
    listener = null;
    connection.abort();
    settle();
  }

  boolean isTimeWait() {
    return connection.isTimeWait();
  }

  void receive(TcpSegment segment) {
    connection.receive(segment, stack.clock().nanoTime());
    pump();
  }

  private void pump() {
    if (connection.end() == null) {
      connection.send(stack.clock().nanoTime());
    }
    if (abortAt != Long.MAX_VALUE && available() > 0) {
      connection.abort();
    }
    settle();
    var current = listener;
    if (current != null) {
      current.changed(this);
    }
  }

  private void timeOut() {
    timer = null;
    long now = stack.clock().nanoTime();
    connection.expire(now);
    if (now >= abortAt && !connection.isTimeWait()) {
      connection.abort();
    }
    pump();
  }

  private void settle() {
    if (connection.end() != null) {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
      stack.remove(this);
      return;
    }
    long deadline = Math.min(connection.nextDeadline(), abortAt);
    if (connection.isTimeWait()) {
      deadline = connection.nextDeadline();
    }
    if (deadline == Long.MAX_VALUE || (timer != null && timerDue <= deadline)) {
      // A timer that comes too early looks again; that is cheaper than moving it all the time.
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerDue = deadline;
    timer = stack.clock().schedule(deadline - stack.clock().nanoTime(), this::timeOut);
  }
}
