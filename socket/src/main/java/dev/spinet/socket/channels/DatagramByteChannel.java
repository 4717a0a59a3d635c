package dev.spinet.socket.channels;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ScatteringByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on a chip, as a channel: what {@link java.nio.channels.DatagramChannel} is for the
 * machine's own network. Each call moves exactly one datagram; what does not fit into the buffers
 * is dropped. Direct buffers are handed to the chip as they are; several buffers, and those of the
 * heap, are copied once.
 */
public final class DatagramByteChannel extends ChipChannel
    implements ByteChannel, GatheringByteChannel, ScatteringByteChannel {

  private static final int MAX_DATAGRAM = 65_507;

  private final ReentrantLock readLock = new ReentrantLock();
  private final ReentrantLock writeLock = new ReentrantLock();
  // Guarded by the read lock.
  private final DatagramSource source = new DatagramSource();
  private volatile boolean connected;

  private DatagramByteChannel(Socket socket) {
    super(socket);
    connected = socket.remoteAddress() != null;
  }

  /**
   * Opens a channel that is neither bound nor connected.
   *
   * @param driver the chip
   * @return the channel, in blocking mode
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets of the chip are in use
   * @throws UnsupportedOperationException if the driver does not carry UDP
   * @throws IOException if the chip has failed or the driver is closed
   */
  public static DatagramByteChannel open(NetworkDriver driver) throws IOException {
    return new DatagramByteChannel(new Socket(driver, AF_INET, SOCK_DGRAM));
  }

  /**
   * Makes a channel of a UDP socket, which belongs to the channel from now on.
   *
   * @param socket the socket; the channel is in non-blocking mode if its time-out is zero
   * @return the channel
   */
  public static DatagramByteChannel of(Socket socket) {
    return new DatagramByteChannel(socket);
  }

  @Override
  public int validOps() {
    return OP_READ | OP_WRITE;
  }

  @Override
  public DatagramByteChannel configureBlocking(boolean block) throws ClosedChannelException {
    super.configureBlocking(block);
    return this;
  }

  /**
   * Chooses the local end. A channel that is used before has a random port.
   *
   * @param local the chip's own address, or 0.0.0.0 for whichever it has, and a port; {@code null}
   *     for a random free port
   * @return this channel
   * @throws AlreadyBoundException if there is a local end already
   * @throws IOException as {@link Socket#bind(InetSocketAddress)}, or if the channel is closed
   */
  public DatagramByteChannel bind(@Nullable SocketAddress local) throws IOException {
    InetSocketAddress chosen = local == null ? null : requireInet(local);
    requireOpen();
    if (socket().localAddress() != null) {
      throw new AlreadyBoundException();
    }
    if (chosen == null) {
      socket().bind(0);
    } else {
      socket().bind(chosen);
    }
    return this;
  }

  /**
   * Chooses the peer: {@code read} and {@code write} work from now on, and datagrams of others are
   * dropped.
   *
   * @param remote the peer
   * @return this channel
   * @throws AlreadyConnectedException if there is a peer already
   * @throws IOException as {@link Socket#connect(InetSocketAddress)}, or if the channel is closed
   */
  public DatagramByteChannel connect(SocketAddress remote) throws IOException {
    InetSocketAddress peer = requireInet(remote);
    requireOpen();
    if (connected) {
      throw new AlreadyConnectedException();
    }
    try {
      socket().connect(peer);
      connected = true;
      return this;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Forgets the peer. No effect if there is none.
   *
   * @return this channel
   * @throws IOException if the chip fails
   */
  public DatagramByteChannel disconnect() throws IOException {
    if (isOpen() && connected) {
      socket().disconnect();
      connected = false;
    }
    return this;
  }

  /**
   * Whether there is a peer.
   *
   * @return whether there is
   */
  public boolean isConnected() {
    return connected;
  }

  /**
   * The peer.
   *
   * @return its address and port, or {@code null} if there is none
   * @throws ClosedChannelException if the channel is closed
   */
  public @Nullable InetSocketAddress getRemoteAddress() throws ClosedChannelException {
    requireOpen();
    return socket().remoteAddress();
  }

  /**
   * Receives one datagram, waiting for it in blocking mode.
   *
   * @param target where its bytes go; what does not fit is dropped
   * @return its sender; in non-blocking mode {@code null} if no datagram is there
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws ClosedChannelException if the channel is closed, also during the call
   * @throws IOException as said for {@link Socket}
   */
  public @Nullable InetSocketAddress receive(ByteBuffer target) throws IOException {
    Buffers.requireWritable(target);
    readLock.lock();
    try {
      requireOpen();
      return receiveOne(target) < 0 ? null : source.toInetSocketAddress();
    } finally {
      readLock.unlock();
    }
  }

  /**
   * Sends one datagram, waiting in blocking mode until the chip can take it.
   *
   * @param data its bytes, from the buffer's position to its limit
   * @param target its receiver
   * @return how many bytes were sent: all, or, in non-blocking mode, none
   * @throws AlreadyConnectedException if there is another peer
   * @throws IllegalArgumentException if the chip cannot send a datagram of this length
   * @throws ClosedChannelException if the channel is closed, also during the call
   * @throws IOException as said for {@link Socket}
   */
  public int send(ByteBuffer data, SocketAddress target) throws IOException {
    InetSocketAddress to = requireInet(target);
    writeLock.lock();
    try {
      requireOpen();
      if (connected && !to.equals(socket().remoteAddress())) {
        throw new AlreadyConnectedException();
      }
      return sendOne(data, to);
    } finally {
      writeLock.unlock();
    }
  }

  /**
   * Receives one datagram of the peer.
   *
   * @param target where its bytes go; what does not fit is dropped
   * @return how many bytes it left there; 0 also, in non-blocking mode, if no datagram is there
   * @throws NotYetConnectedException if there is no peer
   * @throws IOException as {@link #receive}
   */
  @Override
  public int read(ByteBuffer target) throws IOException {
    Buffers.requireWritable(target);
    readLock.lock();
    try {
      requireOpen();
      requireConnected();
      return Math.max(0, receiveOne(target));
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Buffers.requireWritable(targets, offset, length);
    long room = Buffers.remaining(targets, offset, length);
    ByteBuffer whole = ByteBuffer.allocate((int) Math.min(room, MAX_DATAGRAM));
    int count = read(whole);
    return Buffers.scatter(whole.array(), count, targets, offset, length);
  }

  @Override
  public long read(ByteBuffer[] targets) throws IOException {
    return read(targets, 0, targets.length);
  }

  /**
   * Sends one datagram to the peer.
   *
   * @param data its bytes, from the buffer's position to its limit
   * @return how many bytes were sent: all, or, in non-blocking mode, none
   * @throws NotYetConnectedException if there is no peer
   * @throws IOException as {@link #send}
   */
  @Override
  public int write(ByteBuffer data) throws IOException {
    writeLock.lock();
    try {
      requireOpen();
      requireConnected();
      return sendOne(data, null);
    } finally {
      writeLock.unlock();
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long all = Buffers.remaining(sources, offset, length);
    if (all > MAX_DATAGRAM) {
      throw new IllegalArgumentException(
          "%d bytes do not fit into a datagram, which carries at most %d"
              .formatted(all, MAX_DATAGRAM));
    }
    var whole = new byte[(int) all];
    Buffers.gather(sources, offset, length, whole);
    int sent = write(ByteBuffer.wrap(whole));
    Buffers.skip(sources, offset, length, sent);
    return sent;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return write(sources, 0, sources.length);
  }

  // The number of bytes in the buffer, or -1 if there is no datagram.
  private int receiveOne(ByteBuffer target) throws IOException {
    boolean waits = enter();
    boolean done = false;
    try {
      int count = socket().recvFromInto(target, source);
      done = true;
      return count;
    } catch (WouldBlockException _) {
      return -1;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      leave(waits, done);
    }
  }

  private int sendOne(ByteBuffer data, @Nullable InetSocketAddress to) throws IOException {
    boolean waits = enter();
    boolean done = false;
    try {
      int count = to == null ? socket().send(data) : socket().sendTo(data, to);
      done = true;
      return count;
    } catch (WouldBlockException _) {
      return 0;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      leave(waits, done);
    }
  }

  private void requireConnected() {
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public int toOps(int ready, int ops) {
    int found = (ready & READABLE) != 0 ? OP_READ : 0;
    return ((ready & WRITABLE) != 0 ? found | OP_WRITE : found) & ops;
  }

  @Override
  int toInterests(int ops) {
    int interests = (ops & OP_READ) != 0 ? READABLE : 0;
    return (ops & OP_WRITE) != 0 ? interests | WRITABLE : interests;
  }
}
