package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Puts bytes into a hardware socket's transmit buffer at the lowest cost in frames. Every method is
 * called with the chip's lock held.
 *
 * <p>Once connected only the host moves TX_WR, and TX_FSR only grows between two SEND commands
 * (W5500 datasheet, section 4.2, Sn_TX_FSR), so what was once seen, less what was sent since, stays
 * a lower bound. A SEND may follow another only after SENDOK of the first.
 */
final class SendPath {

  private static final int MASK = ChipLimits.POINTER_MODULUS - 1;
  private static final int FSR = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_FSR);
  private static final int RD = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_RD);
  private static final int WR = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_WR);

  /**
   * When to suspect that SENDOK was lost, in nanoseconds: far longer than the chip needs to put a
   * buffer on the wire, far shorter than a user's patience.
   */
  private static final long SENDOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final HardwareSocket socket;
  private final Chip chip;
  private int position;
  private int credit;
  private boolean sending;
  private long sendingSince;

  /** Whether the last look has found bytes that SEND should have sent and has not. */
  private boolean suspected;

  SendPath(HardwareSocket socket) {
    this.socket = socket;
    this.chip = socket.chip();
  }

  /** Starts a connection at the chip's TX_WR. */
  void start(int pointer, int freeSize) {
    position = pointer;
    credit = Math.min(freeSize, socket.transmitSize());
    sending = false;
    suspected = false;
  }

  /** Whether bytes can be put without looking. */
  boolean isReady() {
    noteSendOk();
    return credit > 0 && !sending && !socket.isCommandPending();
  }

  private void noteSendOk() {
    if (sending && socket.hasEvent(SocketInterrupt.SENDOK)) {
      sending = false;
    }
  }

  /**
   * Hands bytes to the chip and starts their transmission. Must be ready.
   *
   * @return the number of bytes, at least 1
   */
  int put(MemorySegment source, long offset, int length) throws IOException {
    var message = socket.messages().send;
    int count = Math.min(Math.min(length, credit), message.maxPayload());
    int end = (position + count) & MASK;
    int statusFrame = message.frameCount() - 1;
    message.setAddress(SocketMessages.SEND_DATA, position);
    message.setWord(SocketMessages.SEND_TX_WR, 0, end);
    chip.submit(message, 0, message.frameCount(), source, offset, count);
    position = end;
    credit -= count;
    sending = true;
    suspected = false;
    sendingSince = System.nanoTime();
    socket.forgetEvents(SocketInterrupt.SENDOK);
    if (message.isEchoed(statusFrame, 1)) {
      socket.observeStatus(message, statusFrame);
    } else {
      chip.countRepeat();
      socket.expectAcceptance(SocketCommand.SEND);
    }
    socket.countSent(count);
    return count;
  }

  /** Looks whether the chip takes bytes, with as few frames as what is missing allows. */
  void look() throws IOException {
    noteSendOk();
    if (credit > 0 && !isOverdue()) {
      socket.readStatus();
    } else {
      readRoom();
    }
    socket.requireAcceptance();
    noteSendOk();
  }

  /** Whether SENDOK of the last SEND should have been seen, which somebody has to look for. */
  boolean isOverdue() {
    return sending && System.nanoTime() - sendingSince > SENDOK_NANOS;
  }

  /** Whether all that was put is acknowledged by the peer; looks. */
  boolean isAllAcknowledged() throws IOException {
    noteSendOk();
    readRoom();
    socket.requireAcceptance();
    noteSendOk();
    return !sending && !socket.isCommandPending() && credit == socket.transmitSize();
  }

  /**
   * Reads status, TX pointers and the free size a second time: too high a free size would let data
   * be overwritten that is not sent yet, and nothing else in the chip confirms it.
   */
  private void readRoom() throws IOException {
    var room = socket.messages().room;
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      chip.read(room, 0, SocketMessages.ROOM_FRAMES);
      socket.observeStatus(room, SocketMessages.ROOM_STATUS);
      int free =
          Math.min(
              room.word(SocketMessages.ROOM_POINTERS, FSR),
              room.word(SocketMessages.ROOM_FREE_SIZE, 0));
      int unsent =
          (room.word(SocketMessages.ROOM_POINTERS, WR)
                  - room.word(SocketMessages.ROOM_POINTERS, RD))
              & MASK;
      if (room.word(SocketMessages.ROOM_POINTERS, WR) == position
          && free <= socket.transmitSize()
          && unsent <= socket.transmitSize()) {
        credit = socket.isCommandPending() ? credit : Math.max(credit, free);
        noteLostSendOk(unsent);
        repeatLostSend(free, unsent);
        return;
      }
      chip.countRepeat();
    }
    throw new BusException(
        chip.name(),
        "%s: socket %d: TX_WR=%d, TX_RD=%d, TX_FSR=%d do not fit together, and TX_WR should be %d; the chip was reset or the bus is disturbed"
            .formatted(
                chip.name(),
                socket.number(),
                room.word(SocketMessages.ROOM_POINTERS, WR),
                room.word(SocketMessages.ROOM_POINTERS, RD),
                room.word(SocketMessages.ROOM_POINTERS, FSR),
                position),
        0);
  }

  /**
   * A SEND that left nothing unsent is complete, whether SENDOK was seen or not. As long as
   * something is unsent the chip is at work, held up by the peer perhaps, and ends by itself with
   * TIMEOUT if the peer is gone.
   */
  private void noteLostSendOk(int unsent) {
    if (sending
        && unsent == 0
        && !socket.isCommandPending()
        && !socket.hasEvent(SocketInterrupt.SENDOK)
        && isOverdue()) {
      sending = false;
      chip.countLostSendOk();
    }
  }

  /**
   * A SEND that was disturbed on its way leaves bytes unsent that the chip does not count: TX_FSR
   * shrinks when SEND is accepted (section 4.2, Sn_TX_FSR), and never shows more than there is. The
   * chip is not at work on them, so they may be sent now; but what is read once may be disturbed.
   */
  private void repeatLostSend(int free, int unsent) throws IOException {
    boolean seen =
        isOverdue()
            && free + unsent > socket.transmitSize()
            && !socket.isCommandPending()
            && !socket.hasEvent(SocketInterrupt.SENDOK);
    if (seen && suspected) {
      chip.countRepeat();
      sendingSince = System.nanoTime();
      socket.giveCommand(SocketCommand.SEND);
    }
    suspected = seen && !suspected;
  }
}
