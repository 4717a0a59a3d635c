package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.MacAddress;
import java.util.Arrays;

/**
 * MACRAW: whole Ethernet frames, on socket 0 only (4.2). Each lies in the RX buffer behind a length
 * that counts itself; one that does not fit is dropped. The other sockets go on as before.
 */
final class RawEthernetSession extends Session {

  /** The shortest frame on a wire, without its check sequence; the MAC pads what is shorter. */
  private static final int MIN_FRAME = 60;

  private static final int TYPE_IPV6 = 0x86DD;

  private final int mode;
  private int start;
  private int length;
  private boolean pending;

  RawEthernetSession(HardwareSocket socket) {
    super(socket);
    this.mode = socket.registers.get(SocketRegister.MR);
    socket.status(SocketStatus.MACRAW);
  }

  @Override
  void send() {
    if (pending) {
      socket.report(
          Diagnostic.Kind.SEND_WHILE_PENDING, "SEND before the previous SEND was complete");
    } else {
      start = socket.tx.end();
      length = 0;
    }
    length += socket.tx.take();
    pending = true;
    transmit();
  }

  @Override
  void linkRestored() {
    if (pending) {
      transmit();
    }
  }

  private void transmit() {
    if (!core.phy.isLinkUp()) {
      return;
    }
    if (length < EthernetFrame.HEADER_BYTES || length > ChipLimits.MSS_MACRAW_MAX) {
      socket.report(
          Diagnostic.Kind.BAD_SEGMENT_SIZE, "a frame of " + length + " bytes is not sent");
    } else {
      byte[] frame = new byte[Math.max(MIN_FRAME, length)];
      socket.tx.copy(start, frame, 0, length);
      core.network.transmit(frame);
    }
    pending = false;
    socket.tx.sent(start + length);
    socket.tx.release(start + length);
    socket.raiseSendOk();
  }

  void receive(byte[] frame) {
    if (frame.length < EthernetFrame.HEADER_BYTES || !passes(frame)) {
      return;
    }
    byte[] padded = frame.length < MIN_FRAME ? Arrays.copyOf(frame, MIN_FRAME) : frame;
    int size = ChipLimits.MACRAW_HEADER_SIZE + padded.length;
    if (socket.rx.free() < size) {
      return;
    }
    var header = new PacketHeader(ChipLimits.MACRAW_HEADER_SIZE);
    var garbled = core.faults.take(ChipFault.GarbleLength.class, socket.index);
    header.put16(garbled == null ? size : garbled.length());
    header.appendTo(socket.rx);
    socket.rx.append(padded, 0, padded.length);
    socket.rx.publish();
  }

  private boolean passes(byte[] frame) {
    var destination = MacAddress.read(frame, 0);
    int type = ((frame[12] & 0xFF) << 8) | (frame[13] & 0xFF);
    if ((mode & SocketMode.MIP6B) != 0 && type == TYPE_IPV6) {
      return false;
    }
    if (destination.equals(MacAddress.BROADCAST)) {
      return (mode & SocketMode.BCASTB) == 0;
    }
    if (destination.isGroup()) {
      return (mode & SocketMode.MMB) == 0;
    }
    return (mode & SocketMode.MFEN) == 0 || destination.equals(core.network.mac());
  }

  @Override
  void abandon() {
    pending = false;
  }
}
