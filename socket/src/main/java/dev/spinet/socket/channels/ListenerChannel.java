package dev.spinet.socket.channels;

import static dev.spinet.socket.driver.Endpoint.READABLE;
import static java.nio.channels.SelectionKey.OP_ACCEPT;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TCP server on a chip, as a channel: what {@link java.nio.channels.ServerSocketChannel} is for
 * the machine's own network.
 */
public final class ListenerChannel extends ChipChannel {

  private static final int DEFAULT_BACKLOG = 2;

  private final ReentrantLock bindLock = new ReentrantLock();
  private volatile boolean listening;

  private ListenerChannel(Socket socket) {
    super(socket);
  }

  /**
   * Opens a channel that does not listen yet.
   *
   * @param driver the chip
   * @return the channel, in blocking mode
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets of the chip are in use
   * @throws IOException if the chip has failed or the driver is closed
   */
  public static ListenerChannel open(NetworkDriver driver) throws IOException {
    return new ListenerChannel(new Socket(driver));
  }

  @Override
  public int validOps() {
    return OP_ACCEPT;
  }

  @Override
  public ListenerChannel configureBlocking(boolean block) throws ClosedChannelException {
    super.configureBlocking(block);
    return this;
  }

  /**
   * Begins to listen with a backlog of 2, as {@link #bind(SocketAddress, int)}.
   *
   * @param local the local end
   * @return this channel
   * @throws IOException as {@link #bind(SocketAddress, int)}
   */
  public ListenerChannel bind(@Nullable SocketAddress local) throws IOException {
    return bind(local, 0);
  }

  /**
   * Begins to listen. Does not wait.
   *
   * @param local the chip's own address, or 0.0.0.0 for whichever it has, and a port; {@code null}
   *     for a random free port
   * @param backlog how many connections may wait to be accepted, each of which takes a hardware
   *     socket; less than 1 for 2
   * @return this channel
   * @throws AlreadyBoundException if this channel listens already
   * @throws java.net.BindException if the port is in use
   * @throws java.nio.channels.UnsupportedAddressTypeException if it is no internet address
   * @throws IOException as {@link Socket#bind(InetSocketAddress)} and {@link Socket#listen(int)},
   *     or if the channel is closed
   */
  public ListenerChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
    InetSocketAddress chosen = local == null ? null : requireInet(local);
    bindLock.lock();
    try {
      requireOpen();
      if (listening) {
        throw new AlreadyBoundException();
      }
      if (chosen == null) {
        socket().bind(0);
      } else {
        socket().bind(chosen);
      }
      socket().listen(backlog < 1 ? DEFAULT_BACKLOG : backlog);
      listening = true;
      return this;
    } finally {
      bindLock.unlock();
    }
  }

  /**
   * Takes the connection that has waited longest, waiting for one in blocking mode.
   *
   * @return a connected channel in blocking mode; in non-blocking mode {@code null} if no
   *     connection waits
   * @throws NotYetBoundException if the channel does not listen
   * @throws ClosedChannelException if the channel is closed, also during the call
   * @throws IOException as {@link Socket#accept()}
   */
  public @Nullable SocketByteChannel accept() throws IOException {
    requireOpen();
    if (!listening) {
      throw new NotYetBoundException();
    }
    boolean waits = enter();
    SocketByteChannel accepted = null;
    try {
      accepted = SocketByteChannel.of(socket().accept());
      return accepted;
    } catch (WouldBlockException _) {
      return null;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      settle(waits, accepted);
    }
  }

  /** Ends the call. Interrupted at the last moment, nobody else knows of the connection. */
  private void settle(boolean waits, @Nullable SocketByteChannel accepted) throws IOException {
    try {
      leave(waits, accepted != null);
    } catch (IOException e) {
      if (accepted != null) {
        accepted.closeBecauseOf(e);
      }
      throw e;
    }
  }

  @Override
  public int toOps(int ready, int ops) {
    return (ready & READABLE) != 0 ? OP_ACCEPT & ops : 0;
  }

  @Override
  int toInterests(int ops) {
    return (ops & OP_ACCEPT) != 0 ? READABLE : 0;
  }
}
