package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection on a hardware socket: the calls of the contract, and their waits. A call holds
 * the chip's lock while it works and gives it up while it waits; after each wait it looks at
 * everything anew, since anything may have happened.
 */
final class TcpEndpoint implements StreamEndpoint, SocketUser {

  private static final int LAST_PORT = 65535;

  private final Device device;
  private final Chip chip;
  private final HardwareSocket socket;
  private final HardwareSockets sockets;
  private final Dispatcher dispatcher;
  private final NetworkSettings settings;
  private final Connector connector;
  private final ReceivePath input;
  private final SendPath output;
  private final StreamState state;
  private final Finisher finisher;
  private final EventWait events;
  private final Condition changed;
  private @Nullable InetSocketAddress remote;
  private @Nullable InetSocketAddress local;
  private boolean connected;
  private boolean inputDone;
  private boolean closed;
  private long workPause = Waits.PAUSE_MIN_NANOS;

  TcpEndpoint(HardwareSocket socket, Device device) {
    this.device = device;
    this.chip = device.chip();
    this.socket = socket;
    this.sockets = device.sockets();
    this.dispatcher = device.dispatcher();
    this.settings = device.settings();
    this.connector = new Connector(socket, sockets, settings, device.health());
    this.input = new ReceivePath(socket, device.options().isReceiveDeferred());
    this.output = new SendPath(socket);
    this.state = new StreamState(socket, device.health());
    this.finisher = new Finisher(socket, input, output, state, device.options().linger());
    this.events = new EventWait(socket, dispatcher);
    this.changed = chip.newCondition();
  }

  @Override
  public int fileno() {
    return socket.number();
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    chip.lock();
    try {
      beginConnect(new InetSocketAddress(address, port));
      while (true) {
        var progress = connector.advance();
        if (progress == Connector.Progress.ESTABLISHED) {
          establish();
          return true;
        }
        long left = Waits.left(start, timeoutNanos);
        if (left <= 0) {
          return false;
        }
        if (progress == Connector.Progress.PENDING && watchConnecting()) {
          events.await(left);
        } else {
          Waits.park(changed, Math.min(left, pause));
          pause = Waits.longer(pause);
        }
        ensureConnecting();
      }
    } finally {
      leave();
      chip.unlock();
    }
  }

  private void beginConnect(InetSocketAddress peer) throws IOException {
    ensureOpen();
    if (connected) {
      throw new SocketException(description() + " is already connected");
    }
    if (!connector.isActive()) {
      state.start();
      connector.begin((Inet4Address) peer.getAddress(), peer.getPort());
      local = new InetSocketAddress(settings.info().ip(), socket.localPort());
    } else if (!peer.equals(connector.remote())) {
      throw new SocketException(
          "%s is still connecting; cancel that before connecting to %s"
              .formatted(description(), Connector.describe(peer)));
    }
  }

  private void ensureConnecting() throws IOException {
    ensureOpen();
    if (!connector.isActive()) {
      state.ensureNotLost();
      throw new SocketException("connecting was cancelled");
    }
  }

  /** Enables the interrupt and looks a last time; tells whether there is something to wait for. */
  private boolean watchConnecting() throws IOException {
    var watch = socket.messages().watch;
    events.arm(0);
    chip.read(watch, 0, SocketMessages.WATCH_POINTERS);
    socket.observeStatus(watch, SocketMessages.WATCH_STATUS);
    return socket.events() == 0;
  }

  private void establish() throws IOException {
    connector.readPointers(input, output);
    remote = connector.remote();
    inputDone = false;
    connected = true;
  }

