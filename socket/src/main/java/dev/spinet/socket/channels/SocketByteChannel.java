package dev.spinet.socket.channels;

import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
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
 * writing leaves garbage on the heap. Bytes of the heap are copied once. So are those of several
 * buffers, direct ones too, that are written together and fit into one TCP segment: a chip begins a
 * segment with each hand-over, which costs more than the copy.
 *
 * <p>Reading waits, in blocking mode, for the first byte only and returns -1 at the end of the
 * stream. Writing in blocking mode returns when the chip has taken all bytes, in non-blocking mode
 * as many as there was room for. The positions of buffers say exactly what was moved, also when a
 * call ends with a time-out or an interrupt. When a connection fails or is shut down under a write,
 * nobody knows what has arrived: the positions are where they were, or behind what was taken for
 * sure. One thread at a time reads and one writes, others wait for them.
 */
public final class SocketByteChannel extends ChipChannel
    implements ByteChannel, GatheringByteChannel, ScatteringByteChannel {

  private final StreamConnector connector;
  private final StreamReader reader;
  private final StreamWriter writer;

  private SocketByteChannel(Socket socket, boolean connected) {
    super(socket);
    connector = new StreamConnector(this, connected);
    reader = new StreamReader(this, connector);
    writer = new StreamWriter(this, connector);
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
    connector.bind(local == null ? null : requireInet(local));
    return this;
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
    return connector.connect(requireInet(remote));
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
    return connector.finish();
  }

  /**
   * Whether the channel is connected.
   *
   * @return whether it is, or was when it was closed
   */
  public boolean isConnected() {
    return connector.isConnected();
  }

  /**
   * Whether connecting has begun and {@link #finishConnect()} has still to find out the end.
   *
   * @return whether it has
   */
  public boolean isConnectionPending() {
    return isOpen() && connector.isPending();
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
    connector.requireConnected();
    try {
      socket().shutdownInput();
      return this;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Tells the peer that no more bytes will come, after those that the chip has taken. A write that
   * waits in another thread throws {@link java.nio.channels.AsynchronousCloseException}, later ones
   * {@link ClosedChannelException}; reading goes on.
   *
   * @return this channel
   * @throws NotYetConnectedException if the channel is not connected
   * @throws IOException as {@link Socket#shutdownOutput()}, or if the channel is closed
   */
  public SocketByteChannel shutdownOutput() throws IOException {
    requireOpen();
    connector.requireConnected();
    writer.shutDown();
    return this;
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
    return reader.read(target);
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
    return reader.read(targets, offset, length);
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
    return writer.write(source);
  }

  /**
   * Writes several buffers, as {@link #write(ByteBuffer)} does one. If all of them fit into one TCP
   * segment they are copied and travel as one.
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
    return writer.write(sources, offset, length);
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

  @Override
  public int toOps(int ready, int ops) {
    boolean connected = connector.isConnected();
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
