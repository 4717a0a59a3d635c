package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Where a connection that was just made starts, and who the peer is.
 *
 * <p>Both pointers move while the connection is made and are the host's from then on (datasheet,
 * section 4.2, Sn_TX_WR). They are read this once and everything rests on them, so two reads have
 * to agree.
 *
 * @param receivePointer RX_RD
 * @param transmitPointer TX_WR
 * @param freeSize TX_FSR, in bytes
 * @param remote the peer
 */
record ConnectionStart(
    int receivePointer, int transmitPointer, int freeSize, InetSocketAddress remote) {

  private static final int FSR = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_FSR);
  private static final int TX_WR = RegisterBurst.TX_POINTERS.offset(SocketRegister.TX_WR);
  private static final int RX_RD = RegisterBurst.RX_POINTERS.offset(SocketRegister.RX_RD);
  private static final int PORT = RegisterBurst.DESTINATION.offset(SocketRegister.DPORT);

  /** Reads it, with the event CON cleared and the status noted. With the chip's lock held. */
  static ConnectionStart read(HardwareSocket socket) throws IOException {
    var chip = socket.chip();
    var message = socket.messages().adopt();
    socket.forgetEvents(SocketInterrupt.CON);
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      chip.read(message, 0, SocketMessages.ADOPT_FRAMES);
      var once =
          of(
              message,
              SocketMessages.ADOPT_TX,
              SocketMessages.ADOPT_RX,
              SocketMessages.ADOPT_DESTINATION);
      var again =
          of(
              message,
              SocketMessages.ADOPT_TX_AGAIN,
              SocketMessages.ADOPT_RX_AGAIN,
              SocketMessages.ADOPT_DESTINATION_AGAIN);
      if (once.equals(again)) {
        socket.observeStatus(message, SocketMessages.ADOPT_STATUS);
        return once;
      }
      chip.countRepeat();
    }
    throw chip.broken(
        "%s: the buffer pointers of socket %d read differently each time; check the wiring"
            .formatted(chip.name(), socket.number()));
  }

  private static ConnectionStart of(ChipMessage message, int tx, int rx, int destination) {
    return new ConnectionStart(
        message.word(rx, RX_RD),
        message.word(tx, TX_WR),
        message.word(tx, FSR),
        new InetSocketAddress(
            address(message.word(destination, 0) << Short.SIZE | message.word(destination, 2)),
            message.word(destination, PORT)));
  }

  private static Inet4Address address(int value) {
    try {
      var octets = ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
      return (Inet4Address) InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
