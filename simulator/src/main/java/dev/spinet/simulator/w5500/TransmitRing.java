package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketRegister;

/**
 * The TX buffer of a socket: the host writes from TX_WR on and hands over with SEND what lies
 * before its new TX_WR (4.2). Space is free again when the protocol says so: for TCP when the peer
 * has acknowledged it. Pointers count modulo 65536.
 */
final class TransmitRing {

  private static final int MODULUS = ChipLimits.POINTER_MODULUS;

  /** Sn_TX_FSR. */
  final LiveSize free;

  private final HardwareSocket socket;
  private final BufferMemory memory;
  private int released;
  private int end;

  TransmitRing(HardwareSocket socket, BufferMemory memory) {
    this.socket = socket;
    this.memory = memory;
    this.free = new LiveSize(socket, SocketRegister.TX_FSR);
  }

  /** Empties the ring and puts all pointers at one value. */
  void reset(int pointer) {
    released = pointer;
    end = pointer;
    socket.registers.set(SocketRegister.TX_WR, pointer);
    socket.registers.set(SocketRegister.TX_RD, pointer & (MODULUS - 1));
    free.restart(size());
  }

  int size() {
    return memory.size(socket.index);
  }

  /** Pointer behind what was handed over so far. */
  int end() {
    return end;
  }

  /** Shows the free space again after a change of the size. */
  void resized() {
    show();
  }

  /**
   * SEND: takes over the host's TX_WR.
   *
   * @return number of bytes handed over
   */
  int take() {
    int length = Math.floorMod(socket.registers.get(SocketRegister.TX_WR) - end, MODULUS);
    int room = size() - Math.floorMod(end - released, MODULUS);
    if (length > room) {
      socket.report(
          Diagnostic.Kind.TX_OVERRUN,
          "SEND of " + length + " bytes, though only " + room + " were free");
    }
    end = (end + length) % MODULUS;
    show();
    return length;
  }

  /** Everything before this pointer has been transmitted at least once. */
  void sent(int pointer) {
    socket.registers.set(SocketRegister.TX_RD, pointer & (MODULUS - 1));
    show();
  }

  /** Everything before this pointer is done with: its space is free. */
  void release(int pointer) {
    released = pointer & (MODULUS - 1);
    show();
  }

  void copy(int pointer, byte[] target, int offset, int length) {
    memory.read(socket.index, pointer, target, offset, length);
  }

  private void show() {
    int used = Math.floorMod(end - released, MODULUS);
    free.show(Math.max(0, size() - used));
  }
}
