package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Takes bytes out of a hardware socket's receive buffer at the lowest cost in frames. Every method
 * is called with the chip's lock held.
 *
 * <p>The host owns RX_RD, so it is never read to be known; RX_RSR only grows between two RECV
 * commands, so what was once seen stays a lower bound (W5500 datasheet, section 4.2, Sn_RX_RSR).
 * One burst of RX_RSR, RX_RD and RX_WR checks itself: the three fit together and RX_RD is where the
 * host put it, or the read is repeated.
 *
 * <p>The pointers are read with the last piece of data of every call, which shows that the chip
 * still was what it should be when the data were read; pieces before the last are data alone.
 *
 * <p>Space is given back to the chip only when the read of its data has passed its check, so that a
 * disturbed read can be repeated; and late, since each RECV costs two frames: along with the data
 * after it when half the buffer waits to be freed, at once when nothing more is known to wait and
 * the peer may not send a reasonable segment, and always before looking for new data. So a caller
 * never waits while the peer is held up by what the caller has long taken.
 *
 * <p>One call takes what is known, in as many submissions as it needs, without letting others use
 * the chip in between: a receive buffer's bytes at most, and who has given one socket a large
 * buffer has few sockets.
 */
final class ReceivePath {

  private static final int MASK = ChipLimits.POINTER_MODULUS - 1;
  private static final int RSR = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_RSR);
  private static final int RD = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_RD);
  private static final int WR = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_WR);

  private final HardwareSocket socket;
  private final Chip chip;
  private final EventWait events;
  private final boolean deferred;

  /** Where the next byte for the caller is. */
  private int position;

  /** What RX_RD in the chip is: behind {@link #position} by what is taken but not freed. */
  private int freed;

  /** Bytes from {@link #position} on that are certainly there. */
  private int known;

  /** Bytes in the chip that are not freed, as of the last look. */
  private int occupied;

  /**
   * Of a socket.
   *
   * @param events where its callers wait
   * @param deferred whether to give space back late
   */
  ReceivePath(HardwareSocket socket, EventWait events, boolean deferred) {
    this.socket = socket;
    this.chip = socket.chip();
    this.events = events;
    this.deferred = deferred;
  }

  /** Starts a connection at the chip's RX_RD. */
  void start(int pointer) {
    position = pointer;
    freed = pointer;
    known = 0;
    occupied = 0;
  }

  /** Bytes that can be taken without looking. */
  int known() {
    return known;
  }

  /**
   * Looks what is there, freeing first what was taken. A command must not be pending.
   *
   * @return whether the chip's answer counts; {@code false} if it is busy with a command
   */
  boolean look() throws IOException {
    var message = socket.messages().receive;
    int first = SocketMessages.RECEIVE_POINTERS;
    if (position != freed) {
      message.setWord(SocketMessages.RECEIVE_RX_RD, 0, position);
      first = SocketMessages.RECEIVE_RX_RD;
      chip.submit(message, first, SocketMessages.RECEIVE_FRAMES - first);
      freed = position;
      if (message.isEchoed(SocketMessages.RECEIVE_POINTERS, 1)
          && accept(message, SocketMessages.RECEIVE_POINTERS)) {
        return true;
      }
      chip.countRepeat();
    }
    return lookAgain(message, SocketMessages.RECEIVE_POINTERS);
  }

  /** Takes over the pointers of a watch message that was just read. */
  boolean look(ChipMessage watch) throws IOException {
    if (accept(watch, SocketMessages.WATCH_POINTERS)) {
      return true;
    }
    chip.countRepeat();
    return lookAgain(watch, SocketMessages.WATCH_POINTERS);
  }

  /** Whether a burst of pointers, sound or not, tells of data that were not freed. */
  static boolean showsData(ChipMessage message, int frame) {
    return message.word(frame, WR) != message.word(frame, RD);
  }

  /** Takes over pointers that came along with something else, if they are sound. */
  void note(ChipMessage message, int frame) {
    if (!accept(message, frame)) {
      chip.countRepeat();
    }
  }

  /**
   * Reads the pointers until they fit together. A RECV that the chip has not yet accepted makes
   * them not fit, for which nobody is to blame; the caller waits for it then.
   */
  private boolean lookAgain(ChipMessage message, int frame) throws IOException {
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      chip.read(message, frame, 1);
      if (accept(message, frame)) {
        return true;
      }
      chip.countRepeat();
      socket.readStatus();
      if (socket.isCommandPending()) {
        return false;
      }
    }
    throw new BusException(
        chip.name(),
        "%s: socket %d: RX_RSR=%d, RX_RD=%d, RX_WR=%d do not fit together, and RX_RD should be %d; the chip was reset or the bus is disturbed"
            .formatted(
                chip.name(),
                socket.number(),
                message.word(frame, RSR),
                message.word(frame, RD),
                message.word(frame, WR),
                freed),
        0);
  }

  /**
   * Takes over a burst of pointers if they are sound. RX_RSR may lag behind RX_WR when data arrive
   * during the burst, and may then be torn to any lower value; it must not be ahead, nor fall below
   * what is known to be there.
   */
  private boolean accept(ChipMessage message, int frame) {
    int waiting = message.word(frame, RSR);
    int pointer = message.word(frame, RD);
    int span = (message.word(frame, WR) - pointer) & MASK;
    int taken = (position - freed) & MASK;
    boolean sound =
        pointer == freed
            && span <= socket.receiveSize()
            && waiting <= span
            && waiting >= taken + known
            && (waiting > taken || span == taken);
    if (sound) {
      known = waiting - taken;
      occupied = waiting;
    }
    return sound;
  }

  /** Drops all that waits. A command must not be pending. */
  void discard() throws IOException {
    if (look() && known > 0) {
      position = (position + known) & MASK;
      known = 0;
      look();
    }
  }

  /**
   * Moves bytes that are known to wait into the caller's memory. A command must not be pending.
   *
   * @return the number of bytes, at least 1
   */
  int take(MemorySegment target, long offset, int length) throws IOException {
    int limit = Math.min(length, socket.receiveSize());
    int done = 0;
    do {
      done += takePiece(target, offset + done, Math.min(limit - done, known));
    } while (done < limit && known > 0 && !socket.isCommandPending());
    socket.countReceived(done);
    return done;
  }

  /** Takes what one submission carries of the bytes that a call still has to take. */
  private int takePiece(MemorySegment target, long offset, int rest) throws IOException {
    var messages = socket.messages();
    int taken = (position - freed) & MASK;
    if (rest == known && rest <= messages.read.maxPayload() && isPeerHeldUp()) {
      takeOnly(messages.read, 1, target, offset, rest);
      look();
      return rest;
    }
    // As late as can be: if more pieces follow, only once half the buffer is taken already.
    boolean last = rest <= messages.receive.maxPayload();
    int freeable = last ? taken + rest : taken;
    if (taken > 0 && (!deferred || freeable >= socket.receiveSize() / 2)) {
      int count = Math.min(rest, messages.receive.maxPayload());
      takeAndFree(messages, target, offset, count);
      return count;
    }
    if (rest > messages.read.maxPayload()) {
      int count = messages.read.maxPayload();
      takeOnly(messages.read, 1, target, offset, count);
      return count;
    }
    // If a little is left over, more may have come until it is taken.
    int count = Math.min(rest, messages.peek.maxPayload());
    takeAndLook(messages, target, offset, count);
    return count;
  }

  /**
   * Whether the peer may send less than both a segment and half the buffer, which is when senders
   * begin to wait for more (RFC 9293, section 3.8.6.2).
   */
  private boolean isPeerHeldUp() {
    int window = socket.receiveSize() - occupied;
    return window < Math.min(ChipLimits.MSS_TCP_MAX, socket.receiveSize() / 2);
  }

  /** Takes bytes, and silences the socket on the way if its events are not wanted any more. */
  private void takeAndLook(SocketMessages messages, MemorySegment target, long offset, int count)
      throws IOException {
    var message = messages.peek;
    int pointers = SocketMessages.PEEK_POINTERS;
    var leaving = messages.peekAndLeave;
    if (count <= leaving.maxPayload() && events.leaveAlong(leaving, SocketMessages.LEAVE_SIMR)) {
      message = leaving;
      pointers = SocketMessages.LEAVE_POINTERS;
    }
    takeOnly(message, pointers + 1, target, offset, count);
    if (!accept(message, pointers)) {
      confirm(message, pointers);
    }
  }

  private void takeOnly(
      ChipMessage message, int frames, MemorySegment target, long offset, int count)
      throws IOException {
    message.setAddress(message.payloadFrame(), position);
    chip.read(message, 0, frames, target, offset, count);
    position = (position + count) & MASK;
    known -= count;
  }

  /** Takes bytes, and frees what was taken before, whose reads are known to be sound. */
  private void takeAndFree(SocketMessages messages, MemorySegment target, long offset, int count)
      throws IOException {
    var message = messages.receive;
    message.setAddress(SocketMessages.RECEIVE_DATA, position);
    message.setWord(SocketMessages.RECEIVE_RX_RD, 0, position);
    chip.submit(message, 0, SocketMessages.RECEIVE_FRAMES, target, offset, count);
    freed = position;
    if (message.isEchoed(SocketMessages.RECEIVE_DATA, 1)) {
      position = (position + count) & MASK;
      known -= count;
    } else {
      chip.countRepeat();
      takeOnly(messages.read, 1, target, offset, count);
    }
    if (!message.isEchoed(SocketMessages.RECEIVE_POINTERS, 1)
        || !accept(message, SocketMessages.RECEIVE_POINTERS)) {
      socket.expectAcceptance(SocketCommand.RECV);
      confirm(message, SocketMessages.RECEIVE_POINTERS);
    }
  }

  /**
   * Makes sure that data just read are what was received, although the pointers read with them are
   * not sound: a chip that was reset in between answers as well as ever, but with rubbish. One that
   * is at work on a command was not.
   */
  private void confirm(ChipMessage message, int frame) throws IOException {
    chip.countRepeat();
    socket.readStatus();
    if (!socket.isCommandPending()) {
      lookAgain(message, frame);
    }
  }
}
