package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one hardware socket, prepared once. A call submits a range of consecutive frames
 * of one of them, so that each operation is one system call with as few frames as can be.
 */
final class SocketMessages {

  /** Frames of {@link #receive}. */
  static final int RECEIVE_DATA = 0;

  static final int RECEIVE_RX_RD = 1;
  static final int RECEIVE_COMMAND = 2;
  static final int RECEIVE_POINTERS = 3;
  static final int RECEIVE_FRAMES = 4;

  /** Frame of {@link #peek}. */
  static final int PEEK_POINTERS = 1;

  /** Frames of {@link #peekAndLeave}. */
  static final int LEAVE_SIMR = 0;

  static final int LEAVE_POINTERS = 2;

  /** Frames of {@link #send}; the status is the last one. */
  static final int SEND_DATA = 0;

  static final int SEND_TX_WR = 1;

  /** Frames of {@link #sendAndLook} behind those of {@link #send}. */
  static final int LOOK_FRAMES = 2;

  /** Frames of {@link #watch}. */
  static final int WATCH_IR = 0;

  static final int WATCH_SIMR = 1;
  static final int WATCH_STATUS = 2;
  static final int WATCH_POINTERS = 3;
  static final int WATCH_FRAMES = 4;

  /** Frames of {@link #event}. */
  static final int EVENT_SIMR = 0;

  static final int EVENT_STATUS = 1;
  private static final int EVENT_IR = 2;
  static final int EVENT_POINTERS = 3;
  static final int EVENT_FRAMES = 4;

  /** Frames of {@link #room}. */
  static final int ROOM_STATUS = 0;

  /** With the free size in the frame behind them. */
  static final int ROOM_POINTERS = 1;

  static final int ROOM_FRAMES = 3;

  /** Frame of {@link #command}. */
  static final int COMMAND_CODE = 0;

  /** Frames of {@link #open}. */
  static final int OPEN_MR = 0;

  static final int OPEN_PORT = 1;
  static final int OPEN_TOS = 2;
  static final int OPEN_TTL = 3;
  static final int OPEN_KPALVTR = 4;
  private static final int OPEN_IR = 5;
  static final int OPEN_COMMAND = 6;

  /** Frames of {@link #connect}. */
  static final int CONNECT_DHAR = 0;

  static final int CONNECT_DESTINATION = 1;
  static final int CONNECT_COMMAND = 2;

  /** Frames of {@link #adopt}. */
  private static final int ADOPT_IR = 0;

  static final int ADOPT_TX = 1;
  static final int ADOPT_RX = 2;
  static final int ADOPT_DESTINATION = 3;
  static final int ADOPT_TX_AGAIN = 4;
  static final int ADOPT_RX_AGAIN = 5;
  static final int ADOPT_DESTINATION_AGAIN = 6;
  static final int ADOPT_STATUS = 7;
  static final int ADOPT_FRAMES = 8;

  /** Reads data, frees its space, and looks for more: data, RX_RD, CR=RECV, RX pointers. */
  final ChipMessage receive;

  /** Reads data and leaves its space for later: data, RX pointers. */
  final ChipMessage peek;

  /** As {@link #peek}, and silences the socket first: SIMR, data, RX pointers. */
  final ChipMessage peekAndLeave;

  /** Reads data which others follow that bring the pointers: data. */
  final ChipMessage read;

  /** Hands data to the chip: data, TX_WR, CR=SEND with SENDOK cleared, status. */
  final ChipMessage send;

  /** As {@link #send}, and looks for room: TX pointers, free size once more. */
  final ChipMessage sendAndLook;

  /** Writes data which others follow that are sent with them: data. */
  final ChipMessage stage;

  /**
   * Clears events, enables the interrupt, looks: IR, SIMR, status, RX pointers. In this order what
   * is cleared does not interrupt, and what comes later does.
   */
  final ChipMessage watch;

  /** What an event of a receiving socket was: SIMR, status, RECV cleared, RX pointers. */
  final ChipMessage event;

  /** Looks whether the chip takes data: status, TX pointers, free size once more. */
  final ChipMessage room;

  /** A command by itself: CR, status. */
  final ChipMessage command;

  private final SpiBus bus;
  private final Block registers;
  private @Nullable ChipMessage open;
  private @Nullable ChipMessage connect;
  private @Nullable ChipMessage adopt;

