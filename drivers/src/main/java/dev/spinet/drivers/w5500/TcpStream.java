package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;

/**
 * The established connection of an endpoint: receiving, sending and ending it, and their waits.
 * Every method is called with the chip's lock held, which is given up during waits.
 */
final class TcpStream {

  private final HardwareEndpoint endpoint;
  private final HardwareSocket socket;
  private final Chip chip;
  private final Dispatcher dispatcher;
  private final EventWait events;
  private final ReceivePath input;
  private final SendPath output;
  private final StreamState state;
  private final Finisher finisher;
  private boolean inputDone;
  private boolean inputShut;

  TcpStream(HardwareEndpoint endpoint) {
    var device = endpoint.device;
    this.endpoint = endpoint;
    this.socket = endpoint.socket;
    this.chip = endpoint.chip;
    this.dispatcher = endpoint.dispatcher;
    this.events = endpoint.events;
    this.input = new ReceivePath(socket, events, device.options().isReceiveDeferred());
    this.output = new SendPath(socket);
    this.state = new StreamState(socket, device.health());
    this.finisher = new Finisher(socket, input, output, state, device.options().linger());
  }

  StreamState state() {
    return state;
  }

  /** Starts a connection whose state was reset when the chip began to make it. */
  void start(ConnectionStart start) {
    input.start(start.receivePointer());
    output.start(start.transmitPointer(), start.freeSize());
    inputDone = false;
    inputShut = false;
  }

  int receive(MemorySegment target, long offset, int length, long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    while (true) {
      endpoint.ensureOpen();
      if (inputShut) {
        return -1;
      }
      if (canTake()) {
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
        // What is cleared for this caller must not be missed by those who watch.
        endpoint.watchers.tell(Endpoint.READABLE);
        continue;
      }
      if (left <= 0) {
        return 0;
      }
      if (settled) {
        events.await(left);
      } else {
        socket.countWait();
        Waits.park(endpoint.changed, Math.min(left, pause));
        pause = Waits.longer(pause);
      }
    }
  }

  /** Whether bytes are known to wait, and may be taken now; looks if none are known. */
  private boolean canTake() throws IOException {
    if (inputDone || !socket.settleCommand()) {
      return false;
    }
    return input.known() > 0 || (input.look() && input.known() > 0);
  }

  /** An event has come, and pointers with it, which spare the receiver a look. */
  void noteInput(ChipMessage event) {
    if (!inputDone && !socket.isCommandPending()) {
      input.note(event, SocketMessages.EVENT_POINTERS);
    }
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

  int send(MemorySegment source, long offset, int length, long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    long call = output.newCall();
    while (true) {
      endpoint.ensureOpen();
      // The status came along with the last submission, so this costs nothing.
      state.conclude();
      ensureSendable();
      if (output.isReady()) {
        int count = output.put(call, source, offset, length);
        if (socket.isCommandPending()) {
          // This may be the last call for a long time; a SEND that hangs must not go unnoticed.
          dispatcher.workFor(socket);
        }
        endpoint.seekRoom();
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
      // While the chip sends what it has, more of a long call can be brought to it.
      if (output.stage(call, source, offset, length)) {
        continue;
      }
      // The free size has no interrupt, so it is looked at again and again.
      socket.countWait();
      Waits.park(endpoint.changed, Math.min(left, pause));
      pause = Waits.longer(pause);
    }
  }

  private void ensureSendable() throws IOException {
    state.ensureNotLost();
    if (state.isOutputFinished()) {
      throw new SocketException("Socket output is shutdown");
    }
  }

  /**
   * Ends receiving. What is there is dropped; what comes later fills the buffer, which holds the
   * peer up until the connection is closed.
   */
  void shutdownInput() throws IOException {
    inputShut = true;
    if (socket.settleCommand()) {
      input.discard();
    }
  }

  int available() throws IOException {
    return !inputShut && canTake() ? input.known() : 0;
  }

  /** Ends the sending direction in the background; tells whether it was open. */
  boolean shutdownOutput() throws IOException {
    state.ensureNotLost();
    if (state.isOutputFinished()) {
      return false;
    }
    state.finishOutput();
    dispatcher.workFor(socket);
    return true;
  }

  /** Begins to end the connection; tells whether there is anything left to end. */
  boolean startClosing() {
    if (state.isOver()) {
      return false;
    }
    state.finishOutput();
    finisher.startClosing();
    dispatcher.workFor(socket);
    return true;
  }

  /** Whether somebody has to find out what has become of the last SEND. */
  boolean isSendOverdue() {
    return !state.isOver() && output.isOverdue();
  }

  /** Goes on with sending and with ending; see {@link SocketUser#work}. */
  long advance(boolean closing) throws IOException {
    if (!state.isOutputFinished() && isSendOverdue()) {
      output.look();
    }
    return state.isOutputFinished() ? finisher.advance(closing) : SocketUser.DONE;
  }

  /** See {@link HardwareEndpoint#readiness}. */
  int readiness(int interests) throws IOException {
    int ready = 0;
    boolean writing = (interests & Endpoint.WRITABLE) != 0;
    if ((interests & ~Endpoint.WRITABLE) != 0) {
      if (inputShut || canTake() || inputDone) {
        ready |= Endpoint.READABLE;
      } else {
        var _ = watchInput(false);
        ready |= input.known() > 0 || inputDone ? Endpoint.READABLE : 0;
      }
    }
    if (writing && !isSendDecided() && !output.isReady()) {
      output.look();
      state.conclude();
    }
    if (writing && (isSendDecided() || output.isReady())) {
      ready |= Endpoint.WRITABLE;
    }
    return state.lost() == null ? ready : HardwareEndpoint.ALL_INTERESTS;
  }

  /** Whether sending would throw, and so not wait. */
  private boolean isSendDecided() {
    return state.isOver() || state.isOutputFinished();
  }

  /** The chip has forgotten the connection. */
  void chipLost(IOException cause) {
    if (!inputDone) {
      // What the chip held is lost, even if the peer had finished behind it.
      state.loseInput();
    }
    state.lose(cause);
    inputDone = true;
  }

  /** Ends the connection with an error. */
  void fail(IOException cause) throws IOException {
    state.lose(cause);
    inputDone = true;
    if (chip.failure() == null && !socket.isHung() && socket.settleCommand()) {
      socket.giveCommand(SocketCommand.CLOSE);
    }
  }
}
