package dev.spinet.socket.channels;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection on a chip, as a channel: what {@link java.nio.channels.SocketChannel} is for the
 * machine's own network, with the same names and rules where the two have the same.
 *
 * {@snippet :
 * try (var channel = SocketByteChannel.open(driver)) {
 *   channel.connect(new InetSocketAddress("192.168.1.10", 5555));
 *   channel.write(new ByteBuffer[] {header, body});
 *   while (channel.read(answer) >= 0) {
 *     ...
 *   }
 * }
 * }
 *
 * <p>Direct buffers are handed to the chip as they are: nothing is copied, and neither reading nor
 * writing leaves garbage on the heap. Bytes of the heap are copied once.
 *
 * <p>Reading waits, in blocking mode, for the first byte only and returns -1 at the end of the
 * stream. Writing in blocking mode returns when the chip has taken all bytes, in non-blocking mode
 * as many as there was room for. Several buffers that fit into one TCP segment together are sent as
 * one. The positions of buffers say exactly what was moved, also when a call ends with a time-out
 * or an interrupt. One thread at a time reads and one writes, others wait for them.
 */
public final class SocketByteChannel extends ChipChannel
    implements ByteChannel, GatheringByteChannel, ScatteringByteChannel {

  // What one TCP segment carries over Ethernet: each SEND of a chip begins a segment of its own.
  private static final int SEGMENT_BYTES = 1_460;

  private final ReentrantLock readLock = new ReentrantLock();
  private final ReentrantLock writeLock = new ReentrantLock();
  private final ReentrantLock connectLock = new ReentrantLock();
  private volatile boolean connected;
  // The peer of an attempt in non-blocking mode that is not decided yet.
  private volatile @Nullable InetSocketAddress pending;
  private volatile boolean outputShutDown;
  // Guarded by the write lock.
  private byte @Nullable [] segment;

  private SocketByteChannel(Socket socket, boolean connected) {
    super(socket);
    this.connected = connected;
  }

  /**
   * Opens a channel that is not connected.
   *
   * @param driver the chip
   * @return the channel, in blocking mode
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets of the chip are in use
   * @throws IOException if the chip has failed or the driver is closed
   */
  public static SocketByteChannel open(NetworkDriver driver) throws IOException {
    return new SocketByteChannel(new Socket(driver), false);
  }

  /**
   * Opens a channel and connects it in blocking mode.
   *
   * @param driver the chip
   * @param remote the server; a name that is unresolved is looked up by the chip
   * @return the channel
   * @throws IOException as {@link #open(NetworkDriver)} and {@link #connect}
   */
  public static SocketByteChannel open(NetworkDriver driver, SocketAddress remote)
      throws IOException {
    SocketByteChannel channel = open(driver);
    try {
      channel.connect(remote);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.socket().close();
      throw e;
    }
  }

  /**
   * Makes a channel of a stream socket, which belongs to the channel from now on.
   *
   * @param socket the socket, connected or not; the channel is in non-blocking mode if its time-out
   *     is zero, and keeps another time-out, see {@link #setTimeout}
   * @return the channel
   */
  public static SocketByteChannel of(Socket socket) {
    return new SocketByteChannel(socket, socket.remoteAddress() != null);
  }

  @Override
  public int validOps() {
    return OP_READ | OP_WRITE | OP_CONNECT;
  }

  @Override
  public SocketByteChannel configureBlocking(boolean block) throws ClosedChannelException {
    super.configureBlocking(block);
    return this;
  }

  /**
   * Chooses the local end.
   *
   * @param local the chip's own address, or 0.0.0.0 for whichever it has, and a port; {@code null}
   *     for a random free port
   * @return this channel
   * @throws ConnectionPendingException if it is being connected
   * @throws AlreadyConnectedException if it is connected
   * @throws IOException as {@link Socket#bind(InetSocketAddress)}, or if the channel is closed
   */
  public SocketByteChannel bind(@Nullable SocketAddress local) throws IOException {
    InetSocketAddress chosen = local == null ? null : requireInet(local);
    connectLock.lock();
    try {
      requireOpen();
      requireUnconnected();
      if (chosen == null) {
        socket().bind(0);
      } else {
        socket().bind(chosen);
      }
      return this;
    } finally {
      connectLock.unlock();
    }
  }

  /**
   * Connects. In blocking mode this waits until the peer has answered; in non-blocking mode it
   * begins, and {@link #finishConnect()} says what became of it. Any failure closes the channel.
   *
   * @param remote the server; a name that is unresolved is looked up by the chip, in blocking mode
   *     only
   * @return whether the connection is established
   * @throws AlreadyConnectedException if the channel is connected
   * @throws ConnectionPendingException if it is being connected
   * @throws UnresolvedAddressException if there is a name only, in non-blocking mode
   * @throws java.nio.channels.UnsupportedAddressTypeException if it is no internet address
   * @throws IOException as {@link Socket#connect(InetSocketAddress)}; the channel is closed then
   */
  public boolean connect(SocketAddress remote) throws IOException {
    InetSocketAddress peer = requireInet(remote);
    connectLock.lock();
    try {
      requireOpen();
      requireUnconnected();
      if (!isBlocking() && peer.isUnresolved()) {
        throw new UnresolvedAddressException();
      }
      return attempt(peer);
    } finally {
      connectLock.unlock();
    }
  }

  /**
   * Finishes connecting. In blocking mode this waits until the peer has answered.
   *
   * @return whether the connection is established; in non-blocking mode {@code false} as long as
   *     there is no answer
   * @throws NoConnectionPendingException if connecting was not begun
   * @throws IOException if connecting has failed; the channel is closed then
   */
  public boolean finishConnect() throws IOException {
    connectLock.lock();
    try {
      requireOpen();
      if (connected) {
        return true;
      }
      InetSocketAddress peer = pending;
      if (peer == null) {
        throw new NoConnectionPendingException();
      }
      return attempt(peer);
    } finally {
      connectLock.unlock();
    }
  }

  private boolean attempt(InetSocketAddress peer) throws IOException {
    boolean waits = enter();
    boolean decided = false;
    try {
      pending = peer;
      socket().connect(peer);
      connected = true;
      pending = null;
      decided = true;
      return true;
    } catch (WouldBlockException _) {
      return false;
    } catch (IOException e) {
      IOException failure = failure(e);
      // The cause is to be seen, not that the channel is closed because of it.
      decided = isOpen();
      closeBecauseOf(failure);
      throw failure;
    } catch (IllegalArgumentException e) {
      // Such as port 0. The attempt has not begun, and nothing of it stays.
      pending = null;
      decided = true;
      throw e;
    } finally {
      leave(waits, decided);
    }
  }

  private void requireUnconnected() {
    if (connected) {
      throw new AlreadyConnectedException();
    }
    if (pending != null) {
      throw new ConnectionPendingException();
    }
  }

  /**
   * Whether the channel is connected.
   *
   * @return whether it is, or was when it was closed
   */
  public boolean isConnected() {
    return connected;
  }

  /**
   * Whether connecting has begun and {@link #finishConnect()} has still to find out the end.
   *
   * @return whether it has
   */
  public boolean isConnectionPending() {
    return isOpen() && pending != null;
  }

  /**
   * The peer.
   *
   * @return its address and port, or {@code null} when not connected
   * @throws ClosedChannelException if the channel is closed
   */
  public @Nullable InetSocketAddress getRemoteAddress() throws ClosedChannelException {
    requireOpen();
    return socket().remoteAddress();
  }

  /**
   * Ends reading: calls that wait and later ones return -1. The peer is not told.
   *
   * @return this channel
   * @throws NotYetConnectedException if the channel is not connected
   * @throws IOException as {@link Socket#shutdownInput()}, or if the channel is closed
   */
  public SocketByteChannel shutdownInput() throws IOException {
    requireOpen();
    requireConnected();
    try {
      socket().shutdownInput();
      return this;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Tells the peer that no more bytes will come, after those written before. Later writes throw
   * {@link ClosedChannelException}; reading goes on.
   *
   * @return this channel
   * @throws NotYetConnectedException if the channel is not connected
   * @throws IOException as {@link Socket#shutdownOutput()}, or if the channel is closed
   */
  public SocketByteChannel shutdownOutput() throws IOException {
    requireOpen();
    requireConnected();
    try {
      socket().shutdownOutput();
      outputShutDown = true;
      return this;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Reads what is there, waiting in blocking mode for the first byte.
   *
   * @param target where the bytes go, from its position to its limit
   * @return how many bytes were read; 0 if nothing remains in the buffer or, in non-blocking mode,
   *     nothing is there; -1 at the end of the stream
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws NotYetConnectedException if the channel is not connected
   * @throws ClosedChannelException if the channel is closed, also during the call
   * @throws IOException as said for {@link Socket}; nothing has been read then
   */
  @Override
  public int read(ByteBuffer target) throws IOException {
    Buffers.requireWritable(target);
    readLock.lock();
    try {
      requireOpen();
      requireConnected();
      return receive(target);
    } finally {
      readLock.unlock();
    }
  }

  /**
   * Reads what is there into several buffers, waiting in blocking mode for the first byte.
   *
   * @param targets where the bytes go
   * @param offset the first buffer to fill
   * @param length how many buffers to fill
   * @return as {@link #read(ByteBuffer)}
   * @throws IndexOutOfBoundsException if there are no such buffers
   * @throws IllegalArgumentException if one of the buffers is read-only
   * @throws IOException as {@link #read(ByteBuffer)}
   */
  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Buffers.requireWritable(targets, offset, length);
    readLock.lock();
    try {
      requireOpen();
      requireConnected();
      long done = 0;
      for (int i = offset; i < offset + length; i++) {
        ByteBuffer target = targets[i];
        if (target.hasRemaining()) {
          int count = done == 0 ? receive(target) : receiveMore(target);
          if (count <= 0) {
            return done > 0 ? done : count;
          }
          done += count;
          if (target.hasRemaining()) {
            break;
          }
        }
      }
      return done;
    } finally {
      readLock.unlock();
    }
  }

  /**
   * Reads what is there into several buffers, as {@link #read(ByteBuffer[], int, int)}.
   *
   * @param targets where the bytes go
   * @return as {@link #read(ByteBuffer)}
   * @throws IllegalArgumentException if one of the buffers is read-only
   * @throws IOException as {@link #read(ByteBuffer)}
   */
  @Override
  public long read(ByteBuffer[] targets) throws IOException {
    return read(targets, 0, targets.length);
  }

  private int receive(ByteBuffer target) throws IOException {
    boolean waits = enter();
    int count = 0;
    try {
      count = socket().recvSome(target);
      return count;
    } catch (WouldBlockException _) {
      return 0;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      leave(waits, count != 0 || !target.hasRemaining());
    }
  }

  // With bytes in hand, the end and errors are left to the next call, which meets them again.
  private int receiveMore(ByteBuffer target) {
    int before = target.position();
    try {
      socket().recvInto(target, target.remaining(), MSG_DONTWAIT);
    } catch (IOException _) {
      // Nothing more now.
    }
    return target.position() - before;
  }

  /**
   * Writes: in blocking mode all bytes, in non-blocking mode as many as there is room for.
   *
   * @param source the bytes, from its position to its limit
   * @return how many bytes were written
   * @throws NotYetConnectedException if the channel is not connected
   * @throws ClosedChannelException if the channel is closed, also during the call, or its output
   *     was shut down
   * @throws java.net.SocketTimeoutException if the time-out is over; the position of the buffer
   *     says what was written
   * @throws IOException as said for {@link Socket}
   */
  @Override
  public int write(ByteBuffer source) throws IOException {
    int before = source.position();
    writeLock.lock();
    try {
      requireWritable();
      send(source);
      return source.position() - before;
    } finally {
      writeLock.unlock();
    }
  }

  /**
   * Writes several buffers, as {@link #write(ByteBuffer)} does one. If all of them fit into one TCP
   * segment they travel as one.
   *
   * @param sources the bytes
   * @param offset the first buffer to write
   * @param length how many buffers to write
   * @return how many bytes were written
   * @throws IndexOutOfBoundsException if there are no such buffers
   * @throws IOException as {@link #write(ByteBuffer)}
   */
  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long all = Buffers.remaining(sources, offset, length);
    writeLock.lock();
    try {
      requireWritable();
      if (length > 1 && all <= SEGMENT_BYTES) {
        return sendTogether(sources, offset, length, (int) all);
      }
      for (int i = offset; i < offset + length; i++) {
        send(sources[i]);
        if (sources[i].hasRemaining()) {
          break;
        }
      }
      return all - Buffers.remaining(sources, offset, length);
    } finally {
      writeLock.unlock();
    }
  }

  /**
   * Writes several buffers, as {@link #write(ByteBuffer[], int, int)}.
   *
   * @param sources the bytes
   * @return how many bytes were written
   * @throws IOException as {@link #write(ByteBuffer)}
   */
  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return write(sources, 0, sources.length);
  }

  private void send(ByteBuffer source) throws IOException {
    int before = source.position();
    boolean waits = enter();
    try {
      if (!source.hasRemaining()) {
        return;
      }
      if (waits) {
        socket().sendAll(source);
      } else {
        socket().send(source);
      }
    } catch (WouldBlockException _) {
      // What there was room for is sent, and the position says how much.
    } catch (IOException e) {
      throw failure(e);
    } finally {
      leave(waits, source.position() != before || !source.hasRemaining());
    }
  }

  private int sendTogether(ByteBuffer[] sources, int offset, int length, int all)
      throws IOException {
    byte[] bytes = segment == null ? new byte[SEGMENT_BYTES] : segment;
    segment = bytes;
    Buffers.gather(sources, offset, length, bytes);
    int done = 0;
    boolean waits = enter();
    try {
      if (all == 0) {
        return 0;
      }
      if (waits) {
        socket().sendAll(bytes, 0, all);
        done = all;
      } else {
        done = socket().send(bytes, 0, all);
      }
      return done;
    } catch (WouldBlockException e) {
      done = e.bytesTransferred;
      return done;
    } catch (InterruptedIOException e) {
      done = e.bytesTransferred;
      throw failure(e);
    } catch (IOException e) {
      throw failure(e);
    } finally {
      Buffers.skip(sources, offset, length, done);
      leave(waits, done > 0 || all == 0);
    }
  }

  private void requireWritable() throws ClosedChannelException {
    requireOpen();
    if (outputShutDown) {
      throw new ClosedChannelException();
    }
    requireConnected();
  }

  private void requireConnected() {
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public int toOps(int ready, int ops) {
    int found = (ready & READABLE) != 0 && connected ? OP_READ : 0;
    if ((ready & WRITABLE) != 0) {
      found |= connected ? OP_WRITE : OP_CONNECT;
    }
    return found & ops;
  }

  @Override
  int toInterests(int ops) {
    int interests = (ops & OP_READ) != 0 ? READABLE : 0;
    return (ops & (OP_WRITE | OP_CONNECT)) != 0 ? interests | WRITABLE : interests;
  }
}
