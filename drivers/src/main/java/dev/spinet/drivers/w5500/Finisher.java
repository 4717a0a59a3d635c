package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends the sending direction of a connection, and the connection itself, step by step in the
 * background. Every method is called with the chip's lock held.
 *
 * <p>DISCON is given only when the peer has acknowledged all data, because the datasheet does not
 * say what becomes of the rest (section 4.2, Sn_CR, DISCON).
 */
final class Finisher {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  /**
   * How long to wait for the peer to end its side too, once it has all data: long enough for a lost
   * FIN to be repeated twice (RTR is 200 ms), short enough for a chip with eight sockets.
   */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long PAUSE_MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long PAUSE_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final HardwareSocket socket;
  private final ReceivePath input;
  private final SendPath output;
  private final StreamState state;
  private final long lingerNanos;
  private long closingSince;
  private long disconnectingSince;
  private long pause = PAUSE_MIN_NANOS;

  Finisher(
      HardwareSocket socket,
      ReceivePath input,
      SendPath output,
      StreamState state,
      Duration linger) {
    this.socket = socket;
    this.input = input;
    this.output = output;
    this.state = state;
    this.lingerNanos = Waits.nanos(linger);
  }

  /** From now on the time is limited. */
  void startClosing() {
    closingSince = System.nanoTime();
    pause = PAUSE_MIN_NANOS;
  }

  /**
   * Does what can be done now.
   *
   * @param closing whether the connection is to end, not only its sending direction
   * @return nanoseconds until there may be more to do, or {@link SocketUser#DONE}
   */
  long advance(boolean closing) throws IOException {
    boolean allSent = state.isDisconnecting() || (!state.isOver() && disconnect());
    if (state.isOver()) {
      return SocketUser.DONE;
    }
    if (!closing) {
      return allSent ? SocketUser.DONE : nextPause();
    }
    return close(allSent);
  }

  /** Gives DISCON as soon as everything is acknowledged; tells whether it is given. */
  private boolean disconnect() throws IOException {
    boolean acknowledged = output.isAllAcknowledged();
    state.conclude();
    if (state.isOver() || !acknowledged) {
      return false;
    }
    socket.giveCommand(SocketCommand.DISCON);
    state.startDisconnecting();
    disconnectingSince = System.nanoTime();
    return true;
  }

  private long close(boolean allSent) throws IOException {
    boolean settled = socket.settleCommand();
    socket.readStatus();
    state.conclude();
    long now = System.nanoTime();
    boolean timeUp =
        now - closingSince > lingerNanos
            || (allSent
                && now - disconnectingSince > FAREWELL_NANOS
                && now - closingSince > FAREWELL_NANOS);
    // In TIME_WAIT both directions are acknowledged: only the wait for stray packets is cut short,
    // which a chip with eight sockets cannot afford.
    boolean done = state.isOver() || socket.status() == SocketStatus.TIME_WAIT;
    if (!done && !timeUp) {
      if (settled) {
        makeRoom();
      }
      return nextPause();
    }
    if (!done) {
      cutOff(allSent);
    }
    if (!state.isOver() && settled) {
      socket.giveCommand(SocketCommand.CLOSE);
    }
    return SocketUser.DONE;
  }

  /** Says and counts that the peer did not do its part in time. */
  private void cutOff(boolean allSent) {
    socket.chip().countUnfinishedClose();
    if (allSent) {
      // The peer has all data, so nobody has lost anything.
      LOG.log(
          System.Logger.Level.DEBUG,
          "{0}: cut off, the peer has not ended its side, Sn_SR is {1}",
          socket.description(),
          SocketStatus.name(socket.status()));
    } else {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: cut off with data the peer has not acknowledged after {1} ms",
          socket.description(),
          TimeUnit.NANOSECONDS.toMillis(lingerNanos));
    }
  }

  /**
   * Drops what the peer still sends: nobody will read it, and a full buffer would keep the peer's
   * FIN out.
   */
  private void makeRoom() throws IOException {
    try {
      input.discard();
    } catch (BusException e) {
      if (socket.chip().failure() != null) {
        throw e;
      }
      // The pointers are lost; the connection ends without them.
      LOG.log(System.Logger.Level.DEBUG, "while closing", e);
    }
  }

  private long nextPause() {
    long current = pause;
    pause = Math.min(2 * pause, PAUSE_MAX_NANOS);
    return current;
  }
}
