package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A hardware socket of a listener: it is opened, listens, and turns into a connection, which waits
 * to be accepted. Whatever else becomes of it, such as a handshake that nobody finishes (datasheet,
 * section 4.2, Sn_SR, SOCK_SYNRECV to SOCK_CLOSED), it is opened anew. Every method is called with
 * the chip's lock held.
 */
final class ListenSlot implements TcpUser {

  private enum State {
    OPENING,
    LISTENING,
    CONNECTED
  }

  private final Listener listener;
  private final HardwareSocket socket;
  private final Device device;
  private final TcpOpener opener;
  private final Patience patience = new Patience(Listener.COMMAND_NANOS);
  private State state = State.OPENING;
  private boolean observed;
  private int keepAliveUnits;
  private long pause = Waits.PAUSE_MIN_NANOS;

  ListenSlot(Listener listener, HardwareSocket socket, Device device) {
    this.listener = listener;
    this.socket = socket;
    this.device = device;
    this.opener = new TcpOpener(socket, device.health(), listener.options());
    socket.setUser(this);
    socket.setLocalPort(listener.port());
  }

  HardwareSocket socket() {
    return socket;
  }

  /** Whether a peer has connected. */
  boolean isConnected() {
    return state == State.CONNECTED;
  }

  /** Whether a peer may connect. */
  boolean isReady() {
    return state == State.LISTENING;
  }

  /** Whether an event has come that {@link #work} has not seen to. */
  boolean isObserved() {
    return observed;
  }

  /** Looks whether nobody is connecting just now. */
  boolean isIdle() throws IOException {
    if (state != State.LISTENING || !socket.settleCommand()) {
      return state == State.OPENING;
    }
    socket.readStatus();
    return socket.status() == SocketStatus.LISTEN;
  }

  /**
   * Looks whether a peer has connected, of whom no event may have told yet. CLOSE sends nothing
   * (datasheet, section 4.2, Sn_CR), so a peer that is overlooked would never hear that it is over.
   */
  boolean hasPeer() throws IOException {
    if (state != State.LISTENING || !socket.settleCommand()) {
      return isConnected();
    }
    socket.readStatus();
    return isEstablished();
  }

  private boolean isEstablished() {
    int status = socket.status();
    return status == SocketStatus.ESTABLISHED || status == SocketStatus.CLOSE_WAIT;
  }

  /** Starts over. */
  void reopen() {
    state = State.OPENING;
    pause = Waits.PAUSE_MIN_NANOS;
    opener.begin();
    device.dispatcher().workFor(socket);
  }

  @Override
  public void onEvents(int newEvents) {
    observed = true;
    device.dispatcher().workFor(socket);
  }

  @Override
  public long work() throws IOException {
    try {
      return advance();
    } catch (BusException e) {
      if (device.chip().failure() == null) {
        device.health().run();
        if (socket.isHung()) {
          listener.drop(this);
        } else {
          listener.gone(this);
          reopen();
        }
      }
      return DONE;
    }
  }

  /** Does what can be done now; see {@link SocketUser#work}. */
  long advance() throws IOException {
    // The status comes along with an event, and with the command to listen.
    boolean known = observed || state == State.OPENING;
    observed = false;
    if ((state == State.OPENING && !listen()) || !socket.settleCommand()) {
      pause = Waits.longer(pause);
      return pause;
    }
    if (!known) {
      socket.readStatus();
    }
    return conclude();
  }

  private boolean listen() throws IOException {
    if (!opener.advance()) {
      return false;
    }
    keepAliveUnits = listener.options().keepAliveUnits();
    device.dispatcher().watch(socket);
    socket.giveCommand(SocketCommand.LISTEN);
    patience.restart();
    state = State.LISTENING;
    return true;
  }

  private long conclude() throws IOException {
    int status = socket.status();
    if (status == SocketStatus.CLOSED) {
      listener.gone(this);
      reopen();
      return 0;
    }
    if (status == SocketStatus.INIT) {
      if (patience.isOverAfterAnotherLook()) {
        reopen();
      }
      return pause;
    }
    if (isEstablished() && state == State.LISTENING) {
      state = State.CONNECTED;
      listener.connected(this);
    }
    // Whatever comes next, an event will tell.
    return listener.checkNanos();
  }

  /**
   * Turns the connection into an endpoint, and the socket into the endpoint's.
   *
   * @return {@code null} if the peer has gone again; the socket listens again then
   */
  @Nullable TcpEndpoint handOver() throws IOException {
    var start = ConnectionStart.read(socket);
    if (socket.status() == SocketStatus.CLOSED) {
      reopen();
      return null;
    }
    leaveDispatcher();
    var options = new TcpOptions(socket, listener.options());
    var endpoint = new TcpEndpoint(socket, device, options);
    endpoint.adopt(start, listener.port(), keepAliveUnits);
    return endpoint;
  }

  /** Stops listening; the caller has no use for the socket, or another one. */
  void stop() throws IOException {
    if (device.chip().failure() == null) {
      leaveDispatcher();
      if (!socket.isHung() && socket.settleCommand()) {
        socket.giveCommand(SocketCommand.CLOSE);
      }
    }
  }

  private void leaveDispatcher() throws IOException {
    device.dispatcher().unwatch(socket);
    device.dispatcher().disarm(socket);
  }

  @Override
  public String description() {
    return state == State.CONNECTED
        ? "a connection to port %d that nobody has accepted".formatted(listener.port())
        : "the listener at TCP port " + listener.port();
  }

  @Override
  public @Nullable InetSocketAddress peer() {
    return null;
  }

  @Override
  public boolean isListening() {
    return true;
  }

  @Override
  public boolean isFinishing() {
    return false;
  }

  @Override
  public void wakeAll() {
    listener.wakeAll();
  }

  /**
   * The listener itself survives everything but the chip; a connection nobody knows of does not.
   */
  @Override
  public void fail(IOException cause) {
    listener.gone(this);
    reopen();
  }

  /** A listener waits for the chip to come back; a connection nobody has accepted is gone. */
  @Override
  public void chipLost(IOException cause) {
    listener.gone(this);
    state = State.OPENING;
    observed = false;
    opener.begin();
    listener.wakeAll();
  }

  @Override
  public void chipRestarted() {
    reopen();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
