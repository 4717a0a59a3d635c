package dev.spinet.drivers.w5500;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;

/**
 * The wait of a socket's user for the socket's events. Every method is called with the chip's lock
 * held.
 *
 * <p>A caller first prepares the watch message and submits it, which enables the events and looks a
 * last time, and then waits if there is nothing to see: an event from the enabling on wakes it, see
 * {@link Dispatcher}.
 */
final class EventWait {

  private final HardwareSocket socket;
  private final Dispatcher dispatcher;
  private final Condition happened;
  private int waiters;

  EventWait(HardwareSocket socket, Dispatcher dispatcher) {
    this.socket = socket;
    this.dispatcher = dispatcher;
    this.happened = socket.chip().newCondition();
  }

  /**
   * Lets the socket's events end waits, and prepares the watch message for it, which the caller
   * submits from its first frame on.
   *
   * @param clearedEvents events to clear in the chip before the look
   */
  void arm(int clearedEvents) {
    dispatcher.arm(socket);
    var watch = socket.messages().watch;
    watch.setOctet(SocketMessages.WATCH_IR, 0, clearedEvents);
    watch.setOctet(SocketMessages.WATCH_SIMR, 0, dispatcher.interruptMask());
  }

  /** Waits for events, a wake-up or the end of the time. */
  void await(long nanos) throws InterruptedIOException {
    waiters++;
    socket.countWait();
    try {
      Waits.park(happened, nanos);
    } finally {
      waiters--;
    }
  }

  /** Ends all waits. */
  void wake() {
    happened.signalAll();
  }

  /**
   * As {@link #leave}, with the mask of interrupts written along with something else.
   *
   * @param message what the caller submits next, if the answer is {@code true}
   * @param frame its frame that writes SIMR
   * @return whether the mask has to be written
   */
  boolean leaveAlong(ChipMessage message, int frame) {
    if (waiters > 0 || !dispatcher.disarmAlong(socket)) {
      return false;
    }
    message.setOctet(frame, 0, dispatcher.interruptMask());
    return true;
  }

  /** The last caller that leaves takes the interrupt along, so that an unwatched chip is silent. */
  void leave() throws IOException {
    if (waiters == 0) {
      dispatcher.disarm(socket);
    }
  }
}
