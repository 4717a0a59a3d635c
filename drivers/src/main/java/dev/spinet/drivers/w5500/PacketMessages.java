package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;

/**
 * The messages on the bus of one hardware socket that carries packets, prepared once, as {@link
 * SocketMessages} are for all sockets.
 */
final class PacketMessages {

  /** Frames of {@link #receive}. */
  static final int RECEIVE_DATA = 0;

  static final int RECEIVE_RX_RD = 1;
  static final int RECEIVE_COMMAND = 2;
  static final int RECEIVE_POINTERS = 3;

  /** Frames of {@link #send}; the status is the last one. */
  static final int SEND_DHAR = 0;

  static final int SEND_DESTINATION = 1;
  static final int SEND_DATA = 2;
  static final int SEND_TX_WR = 3;
  private static final int SEND_COMMAND = 4;

  /** Reads a packet with its header; frees space and looks: data, RX_RD, CR=RECV, RX pointers. */
  final ChipMessage receive;

  /** Reads many packets together, with their headers. */
  final ChipMessage burst;

  /**
   * Sends a packet: DHAR, DIPR and DPORT, data, TX_WR, CR=SEND with SENDOK cleared, CR and IR.
   * Sn_SR is not looked at, since nothing closes such a socket but the host.
   */
  final ChipMessage send;

  private final int commandFrame;
  private final int commandOffset;

  PacketMessages(SpiBus bus, int socket, int headerSize, boolean combinedCommand) {
    Block registers = Block.socketRegister(socket);
    receive =
        ChipMessage.builder()
            .readPayload(Block.rxBuffer(socket), headerSize)
            .write(registers, SocketRegister.RX_RD)
            .write(registers, SocketRegister.CR)
            .read(registers, RegisterBurst.RX_POINTERS)
            .prepare(bus);
    receive.setOctet(RECEIVE_COMMAND, 0, SocketCommand.RECV);
    burst = ChipMessage.builder().readPayload(Block.rxBuffer(socket)).prepare(bus);
    var builder =
        ChipMessage.builder()
            .write(registers, SocketRegister.DHAR)
            .write(registers, RegisterBurst.DESTINATION)
            .writePayload(Block.txBuffer(socket))
            .write(registers, SocketRegister.TX_WR);
    if (combinedCommand) {
      // As for TCP: the SENDOK cleared is that of the SEND before, see SocketMessages.
      commandFrame = SEND_COMMAND;
      commandOffset = RegisterBurst.SOCKET_COMMAND.offset(SocketRegister.CR);
      send =
          builder
              .write(registers, RegisterBurst.SOCKET_COMMAND)
              .read(registers, RegisterBurst.SOCKET_COMMAND)
              .prepare(bus);
      send.setOctet(
          SEND_COMMAND,
          RegisterBurst.SOCKET_COMMAND.offset(SocketRegister.IR),
          SocketInterrupt.SENDOK);
    } else {
      commandFrame = SEND_COMMAND + 1;
      commandOffset = 0;
      send =
          builder
              .write(registers, SocketRegister.IR)
              .write(registers, SocketRegister.CR)
              .read(registers, RegisterBurst.SOCKET_COMMAND)
              .prepare(bus);
      send.setOctet(SEND_COMMAND, 0, SocketInterrupt.SENDOK);
    }
  }

  /** Chooses between SEND and SEND_MAC. */
  void setSendCommand(int command) {
    send.setOctet(commandFrame, commandOffset, command);
  }
}
