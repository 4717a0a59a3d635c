package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import java.lang.foreign.MemorySegment;

/**
 * The RX buffer of a socket: the chip writes at RX_WR, the host reads from RX_RD on and publishes
 * what it has read with RECV (4.2). Until then the space counts as used. Pointers count modulo
 * 65536.
 */
final class ReceiveRing {

  private static final int MODULUS = ChipLimits.POINTER_MODULUS;

  /** Sn_RX_RSR. */
  final LiveSize received;

  private final HardwareSocket socket;
  private final BufferMemory memory;
  private int read;
  private int write;

  ReceiveRing(HardwareSocket socket, BufferMemory memory) {
    this.socket = socket;
    this.memory = memory;
    this.received = new LiveSize(socket, SocketRegister.RX_RSR);
  }

  void reset() {
    read = 0;
    write = 0;
    socket.registers.set(SocketRegister.RX_RD, read);
    socket.registers.set(SocketRegister.RX_WR, write);
    received.restart(0);
  }

  int size() {
    return memory.size(socket.index);
  }

  /** Bytes that the host has not published yet. */
  int used() {
    return Math.floorMod(write - read, MODULUS);
  }

  int free() {
    return Math.max(0, size() - used());
  }

  /** Writes behind what is there; the caller has checked {@link #free()}. */
  void append(byte[] source, int offset, int length) {
    memory.write(socket.index, write, source, offset, length);
    write = (write + length) % MODULUS;
  }

  /** Lets the host see what was appended. */
  void publish() {
    show();
    socket.raise(SocketInterrupt.RECV);
  }

  /** RECV: takes over the host's RX_RD. */
  void commit() {
    int moved = Math.floorMod(socket.registers.get(SocketRegister.RX_RD) - read, MODULUS);
    if (moved > used()) {
      socket.report(
          Diagnostic.Kind.RX_OVERREAD,
          "RECV with RX_RD " + moved + " bytes on, though only " + used() + " had been received");
    }
    read = (read + moved) % MODULUS;
    show();
  }

  void hostRead(int pointer, MemorySegment target, long offset, int length) {
    memory.read(socket.index, pointer, target, offset, length);
  }

  private void show() {
    socket.registers.set(SocketRegister.RX_WR, write);
    received.show(used());
  }
}
