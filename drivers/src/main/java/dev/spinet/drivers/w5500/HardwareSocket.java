package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the chip's eight sockets: its registers, its last known status, and who uses it. Every
 * method is called with the chip's lock held.
 */
final class HardwareSocket {

  /**
   * How long the chip may take to accept a command, in nanoseconds. It needs microseconds
   * (datasheet, section 4.2, Sn_CR); a second says that something is broken.
   */
  private static final long COMMAND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int STATUS_CR = RegisterBurst.SOCKET_STATUS.offset(SocketRegister.CR);
  private static final int STATUS_IR = RegisterBurst.SOCKET_STATUS.offset(SocketRegister.IR);
  private static final int STATUS_SR = RegisterBurst.SOCKET_STATUS.offset(SocketRegister.SR);

  private final Chip chip;
  private final int number;
  private final int receiveSize;
  private final int transmitSize;
  private final boolean combinedCommand;
  private @Nullable SocketMessages messages;
  private final Map<PacketKind, PacketMessages> packetMessages = new EnumMap<>(PacketKind.class);
  private @Nullable SocketUser user;
  private int events;
  private int status = SocketStatus.CLOSED;
  private int command;
  private boolean hung;
  private final Patience patience = new Patience(COMMAND_NANOS);
  private int localPort;
  private long bytesReceived;
  private long bytesSent;
  private long packetsReceived;
  private long packetsSent;
  private long packetsDropped;
  private long waits;
  private long timeouts;

  HardwareSocket(
      Chip chip, int number, int receiveSize, int transmitSize, boolean combinedCommand) {
    this.chip = chip;
    this.number = number;
    this.receiveSize = receiveSize;
    this.transmitSize = transmitSize;
    this.combinedCommand = combinedCommand;
  }

  Chip chip() {
    return chip;
  }

  /** 0 to 7. */
  int number() {
    return number;
  }

  /** Bit of this socket in SIR and SIMR. */
  int bit() {
    return 1 << number;
  }

  /** Bytes of its receive buffer. */
  int receiveSize() {
    return receiveSize;
  }

  /** Bytes of its transmit buffer. */
  int transmitSize() {
    return transmitSize;
  }

  SocketMessages messages() {
    if (messages == null) {
      messages = new SocketMessages(chip.bus(), number, combinedCommand);
    }
    return messages;
  }

  /** The messages for a kind of packets. */
  PacketMessages packetMessages(PacketKind kind) {
    return packetMessages.computeIfAbsent(
        kind, k -> new PacketMessages(chip.bus(), number, k.headerSize(), combinedCommand));
  }

  @Nullable SocketUser user() {
    return user;
  }

  void setUser(@Nullable SocketUser user) {
    this.user = user;
    this.localPort = 0;
  }

  /** Forgets what is known of the chip's side of it, because the chip was reset. */
  void reset() {
    events = 0;
    status = SocketStatus.CLOSED;
    command = 0;
    hung = false;
  }

  /** Whether the chip has not accepted a command for so long that it never may. */
  boolean isHung() {
    return hung;
  }

  /** What uses the socket, for people. */
  String description() {
    return user == null ? "nobody" : user.description();
  }

  /** The local port in use, or 0. */
  int localPort() {
    return localPort;
  }

  void setLocalPort(int port) {
    localPort = port;
  }

  /** Events seen since {@link #forgetEvents}, cleared in the chip or not. */
  int events() {
    return events;
  }

  boolean hasEvent(int event) {
    return (events & event) != 0;
  }

  /** Drops an event that belongs to something earlier. */
  void forgetEvents(int mask) {
    events &= ~mask;
  }

  /** Sn_SR as it was read last. */
  int status() {
    return status;
  }

  /** Whether a command may still wait to be accepted, so that no other may be given. */
  boolean isCommandPending() {
    return command != 0;
  }

  /** Takes over what a status frame of a submission has brought. */
  void observeStatus(ChipMessage message, int frame) {
    observeCommand(message, frame);
    status = message.octet(frame, STATUS_SR);
  }

  /** Takes over what a frame of a submission has brought that read CR and IR only. */
  void observeCommand(ChipMessage message, int frame) {
    int pending = message.octet(frame, STATUS_CR);
    if (pending == 0) {
      command = 0;
      hung = false;
    } else if (command == 0) {
      expectAcceptance(pending);
    }
    int seen = message.octet(frame, STATUS_IR) & SocketInterrupt.MASK;
    if ((seen & ~events & SocketInterrupt.TIMEOUT) != 0) {
      timeouts++;
    }
    events |= seen;
  }

