package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.SocketRegister;

/** Understands what a master sends, byte by byte: which address a byte is for (2.2). */
final class WireDecoder {

  private int headerBytes;
  private int address;
  private Block block = Block.common();
  private boolean write;
  private int fixedLength;
  private int dataBytes;
  private boolean register;
  private int at;
  private int value;

  /** Chip select was asserted. */
  void begin() {
    headerBytes = 0;
    dataBytes = 0;
  }

  /** Takes the next byte. What the other methods tell is about this byte. */
  void next(int mosi) {
    value = mosi;
    register = false;
    if (headerBytes < FrameHeader.SIZE) {
      header(mosi);
      return;
    }
    register = block.kind() == Block.Kind.COMMON || block.kind() == Block.Kind.SOCKET_REGISTER;
    at = address;
    address = (address + 1) % ChipLimits.POINTER_MODULUS;
    if (++dataBytes == fixedLength) {
      begin();
    }
  }

  private void header(int mosi) {
    switch (headerBytes++) {
      case 0 -> address = mosi << Byte.SIZE;
      case 1 -> address |= mosi;
      default -> {
        block = ControlByte.block(mosi);
        write = ControlByte.isWrite(mosi);
        fixedLength = ControlByte.mode(mosi).length();
      }
    }
  }

  boolean isCommand(Event.Command command) {
    return register
        && write
        && value != 0
        && block.kind() == Block.Kind.SOCKET_REGISTER
        && at == SocketRegister.CR.address()
        && (command.code() == Event.ANY_COMMAND || command.code() == value)
        && isSocket(command.socket());
  }

  boolean isAccess(Event.Access access) {
    boolean common = access.register() instanceof CommonRegister;
    return register
        && write == access.write()
        && at == access.register().address()
        && common == (block.kind() == Block.Kind.COMMON)
        && (common || isSocket(access.socket()));
  }

  private boolean isSocket(int socket) {
    return socket == Event.ANY_SOCKET || socket == block.socket();
  }
}