  @Override
  public void cancelConnect() throws IOException {
    chip.lock();
    try {
      ensureOpen();
      connector.cancel();
      wakeAll();
    } finally {
      chip.unlock();
    }
  }

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    checkMemory(target, offset, length);
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("cannot receive into a read-only segment");
    }
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    boolean waited = false;
    chip.lock();
    try {
      while (true) {
        ensureConnected();
        if (canTake()) {
          if (waited) {
            input.waited();
          }
          return input.take(target, offset, length);
        }
        if (inputDone) {
          if (!state.isPeerFinished()) {
            state.ensureNotLost();
          }
          return -1;
        }
        long left = Waits.left(start, timeoutNanos);
        boolean settled = watchInput(left > 0);
        if (input.known() > 0 || inputDone) {
          continue;
        }
        if (left <= 0) {
          return 0;
        }
        waited = true;
        if (settled) {
          events.await(left);
        } else {
          Waits.park(changed, Math.min(left, pause));
          pause = Waits.longer(pause);
        }
      }
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      leave();
      chip.unlock();
    }
  }

  /** Whether bytes are known to wait, and may be taken now; looks if none are known. */
  private boolean canTake() throws IOException {
    if (inputDone || !socket.settleCommand()) {
      return false;
    }
    return input.known() > 0 || (input.look() && input.known() > 0);
  }

  /**
   * Looks a last time before a wait, with the socket's events enabled and RECV cleared. The status
   * is read before the pointers: if it says that nothing more will come, the pointers are final.
   *
   * @return whether the chip's answer counts; {@code false} if it is busy with a command
   */
  private boolean watchInput(boolean waiting) throws IOException {
    var watch = socket.messages().watch;
    int first = SocketMessages.WATCH_STATUS;
    if (waiting) {
      // What is known here already, such as SENDOK, must not end the wait.
      first = 0;
      events.arm(SocketInterrupt.RECV | socket.events());
      socket.forgetEvents(SocketInterrupt.RECV);
    }
    chip.read(watch, first, SocketMessages.WATCH_FRAMES - first);
    socket.observeStatus(watch, SocketMessages.WATCH_STATUS);
    state.conclude();
    boolean settled = input.look(watch);
    inputDone = settled && input.known() == 0 && state.isInputOver();
    // A command that hangs would otherwise be noticed by nobody if only receivers are left.
    return settled && !socket.isCommandPending();
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    checkMemory(source, offset, length);
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    chip.lock();
    try {
      while (true) {
        ensureConnected();
        // The status came along with the last submission, so this costs nothing.
        state.conclude();
        ensureSendable();
        if (output.isReady()) {
          int count = output.put(source, offset, length);
          if (socket.isCommandPending()) {
            // This may be the last call for a long time; a SEND that hangs must not go unnoticed.
            dispatcher.workFor(socket);
          }
          return count;
        }
        output.look();
        if (output.isReady() || socket.status() == SocketStatus.CLOSED) {
          continue;
        }
        long left = Waits.left(start, timeoutNanos);
        if (left <= 0) {
          return 0;
        }
        // The free size has no interrupt, so it is looked at again and again.
        Waits.park(changed, Math.min(left, pause));
        pause = Waits.longer(pause);
      }
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      chip.unlock();
    }
  }

  private void ensureSendable() throws IOException {
    state.ensureNotLost();
    if (state.isOutputFinished()) {
      throw new SocketException("Socket output is shutdown");
    }
  }

  @Override
  public int available() throws IOException {
    chip.lock();
    try {
      ensureConnected();
      return canTake() ? input.known() : 0;
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    chip.lock();
    try {
      ensureConnected();
      state.ensureNotLost();
      if (!state.isOutputFinished()) {
        state.finishOutput();
        changed.signalAll();
        dispatcher.workFor(socket);
      }
    } finally {
      chip.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    chip.lock();
    try {
      return connected ? remote : null;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    chip.lock();
    try {
      return local;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    chip.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      wakeAll();
      if (chip.failure() != null) {
        sockets.release(socket);
        return;
      }
      dispatcher.disarm(socket);
      if (connected && !state.isOver()) {
        state.finishOutput();
        finisher.startClosing();
        dispatcher.workFor(socket);
      } else {
        connector.cancel();
        sockets.release(socket);
      }
    } finally {
      chip.unlock();
    }
  }

  @Override
  public String description() {
    var peer = connected ? remote : connector.remote();
    String ends =
        local == null || peer == null
            ? "an unconnected TCP socket"
            : "TCP %s to %s".formatted(Connector.describe(local), Connector.describe(peer));
    return closed ? ends + " (closing)" : ends;
  }

  @Override
  public boolean isFinishing() {
    return closed;
  }

  @Override
  public void wakeAll() {
    events.wake();
    changed.signalAll();
  }

  @Override
  public void onEvents(int newEvents) {
    if ((newEvents & ~SocketInterrupt.SENDOK) != 0) {
      events.wake();
    }
    if ((newEvents & ~SocketInterrupt.RECV) != 0) {
      changed.signalAll();
    }
  }

  @Override
  public void fail(IOException cause) {
    state.lose(cause);
    inputDone = true;
    wakeAll();
    try {
      connector.cancel();
      if (connected && chip.failure() == null && !socket.isHung() && socket.settleCommand()) {
        socket.giveCommand(SocketCommand.CLOSE);
      }
    } catch (IOException e) {
      // The cause that is told to callers came first; the chip has failed on top of it.
      cause.addSuppressed(e);
    }
  }

  @Override
  public void linkChanged(boolean up) {
    if (!up && connector.isActive()) {
      var peer = connector.remote();
      fail(
          new LinkDownException(
              "connection to %s failed: the network cable has no link"
                  .formatted(peer == null ? "the peer" : Connector.describe(peer))));
    }
  }

  @Override
  public void chipLost(IOException cause) {
    if (connected || connector.isActive()) {
      if (!inputDone) {
        // What the chip held is lost, even if the peer had finished behind it.
        state.loseInput();
      }
      state.lose(cause);
      inputDone = true;
    }
    connector.abandon();
    wakeAll();
  }

  @Override
  public long work() throws IOException {
    try {
      if (!socket.settleCommand()) {
        workPause = Waits.longer(workPause);
        return workPause;
      }
      workPause = Waits.PAUSE_MIN_NANOS;
      long next = state.isOutputFinished() ? finisher.advance(closed) : DONE;
      if (next == DONE && closed) {
        sockets.release(socket);
      }
      return next;
    } catch (BusException e) {
      brokenOff(e);
      if (closed) {
        sockets.release(socket);
      }
      return DONE;
    }
  }

  /**
   * An error of the bus. If it concerns this connection only, the connection is lost: what the chip
   * holds for it is no longer known.
   */
  private BusException brokenOff(BusException e) throws IOException {
    if (chip.failure() == null) {
      device.health().run();
      fail(e);
    }
    return e;
  }

  /** A closed endpoint no longer touches the socket, which may be another's already. */
  private void leave() throws IOException {
    if (!closed) {
      events.leave();
    }
  }

  private static void checkMemory(MemorySegment memory, long offset, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("a length is at least 1, not " + length);
    }
    Objects.checkFromIndexSize(offset, length, memory.byteSize());
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the memory is not native");
    }
  }

  private void ensureOpen() throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    chip.ensureWorking();
  }

  private void ensureConnected() throws IOException {
    ensureOpen();
    if (!connected) {
      throw new SocketException("Socket is not connected");
    }
  }
}