  /** Notes that a command's effect was seen: if it was the last one, it was accepted. */
  void observeAcceptance(int code) {
    if (command == code) {
      command = 0;
    }
  }

  /** Notes that a command was given whose acceptance has not been seen. */
  void expectAcceptance(int code) {
    command = code;
    patience.restart();
  }

  /** Reads CR, IR and SR. */
  void readStatus() throws IOException {
    var watch = messages().watch;
    chip.read(watch, SocketMessages.WATCH_STATUS, 1);
    observeStatus(watch, SocketMessages.WATCH_STATUS);
  }

  /** What Sn_IR held in the watch message's status frame. */
  int watchedEvents() {
    return eventsIn(messages().watch, SocketMessages.WATCH_STATUS);
  }

  /** What Sn_IR held in a status frame. */
  int eventsIn(ChipMessage message, int frame) {
    return message.octet(frame, STATUS_IR) & SocketInterrupt.MASK;
  }

  /**
   * Looks whether the last command has been accepted.
   *
   * @return whether a new command may be given
   * @throws BusException if the command should have been accepted long ago; the socket hangs then,
   *     and is of no use until the chip accepts it or is reset
   */
  boolean settleCommand() throws IOException {
    if (command != 0) {
      readStatus();
      requireAcceptance();
    }
    return command == 0;
  }

  /**
   * After a look at the status: makes sure that there is no command that should have been accepted
   * long ago.
   */
  void requireAcceptance() throws IOException {
    if (command != 0 && patience.isOverAfterAnotherLook()) {
      hung = true;
      throw new BusException(
          chip.name(),
          "%s: socket %d has not accepted the command %s for %d ms, Sn_CR is not cleared; it is not used until the chip accepts the command or is reset"
              .formatted(
                  chip.name(),
                  number,
                  SocketCommand.name(command),
                  TimeUnit.NANOSECONDS.toMillis(COMMAND_NANOS)),
          0);
    }
  }

  /** Gives a command and reads the status that follows. No other command may be pending. */
  void giveCommand(int code) throws IOException {
    giveCommand(messages().command, SocketMessages.COMMAND_CODE, code);
  }

  /** Submits a message that ends with a command, in the frame given, and a look at the status. */
  void giveCommand(ChipMessage message, int frame, int code) throws IOException {
    message.setOctet(frame, 0, code);
    expectAcceptance(code);
    chip.submit(message, 0, message.frameCount());
    if (message.isEchoed(frame + 1, 1)) {
      observeStatus(message, frame + 1);
    } else {
      chip.countRepeat();
    }
  }

  /** Clears events in the chip and forgets them. */
  void clearEvents(int mask) throws IOException {
    write(SocketRegister.IR, mask);
    forgetEvents(mask);
  }

  int read(Register register) throws IOException {
    return chip.readRegister(Block.socketRegister(number), register);
  }

  byte[] readOctets(Register register) throws IOException {
    return chip.readOctets(Block.socketRegister(number), register);
  }

  void write(Register register, int value) throws IOException {
    chip.writeRegister(Block.socketRegister(number), register, value);
  }

  void writeOctets(Register register, byte[] octets) throws IOException {
    chip.writeOctets(Block.socketRegister(number), register, octets);
  }

  void countReceived(int bytes) {
    bytesReceived += bytes;
  }

  void countSent(int bytes) {
    bytesSent += bytes;
  }

  void countPacketReceived(int bytes) {
    packetsReceived++;
    bytesReceived += bytes;
  }

  void countPacketSent(int bytes) {
    packetsSent++;
    bytesSent += bytes;
  }

  /** Counts a packet that was taken from the chip or handed to it, and thrown away. */
  void countPacketDropped() {
    packetsDropped++;
  }

  /** Counts a call that gives up its thread to wait. */
  void countWait() {
    waits++;
  }

  long waits() {
    return waits;
  }

  /** Times the chip has given up repeating what it sent. */
  long timeouts() {
    return timeouts;
  }

  long packetsReceived() {
    return packetsReceived;
  }

  long packetsSent() {
    return packetsSent;
  }

  long packetsDropped() {
    return packetsDropped;
  }

  long bytesReceived() {
    return bytesReceived;
  }

  long bytesSent() {
    return bytesSent;
  }
}
