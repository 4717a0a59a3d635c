package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketInterrupt;
import java.io.IOException;

/**
 * Finds the events of the sockets that somebody waits on, and tells their users. Every method is
 * called with the chip's lock held.
 */
final class EventService {

  private final Chip chip;
  private final HardwareSockets sockets;
  private final LineWatch line;
  private final InterruptMask mask;
  private final ChipMessage pending;
  private long wakeups;

  EventService(Chip chip, HardwareSockets sockets, LineWatch line, InterruptMask mask) {
    this.chip = chip;
    this.sockets = sockets;
    this.line = line;
    this.mask = mask;
    this.pending =
        ChipMessage.builder().read(Block.common(), CommonRegister.SIR).prepare(chip.bus());
  }

  /** Times events were found. */
  long wakeups() {
    return wakeups;
  }

  /** Handles events at once that would be handled in a moment. */
  void look() throws IOException {
    chip.read(pending, 0, 1);
    var _ = service(mask.armed() & pending.octet(0, 0));
  }

  /** Handles the events of the sockets that are waited on; tells whether there were any. */
  boolean service() throws IOException {
    int candidates = mask.armed();
    // A line that is asserted while one socket may assert it says already which one it is.
    if (!line.isTrusted() || Integer.bitCount(mask.armed()) > 1) {
      chip.read(pending, 0, 1);
      candidates &= pending.octet(0, 0);
      line.judgePoll(candidates != 0);
    }
    return service(candidates);
  }

  private boolean service(int candidates) throws IOException {
    boolean found = false;
    for (var socket : sockets.all()) {
      if ((candidates & socket.bit()) != 0) {
        found |= service(socket);
      }
    }
    if (found) {
      wakeups++;
    }
    return found;
  }

  private boolean service(HardwareSocket socket) throws IOException {
    var user = socket.user();
    boolean receiving = user != null && user.isReceiving();
    boolean disarming = !mask.isWatched(socket);
    int events = receiving ? readWithPointers(socket, disarming) : readEvents(socket);
    if (events == 0) {
      return false;
    }
    // A sender polls for SENDOK; it must not end a receiver's wait.
    boolean waking = disarming && (events & ~SocketInterrupt.SENDOK) != 0;
    if (waking) {
      mask.drop(socket);
    }
    int uncleared = receiving ? events & ~SocketInterrupt.RECV : events;
    boolean masking = line.isWired() && (receiving ? disarming && !waking : waking);
    if (uncleared != 0 || masking) {
      var message = socket.messages().watch;
      message.setOctet(SocketMessages.WATCH_IR, 0, uncleared);
      message.setOctet(SocketMessages.WATCH_SIMR, 0, mask.armed());
      chip.submit(message, SocketMessages.WATCH_IR, masking ? 2 : 1);
    }
    if (user != null) {
      user.onEvents(events);
    }
    return true;
  }

  private static int readEvents(HardwareSocket socket) throws IOException {
    socket.readStatus();
    return socket.watchedEvents();
  }

  /**
   * Reads the events of a socket that somebody receives on, and what he will look for: silences the
   * socket, clears RECV and reads the pointers in the same submission. Other events stay set. A
   * RECV that comes after the look at the events is either not cleared or seen by its data.
   */
  private int readWithPointers(HardwareSocket socket, boolean disarming) throws IOException {
    var message = socket.messages().event;
    boolean masking = line.isWired() && disarming;
    int first = masking ? SocketMessages.EVENT_SIMR : SocketMessages.EVENT_STATUS;
    message.setOctet(SocketMessages.EVENT_SIMR, 0, mask.armed() & ~socket.bit());
    chip.read(message, first, SocketMessages.EVENT_FRAMES - first);
    socket.observeStatus(message, SocketMessages.EVENT_STATUS);
    int events = socket.eventsIn(message, SocketMessages.EVENT_STATUS);
    if (ReceivePath.showsData(message, SocketMessages.EVENT_POINTERS)) {
      events |= SocketInterrupt.RECV;
    }
    if (events == 0 && masking) {
      mask.write();
    }
    return events;
  }
}
