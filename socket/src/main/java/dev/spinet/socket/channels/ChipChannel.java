package dev.spinet.socket.channels;

import dev.spinet.socket.Readiness;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of this package share: a socket that belongs to the channel, a blocking mode,
 * readiness, and the rules of {@link java.nio.channels.InterruptibleChannel}: closing a channel
 * makes calls that wait in it throw {@link AsynchronousCloseException}, and interrupting a thread
 * that waits closes the channel and throws {@link java.nio.channels.ClosedByInterruptException}.
 * Afterwards all calls throw {@link ClosedChannelException}.
 *
 * <p>The blocking mode is the time-out of the socket under another name: non-blocking is zero. In
 * blocking mode calls wait for ever, or for as long as {@link #setTimeout} says.
 *
 * <p>Operations are named by the bits of {@link SelectionKey}, so that a selector can be built on
 * {@link #readyOps} and {@link #watch}.
 */
public abstract sealed class ChipChannel extends AbstractInterruptibleChannel
    permits SocketByteChannel, ListenerChannel, DatagramByteChannel {

  private final Socket socket;
  private volatile boolean blocking;
  private volatile @Nullable Duration timeout;

  ChipChannel(Socket socket) {
    this.socket = socket;
    Duration before = socket.getTimeout();
    blocking = before == null || !before.isZero();
    timeout = blocking ? before : null;
  }

  /**
   * The socket below. It belongs to the channel: closing it closes the channel at the next call.
   *
   * @return the socket, for options and for what channels do not have
   */
  public final Socket socket() {
    return socket;
  }

  /**
   * The operations that this channel knows.
   *
   * @return bits of {@link SelectionKey}
   */
  public abstract int validOps();

  /**
   * Whether calls wait.
   *
   * @return whether the channel is in blocking mode, as a new one is
   */
  public final boolean isBlocking() {
    return blocking;
  }

  /**
   * Chooses whether later calls wait. Calls that wait already go on.
   *
   * @param block whether they do
   * @return this channel
   * @throws ClosedChannelException if the channel is closed
   */
  public ChipChannel configureBlocking(boolean block) throws ClosedChannelException {
    requireOpen();
    blocking = block;
    apply();
    return this;
  }

  /**
   * Limits how long each later call in blocking mode may take; it throws {@link
   * SocketTimeoutException} then, and the channel stays open. Channels of the JDK have no such
   * limit.
   *
   * @param limit the limit, more than zero; {@code null} for none, as in a new channel
   * @throws IllegalArgumentException if it is zero or negative
   */
  public final void setTimeout(@Nullable Duration limit) {
    if (limit != null && !limit.isPositive()) {
      throw new IllegalArgumentException(
          "a time-out of %s is not positive: use configureBlocking(false) for calls that do not wait"
              .formatted(limit));
    }
    timeout = limit;
    apply();
  }

  private void apply() {
    socket.setTimeout(blocking ? timeout : Duration.ZERO);
  }

  /**
   * Which operations would not wait now. Does not wait.
   *
   * @param ops bits of {@link SelectionKey}
   * @return those of the operations that would return or throw at once
   * @throws IllegalArgumentException if one of them is not in {@link #validOps()}
   * @throws ClosedChannelException if the channel is closed
   * @throws IOException if the chip fails
   */
  public final int readyOps(int ops) throws IOException {
    requireValid(ops);
    requireOpen();
    try {
      return toOps(Readiness.of(socket, toInterests(ops)), ops);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Begins to watch the channel for operations, as {@link Readiness#watch} does; {@link #toOps}
   * translates what it finds.
   *
   * @param ops bits of {@link SelectionKey}
   * @param listener told, on any thread, that it is worth while to look again
   * @return what to ask, and to close in the end
   * @throws IllegalArgumentException if one of the operations is not in {@link #validOps()}
   * @throws ClosedChannelException if the channel is closed
   * @throws IOException if the chip fails
   */
  public final Readiness watch(int ops, Runnable listener) throws IOException {
    requireValid(ops);
    requireOpen();
    try {
      return Readiness.watch(socket, toInterests(ops), listener);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Translates what a socket is ready for into the operations of this channel.
   *
   * @param ready bits of {@link dev.spinet.socket.driver.Endpoint}
   * @param ops bits of {@link SelectionKey}
   * @return those of the operations that are ready
   */
  public abstract int toOps(int ready, int ops);

  /** What has to be watched in the socket for some operations. */
  abstract int toInterests(int ops);

  /**
   * This end.
   *
   * @return the chip's address and the local port, or {@code null} as long as there is none
   * @throws ClosedChannelException if the channel is closed
   */
  public final @Nullable InetSocketAddress getLocalAddress() throws ClosedChannelException {
    requireOpen();
    return socket.localAddress();
  }

  /** Closes the socket, which wakes who waits in it. */
  @Override
  protected final void implCloseChannel() throws IOException {
    socket.close();
  }

  final void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Begins a call that may wait; returns whether it may. {@link #leave} is called in any case. */
  final boolean enter() {
    boolean waits = blocking;
    if (waits) {
      begin();
    }
    return waits;
  }

  /** Ends a call; throws if it has done nothing and the channel was closed meanwhile. */
  final void leave(boolean waits, boolean done) throws AsynchronousCloseException {
    if (!waits) {
      return;
    }
    try {
      end(done);
    } catch (AsynchronousCloseException e) {
      if (e instanceof ClosedByInterruptException || !Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // The interrupt was noticed by the socket instead of by this channel.
      var interrupt = new ClosedByInterruptException();
      interrupt.initCause(e);
      throw interrupt;
    }
  }

  /** What a call throws whose socket threw. Closes the channel if that is what it means. */
  final IOException failure(IOException problem) {
    boolean interrupted =
        problem instanceof InterruptedIOException && !(problem instanceof SocketTimeoutException);
    boolean closedBelow = isOpen() && socket.fileno() < 0;
    if (interrupted || closedBelow) {
      closeBecauseOf(problem);
    }
    if (!interrupted && isOpen()) {
      return problem;
    }
    // The socket may notice an interrupt before the channel is told of it.
    var closed = interrupted ? new ClosedByInterruptException() : new AsynchronousCloseException();
    closed.initCause(problem);
    return closed;
  }

  final void closeBecauseOf(IOException problem) {
    try {
      close();
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  static InetSocketAddress requireInet(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> inet;
      case null -> throw new IllegalArgumentException("the address is null");
      default -> throw new UnsupportedAddressTypeException();
    };
  }

  private void requireValid(int ops) {
    if ((ops & ~validOps()) != 0) {
      throw new IllegalArgumentException(
          "0x%x is no operation of this channel".formatted(ops & ~validOps()));
    }
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), isOpen() ? socket : "closed");
  }
}
