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
 *
 * <p>What does not fit into one submission goes to the chip's memory behind TX_WR first, in
 * submissions of nothing but data, and is sent with the last piece by one SEND. Until then the chip
 * knows nothing of it: a call that gives up before has sent nothing. One call fills what room is
 * known without letting others use the chip in between, which takes the time of a transmit buffer's
 * bytes on the bus at most.
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

  /** The bytes of the last SEND. */
  private int lastPut;

  /** Whether the last look has found bytes that SEND should have sent and has not. */
  private boolean suspected;

  /** Bytes from {@link #position} on that are in the chip's memory and not sent. */
  private int staged;

  /** The call they belong to, see {@link #newCall}. */
  private long stagedBy;

  private long calls;

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
    staged = 0;
  }

  /** A number for a call that sends, by which it knows what it has staged itself. */
  long newCall() {
    return ++calls;
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
   * Puts bytes into the chip's memory that one submission could not carry, without sending them, so
   * that this need not be done once the chip is ready. What another call has staged is lost to it.
   *
   * @param call which call they belong to
   * @param source all bytes of the call
   * @return whether there was anything to do
   */
  boolean stage(long call, MemorySegment source, long offset, int length) throws IOException {
    if (socket.isCommandPending()) {
      return false;
    }
    if (stagedBy != call) {
      stagedBy = call;
      staged = 0;
    }
    var messages = socket.messages();
    int before = staged;
    int count = Math.min(length, credit);
    while (count - staged > messages.send.maxPayload()) {
      // Something must be left to go with the SEND.
      int piece = Math.min(count - staged - 1, messages.stage.maxPayload());
      messages.stage.setAddress(0, (position + staged) & MASK);
      chip.read(messages.stage, 0, 1, source, offset + staged, piece);
      staged += piece;
    }
    return staged > before;
  }

  /**
   * Hands bytes to the chip and starts their transmission. Must be ready.
   *
   * @param call which call they belong to
   * @return the number of bytes, at least 1
   */
  int put(long call, MemorySegment source, long offset, int length) throws IOException {
    var _ = stage(call, source, offset, length);
    int count = Math.min(length, credit);
    int rest = count - staged;
    boolean looking = isLookWorthwhile(count, rest);
    var message = looking ? socket.messages().sendAndLook : socket.messages().send;
    int statusFrame = socket.messages().send.frameCount() - 1;
    int end = (position + count) & MASK;
    message.setAddress(SocketMessages.SEND_DATA, (position + staged) & MASK);
    message.setWord(SocketMessages.SEND_TX_WR, 0, end);
    chip.submit(message, 0, message.frameCount(), source, offset + staged, rest);
    position = end;
    credit -= count;
    lastPut = count;
    staged = 0;
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
    if (looking && message.isEchoed(statusFrame + 1, SocketMessages.LOOK_FRAMES)) {
      noteRoom(message, statusFrame + 1);
    }
    socket.countSent(count);
    return count;
  }

  /**
   * Whether a SEND should look for room along with its status: not what fits into one submission,
   * which shall cost as little as it can, but of more than that if the same again would not fit.
   */
  private boolean isLookWorthwhile(int count, int rest) {
    return staged > 0
        && credit - count < count
        && rest <= socket.messages().sendAndLook.maxPayload();
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
      if (noteRoom(room, SocketMessages.ROOM_POINTERS)) {
        int unsent = unsent(room, SocketMessages.ROOM_POINTERS);
        noteLostSendOk(unsent);
        repeatLostSend(free(room, SocketMessages.ROOM_POINTERS), unsent);
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
   * Takes over TX pointers and the free size behind them, which were read after the status, if they
   * are sound. While a command is pending the free size may yet shrink, and does not count. Nor
   * does it count as free what the last SEND has to send, until some of it is seen to go: the chip
   * may have got another command than SEND, and knows nothing of these bytes then.
   */
  private boolean noteRoom(ChipMessage message, int pointers) {
    int free = free(message, pointers);
    boolean sound =
        message.word(pointers, WR) == position
            && free <= socket.transmitSize()
            && unsent(message, pointers) <= socket.transmitSize();
    if (sound && !socket.isCommandPending()) {
      int uncounted = sending && unsent(message, pointers) >= lastPut ? lastPut : 0;
      credit = Math.max(credit, free - uncounted);
    }
    return sound;
  }

  /** The free size that two frames have brought, one after the other: the lower one. */
  private static int free(ChipMessage message, int pointers) {
    return Math.min(message.word(pointers, FSR), message.word(pointers + 1, 0));
  }

  private static int unsent(ChipMessage message, int pointers) {
    return (message.word(pointers, WR) - message.word(pointers, RD)) & MASK;
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