  SocketMessages(SpiBus bus, int socket, boolean combinedCommand) {
    this.bus = bus;
    this.registers = Block.socketRegister(socket);
    receive =
        ChipMessage.builder()
            .readPayload(Block.rxBuffer(socket))
            .write(registers, SocketRegister.RX_RD)
            .write(registers, SocketRegister.CR)
            .read(registers, RegisterBurst.RX_POINTERS)
            .prepare(bus);
    receive.setOctet(RECEIVE_COMMAND, 0, SocketCommand.RECV);
    peek =
        ChipMessage.builder()
            .readPayload(Block.rxBuffer(socket))
            .read(registers, RegisterBurst.RX_POINTERS)
            .prepare(bus);
    peekAndLeave =
        ChipMessage.builder()
            .write(Block.common(), CommonRegister.SIMR)
            .readPayload(Block.rxBuffer(socket))
            .read(registers, RegisterBurst.RX_POINTERS)
            .prepare(bus);
    read = ChipMessage.builder().readPayload(Block.rxBuffer(socket)).prepare(bus);
    send = prepareSend(sendFrames(socket, combinedCommand), combinedCommand);
    sendAndLook =
        prepareSend(
            sendFrames(socket, combinedCommand)
                .read(registers, RegisterBurst.TX_POINTERS)
                .read(registers, SocketRegister.TX_FSR),
            combinedCommand);
    stage = ChipMessage.builder().writePayload(Block.txBuffer(socket)).prepare(bus);
    watch =
        ChipMessage.builder()
            .write(registers, SocketRegister.IR)
            .write(Block.common(), CommonRegister.SIMR)
            .read(registers, RegisterBurst.SOCKET_STATUS)
            .read(registers, RegisterBurst.RX_POINTERS)
            .prepare(bus);
    event =
        ChipMessage.builder()
            .write(Block.common(), CommonRegister.SIMR)
            .read(registers, RegisterBurst.SOCKET_STATUS)
            .write(registers, SocketRegister.IR)
            .read(registers, RegisterBurst.RX_POINTERS)
            .prepare(bus);
    event.setOctet(EVENT_IR, 0, SocketInterrupt.RECV);
    room =
        ChipMessage.builder()
            .read(registers, RegisterBurst.SOCKET_STATUS)
            .read(registers, RegisterBurst.TX_POINTERS)
            .read(registers, SocketRegister.TX_FSR)
            .prepare(bus);
    command =
        ChipMessage.builder()
            .write(registers, SocketRegister.CR)
            .read(registers, RegisterBurst.SOCKET_STATUS)
            .prepare(bus);
  }

  /** Opens a TCP socket: MR, PORT, TOS, TTL, KPALVTR, all events cleared, CR=OPEN, status. */
  ChipMessage open() {
    if (open == null) {
      open =
          ChipMessage.builder()
              .write(registers, SocketRegister.MR)
              .write(registers, SocketRegister.PORT)
              .write(registers, SocketRegister.TOS)
              .write(registers, SocketRegister.TTL)
              .write(registers, SocketRegister.KPALVTR)
              .write(registers, SocketRegister.IR)
              .write(registers, SocketRegister.CR)
              .read(registers, RegisterBurst.SOCKET_STATUS)
              .prepare(bus);
      open.setOctet(OPEN_IR, 0, SocketInterrupt.MASK);
    }
    return open;
  }

  /** Connects: DHAR, DIPR and DPORT, CR=CONNECT, status. */
  ChipMessage connect() {
    if (connect == null) {
      connect =
          ChipMessage.builder()
              .write(registers, SocketRegister.DHAR)
              .write(registers, RegisterBurst.DESTINATION)
              .write(registers, SocketRegister.CR)
              .read(registers, RegisterBurst.SOCKET_STATUS)
              .prepare(bus);
      for (int i = 0; i < SocketRegister.DHAR.size(); i++) {
        connect.setOctet(CONNECT_DHAR, i, (int) SocketRegister.DHAR.resetValue());
      }
    }
    return connect;
  }

  /**
   * Takes over a connection that was just made: CON cleared, the pointers and the peer, all of them
   * once more, status.
   */
  ChipMessage adopt() {
    if (adopt == null) {
      adopt =
          ChipMessage.builder()
              .write(registers, SocketRegister.IR)
              .read(registers, RegisterBurst.TX_POINTERS)
              .read(registers, RegisterBurst.RX_POINTERS)
              .read(registers, RegisterBurst.DESTINATION)
              .read(registers, RegisterBurst.TX_POINTERS)
              .read(registers, RegisterBurst.RX_POINTERS)
              .read(registers, RegisterBurst.DESTINATION)
              .read(registers, RegisterBurst.SOCKET_STATUS)
              .prepare(bus);
      adopt.setOctet(ADOPT_IR, 0, SocketInterrupt.CON);
    }
    return adopt;
  }

  /** Data, TX_WR, SENDOK cleared and CR=SEND in one frame or in two, status. */
  private static ChipMessage.Builder sendFrames(int socket, boolean combinedCommand) {
    Block registers = Block.socketRegister(socket);
    var data =
        ChipMessage.builder()
            .writePayload(Block.txBuffer(socket))
            .write(registers, SocketRegister.TX_WR);
    var command =
        combinedCommand
            ? data.write(registers, RegisterBurst.SOCKET_COMMAND)
            : data.write(registers, SocketRegister.IR).write(registers, SocketRegister.CR);
    return command.read(registers, RegisterBurst.SOCKET_STATUS);
  }

  /**
   * The chip takes a frame byte by byte, so in a combined one the SEND starts first and what the
   * next byte clears is the SENDOK of the SEND before: the new one cannot be complete within one
   * byte time.
   */
  private ChipMessage prepareSend(ChipMessage.Builder frames, boolean combinedCommand) {
    var message = frames.prepare(bus);
    int next = SEND_TX_WR + 1;
    if (combinedCommand) {
      var burst = RegisterBurst.SOCKET_COMMAND;
      message.setOctet(next, burst.offset(SocketRegister.CR), SocketCommand.SEND);
      message.setOctet(next, burst.offset(SocketRegister.IR), SocketInterrupt.SENDOK);
    } else {
      message.setOctet(next, 0, SocketInterrupt.SENDOK);
      message.setOctet(next + 1, 0, SocketCommand.SEND);
    }
    return message;
  }
}
