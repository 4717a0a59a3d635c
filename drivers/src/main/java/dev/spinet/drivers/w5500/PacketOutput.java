package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Hands packets to a hardware socket for sending, one at a time, at the lowest cost in frames.
 * Every method is called with the chip's lock held.
 *
 * <p>The chip sends what lies between TX_RD and TX_WR as one packet, so each waits until the one
 * before is done: with SENDOK, or with TIMEOUT if nobody has answered its ARP requests (W5500
 * datasheet, section 4.2, Sn_IR). The buffer is empty then, and the free size needs no look. The
 * destination registers keep what the host has written, so the same peer is not written twice.
 */
final class PacketOutput {

  private static final int MASK = ChipLimits.POINTER_MODULUS - 1;
  private static final int RD = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_RD);
  private static final int WR = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_WR);
  private static final int DIPR = RegisterBurst.DESTINATION.offset(SocketRegister.DIPR);
  private static final int DPORT = RegisterBurst.DESTINATION.offset(SocketRegister.DPORT);

  /** When to suspect that SENDOK was lost, in nanoseconds. */
  private static final long SENDOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * When to give a SEND up, in nanoseconds: the chip asks for a hardware address for 1.8 s (section
   * 4.1, RTR and RCR at their reset values).
   */
  static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How often to look again then, in nanoseconds. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** No hardware address: DHAR holds what the chip has found, or its reset value. */
  private static final long NO_GROUP = -1;

  private final HardwareSocket socket;
  private final Chip chip;
  private final PacketKind kind;
  private final PacketMessages messages;
  private final boolean groupsByMac;
  private int position;
  private boolean addressed;
  private int address;
  private int port;
  private long group = NO_GROUP;
  private boolean sending;
  private long sendingSince;
  private long lookedAt;
  private boolean unanswered;
  private boolean lost;
  private boolean stuck;

  /** With {@code groupsByMac} the driver tells the chip the hardware addresses of groups. */
  PacketOutput(HardwareSocket socket, PacketKind kind, boolean groupsByMac) {
    this.groupsByMac = groupsByMac;
    this.socket = socket;
    this.chip = socket.chip();
    this.kind = kind;
    this.messages = socket.packetMessages(kind);
  }

  /** Starts with an open socket whose TX_WR is known. */
  void start(int pointer) {
    position = pointer;
    addressed = false;
    group = NO_GROUP;
    sending = false;
    lost = false;
  }

  /** Most bytes of one packet: it has to fit the transmit buffer. */
  int maxPayload() {
    return Math.min(kind.maxPayload(), socket.transmitSize());
  }

  /** Whether a packet can be put without looking. */
  boolean isReady() throws IOException {
    noteEvents();
    return !sending && !socket.isCommandPending();
  }

  /** Whether the last packet is not done yet, as far as is known. */
  boolean isSending() {
    return sending;
  }

  /** How long the last packet has been under way, in nanoseconds. */
  long sendingNanos() {
    return sending ? System.nanoTime() - sendingSince : 0;
  }

  /** Whether SENDOK should have been seen, which somebody has to look for. */
  boolean isOverdue() {
    return sendingNanos() > SENDOK_NANOS;
  }

  /** Whether the chip's pointers make no sense any more, so that the socket has to be reopened. */
  boolean isLost() {
    return lost;
  }

  /** Whether the last packet was dropped because nobody answered the chip's ARP requests. */
  boolean isUnanswered() throws IOException {
    noteEvents();
    return unanswered;
  }

  /** Forgets that; says where the packet was to go, as 32 bits. */
  int takeUnanswered() {
    unanswered = false;
    return address;
  }

  /** Whether a packet was given up because the chip did not send it; forgets that. */
  boolean takeStuck() {
    boolean was = stuck;
    stuck = false;
    return was;
  }

  /** Where the last packet was to go, as 32 bits. */
  int destination() {
    return address;
  }

  /** Writes a packet to the chip and starts its transmission. Must be ready. */
  void put(MemorySegment source, long offset, int length, int toAddress, int toPort)
      throws IOException {
    var message = messages.send;
    int first = prepareDestination(toAddress, toPort);
    int end = (position + length) & MASK;
    message.setWord(PacketMessages.SEND_TX_WR, 0, end);
    int done = 0;
    while (length - done > message.maxPayload()) {
      // A bus that takes less than a packet at a time: SEND comes with the last piece.
      int piece = message.maxPayload();
      message.setAddress(PacketMessages.SEND_DATA, (position + done) & MASK);
      chip.submit(
          message, first, PacketMessages.SEND_DATA + 1 - first, source, offset + done, piece);
      first = PacketMessages.SEND_DATA;
      done += piece;
    }
    message.setAddress(PacketMessages.SEND_DATA, (position + done) & MASK);
    int status = message.frameCount() - 1;
    chip.submit(message, first, message.frameCount() - first, source, offset + done, length - done);
    position = end;
    sending = true;
    sendingSince = System.nanoTime();
    lookedAt = sendingSince;
    unanswered = false;
    socket.forgetEvents(SocketInterrupt.SENDOK);
    if (message.isEchoed(status, 1)) {
      socket.observeCommand(message, status);
    } else {
      chip.countRepeat();
      socket.expectAcceptance(SocketCommand.SEND);
    }
    socket.countPacketSent(length);
  }

  /**
   * Sets what has changed of the destination. For a group that is its hardware address too: whether
   * the chip's ARP knows groups is not documented, and SEND_MAC does without (section 4.2, Sn_CR).
   *
   * @return the first frame to submit
   */
  private int prepareDestination(int toAddress, int toPort) {
    var message = messages.send;
    if (kind == PacketKind.MACRAW) {
      messages.setSendCommand(SocketCommand.SEND);
      return PacketMessages.SEND_DATA;
    }
    int first = PacketMessages.SEND_DATA;
    if (!addressed || toAddress != address || toPort != port) {
      message.setWord(PacketMessages.SEND_DESTINATION, DIPR, toAddress >>> Short.SIZE);
      message.setWord(PacketMessages.SEND_DESTINATION, DIPR + Short.BYTES, toAddress);
      message.setWord(PacketMessages.SEND_DESTINATION, DPORT, toPort);
      first = PacketMessages.SEND_DESTINATION;
      addressed = true;
      address = toAddress;
      port = toPort;
    }
    if (!groupsByMac || !Destinations.isMulticast(toAddress)) {
      group = NO_GROUP;
      messages.setSendCommand(SocketCommand.SEND);
      return first;
    }
    messages.setSendCommand(SocketCommand.SEND_MAC);
    long mac = Ethernet.groupAddress(toAddress);
    if (mac != group) {
      for (int i = 0; i < SocketRegister.DHAR.size(); i++) {
        int shift = Byte.SIZE * (SocketRegister.DHAR.size() - 1 - i);
        message.setOctet(PacketMessages.SEND_DHAR, i, (int) (mac >>> shift));
      }
      group = mac;
      // The frames of one submission are neighbours; writing the same destination again is
      // harmless.
      first = PacketMessages.SEND_DHAR;
    }
    return first;
  }

  /** Looks whether the last packet is done. */
  void look() throws IOException {
    long now = System.nanoTime();
    if (sending && now - sendingSince > SENDOK_NANOS && now - lookedAt > LOOK_NANOS) {
      lookedAt = now;
      readPointers();
    } else {
      socket.readStatus();
    }
    socket.requireAcceptance();
    noteEvents();
    if (sendingNanos() > STUCK_NANOS && !socket.isCommandPending()) {
      stuck |= !lost;
      lost = true;
    }
  }

  private void noteEvents() throws IOException {
    if (sending && socket.hasEvent(SocketInterrupt.SENDOK)) {
      sending = false;
    } else if (sending && socket.hasEvent(SocketInterrupt.TIMEOUT) && !socket.isCommandPending()) {
      socket.clearEvents(SocketInterrupt.TIMEOUT);
      sending = false;
      unanswered = true;
      socket.countPacketDropped();
      // What a chip leaves in its buffer now would go out in front of the next packet.
      readPointers();
    }
  }

  /** A SEND that left nothing unsent is complete, whether SENDOK was seen or not. */
  private void readPointers() throws IOException {
    var room = socket.messages().room;
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      chip.read(room, 0, SocketMessages.ROOM_FRAMES);
      socket.observeStatus(room, SocketMessages.ROOM_STATUS);
      if (room.word(SocketMessages.ROOM_POINTERS, WR) == position) {
        conclude(room.word(SocketMessages.ROOM_POINTERS, RD) == position);
        return;
      }
      chip.countRepeat();
    }
    lost = true;
  }

  private void conclude(boolean allSent) {
    if (!sending) {
      lost |= !allSent;
    } else if (allSent
        && !socket.isCommandPending()
        && !socket.hasEvent(SocketInterrupt.SENDOK)
        && !socket.hasEvent(SocketInterrupt.TIMEOUT)) {
      sending = false;
      chip.countLostSendOk();
    }
  }
}
