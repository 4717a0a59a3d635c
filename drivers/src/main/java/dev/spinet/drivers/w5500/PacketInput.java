package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Takes packets out of a hardware socket's receive buffer, whole ones only, at the lowest cost in
 * frames. Every method is called with the chip's lock held.
 *
 * <p>All that waits is read together with its headers, in one frame if the bus takes it. If that is
 * no more than the caller has room for, which is so whenever a single packet waits, the payload
 * goes straight into the caller's memory; else all goes into memory of the socket's own, from which
 * this call and the next ones are served without touching the bus.
 *
 * <p>What was read must be a chain of whole packets that ends where the chip says that the data
 * end. A length that was disturbed on the wires breaks the chain, as does a ring whose start was
 * lost; the first is cured by reading again, the second by opening the socket anew, see {@link
 * #isLost}. Only a chain that is sound is taken, and only what is taken is freed: so that the chip
 * has room for the largest packet again, or, if it still has, before the next look.
 */
final class PacketInput {

  /** Instead of a count: what was read is no chain of packets, look again a little later. */
  static final int UNSOUND = -1;

  /** How often in a row that may be so. The chip takes 120 us for its largest packet. */
  private static final int UNSOUND_LIMIT = 8;

  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int MASK = ChipLimits.POINTER_MODULUS - 1;
  private static final int RSR = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_RSR);
  private static final int RD = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_RD);
  private static final int WR = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_WR);

  private final HardwareSocket socket;
  private final Chip chip;
  private final PacketKind kind;
  private final PacketMessages messages;
  private final int header;
  private final boolean deferred;
  private @Nullable Arena arena;
  private @Nullable MemorySegment store;

  /** Where the packets in the store begin, and how many bytes of them are left. */
  private int storeStart;

  private int stored;

  /** Where the next packet is that was not read yet. */
  private int position;

  /** What RX_RD in the chip is: behind {@link #position} by what is read but not freed. */
  private int freed;

  /** Bytes from {@link #position} on that are certainly there. */
  private int known;

  /** Bytes in the chip that are not freed, as far as is known. */
  private int occupied;

  private int unsound;
  private boolean lost;

  PacketInput(HardwareSocket socket, PacketKind kind, boolean deferred) {
    this.socket = socket;
    this.chip = socket.chip();
    this.kind = kind;
    this.messages = socket.packetMessages(kind);
    this.header = kind.headerSize();
    this.deferred = deferred;
  }

  /** Starts with an open socket whose RX_RD is known. What was stored before stays. */
  void start(int pointer) {
    position = pointer;
    freed = pointer;
    known = 0;
    occupied = 0;
    unsound = 0;
    lost = false;
  }

  /** Frees the socket's own memory; nothing can be taken any more. */
  void close() {
    stored = 0;
    known = 0;
    store = null;
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  /** Whether packets are known to wait. */
  boolean hasKnown() {
    return stored > 0 || known > 0;
  }

  /** Whether the last read was no chain of packets. */
  boolean isUnsound() {
    return unsound > 0;
  }

  /**
   * Whether it is no longer known where packets begin, so that the socket has to be opened anew.
   */
  boolean isLost() {
    return lost;
  }

  /**
   * Looks what is there, freeing first what was taken.
   *
   * @return whether the chip's answer counts; {@code false} if it is busy with a command
   */
  boolean look() throws IOException {
    var message = messages.receive;
    int frame = PacketMessages.RECEIVE_POINTERS;
    if (position != freed) {
      if (!socket.settleCommand()) {
        return false;
      }
      free(PacketMessages.RECEIVE_POINTERS + 1);
      if (message.isEchoed(frame, 1) && accept(message, frame)) {
        return true;
      }
      chip.countRepeat();
    }
    return lookAgain(message, frame);
  }

  /** Takes over the pointers of a watch message that was just read. */
  boolean look(ChipMessage watch) throws IOException {
    if (accept(watch, SocketMessages.WATCH_POINTERS)) {
      return true;
    }
    chip.countRepeat();
    return lookAgain(watch, SocketMessages.WATCH_POINTERS);
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
    lost = true;
    return false;
  }

  /**
   * Takes over a burst of pointers if they are sound: packets are counted whole, so all three have
   * to agree. They do not while a packet arrives during the burst.
   */
  private boolean accept(ChipMessage message, int frame) {
    int waiting = message.word(frame, RSR);
    int pointer = message.word(frame, RD);
    int span = (message.word(frame, WR) - pointer) & MASK;
    int taken = (position - freed) & MASK;
    if (pointer != freed || waiting != span || waiting < taken || waiting > socket.receiveSize()) {
      return false;
    }
    if (taken == 0) {
      // Before RECV is accepted RX_RSR still counts what was freed.
      socket.observeAcceptance(SocketCommand.RECV);
    }
    known = waiting - taken;
    occupied = waiting;
    return true;
  }

  /**
   * Takes the next packet of those that are known to wait.
   *
   * @param target the caller's memory, of which up to {@code room} bytes may be written
   * @param from gets the sender and the whole length
   * @return the number of bytes in the memory, or {@link #UNSOUND}
   */
  int take(MemorySegment target, long offset, int room, DatagramSource from) throws IOException {
    if (stored > 0) {
      return takeStored(target, offset, room, from);
    }
    int payload = known - header;
    if (payload > 0
        && payload <= room
        && payload <= kind.maxPayload()
        && payload <= messages.receive.maxPayload()) {
      return takeDirectly(target, offset, payload, from);
    }
    return fillStore() ? takeStored(target, offset, room, from) : UNSOUND;
  }

  /**
   * The length of the next packet of those that are known to wait.
   *
   * @param from gets the sender and the length
   * @return the length, or {@link #UNSOUND}
   */
  int peek(DatagramSource from) throws IOException {
    if (stored == 0 && !fillStore()) {
      return UNSOUND;
    }
    return describe(ensureStore(), storeStart, from);
  }

  /** Drops the packet that {@link #peek} has shown. */
  void skip() {
    int length = header + payloadLength(ensureStore(), storeStart);
    storeStart += length;
    stored -= length;
  }

  private int takeStored(MemorySegment target, long offset, int room, DatagramSource from) {
    var memory = ensureStore();
    int length = describe(memory, storeStart, from);
    int count = Math.min(length, room);
    if (count > 0) {
      MemorySegment.copy(memory, storeStart + (long) header, target, offset, count);
    }
    storeStart += header + length;
    stored -= header + length;
    return count;
  }

  private int takeDirectly(MemorySegment target, long offset, int payload, DatagramSource from)
      throws IOException {
    var message = messages.receive;
    int frame = PacketMessages.RECEIVE_DATA;
    message.setAddress(frame, position);
    chip.read(message, frame, 1, target, offset, payload);
    int length = kind.payloadLength(message.word(frame, kind.lengthOffset()));
    if (length < 0
        || length > payload
        || wholePackets(target, offset + length, payload - length) != payload - length) {
      return notSound();
    }
    if (length < payload) {
      // More than one packet was waiting after all.
      stored = payload - length;
      storeStart = 0;
      MemorySegment.copy(target, offset + length, ensureStore(), 0, stored);
    }
    int address =
        kind.hasAddress() ? message.word(frame, 0) << Short.SIZE | message.word(frame, 2) : 0;
    int port = kind.portOffset() < 0 ? 0 : message.word(frame, kind.portOffset());
    from.set(address, port, length);
    consume(header + payload);
    return length;
  }

  /** Reads as many packets as one submission takes; tells whether they are sound. */
  private boolean fillStore() throws IOException {
    var memory = ensureStore();
    var message = messages.burst;
    int wanted = Math.min(known, Math.max(message.maxPayload(), header + kind.maxPayload()));
    for (int done = 0; done < wanted; ) {
      int count = Math.min(wanted - done, message.maxPayload());
      message.setAddress(0, (position + done) & MASK);
      chip.read(message, 0, 1, memory, done, count);
      done += count;
    }
    int whole = wholePackets(memory, 0, wanted);
    if (whole == 0 || (wanted == known && whole < wanted)) {
      notSound();
      return false;
    }
    storeStart = 0;
    stored = whole;
    consume(whole);
    return true;
  }

  private int notSound() {
    chip.countRepeat();
    unsound++;
    lost |= unsound > UNSOUND_LIMIT;
    known = 0;
    return UNSOUND;
  }

  /** Notes that bytes were read and found sound, and frees them if it is time to. */
  private void consume(int count) throws IOException {
    position = (position + count) & MASK;
    known -= count;
    unsound = 0;
    int taken = (position - freed) & MASK;
    boolean cramped = socket.receiveSize() - occupied < header + kind.maxPayload();
    boolean half = taken >= socket.receiveSize() / 2;
    if (!socket.isCommandPending() && (!deferred || half || (known == 0 && cramped))) {
      free(PacketMessages.RECEIVE_POINTERS);
    }
  }

  /** Gives space back, with the frames from RX_RD up to one. */
  private void free(int end) throws IOException {
    var message = messages.receive;
    message.setWord(PacketMessages.RECEIVE_RX_RD, 0, position);
    socket.expectAcceptance(SocketCommand.RECV);
    chip.submit(message, PacketMessages.RECEIVE_RX_RD, end - PacketMessages.RECEIVE_RX_RD);
    occupied -= (position - freed) & MASK;
    freed = position;
  }

  /** Bytes of the whole packets at the beginning of some memory; broken ones are none. */
  private int wholePackets(MemorySegment memory, long start, int length) {
    int whole = 0;
    while (length - whole >= header) {
      int payload = payloadLength(memory, start + whole);
      if (payload < 0 || header + payload > length - whole) {
        break;
      }
      whole += header + payload;
    }
    return whole;
  }

  private int payloadLength(MemorySegment memory, long at) {
    return kind.payloadLength(word(memory, at + kind.lengthOffset()));
  }

  private int describe(MemorySegment memory, long at, DatagramSource from) {
    int length = payloadLength(memory, at);
    int address = kind.hasAddress() ? word(memory, at) << Short.SIZE | word(memory, at + 2) : 0;
    int port = kind.portOffset() < 0 ? 0 : word(memory, at + kind.portOffset());
    from.set(address, port, length);
    return length;
  }

  private static int word(MemorySegment memory, long at) {
    return Short.toUnsignedInt(memory.get(WORD, at));
  }

  /** {@link #close} closes the arena. */
  @SuppressWarnings("MustBeClosedChecker")
  private MemorySegment ensureStore() {
    if (store == null) {
      arena = Arena.ofShared();
      store = arena.allocate(Math.max(socket.receiveSize(), header + kind.maxPayload()));
    }
    return store;
  }
}
