package dev.spinet.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A W5500 whose network is never the bottleneck: connections are established at once, its receive
 * buffers are always full and its transmit buffers always empty.
 *
 * <p>It exists so that a benchmark measures the driver and not a network behind it: it has no
 * thread, allocates nothing after construction, and answers in a few nanoseconds. It is no model of
 * the chip; correctness is proved on the simulator.
 */
final class TirelessChip implements SpiSlave {

  private static final int COMMON_SIZE = CommonRegister.VERSIONR.end();
  private static final int SOCKET_SIZE = SocketRegister.KPALVTR.end();

  private final byte[] common = new byte[COMMON_SIZE];
  private final byte[][] sockets = new byte[ChipLimits.SOCKET_COUNT][SOCKET_SIZE];
  private final byte[] pattern = new byte[ChipLimits.POINTER_MODULUS];

  private int headerBytes;
  private int address;
  private int control;
  private final int[] pendingCommand = new int[ChipLimits.SOCKET_COUNT];

  TirelessChip() {
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = (byte) (i * 31 + (i >> Byte.SIZE));
    }
    reset();
  }

  private void reset() {
    for (CommonRegister register : CommonRegister.values()) {
      put(common, register, register.resetValue());
    }
    common[CommonRegister.PHYCFGR.address()] |= (byte) PhyConfiguration.LNK;
    for (byte[] socket : sockets) {
      for (SocketRegister register : SocketRegister.values()) {
        put(socket, register, register.resetValue());
      }
    }
    Arrays.fill(pendingCommand, 0);
  }

  @Override
  public void select() {
    headerBytes = 0;
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    for (int i = 0; i < length; i++) {
      int in = mosi.get(JAVA_BYTE, mosiOffset + i) & 0xFF;
      miso.set(JAVA_BYTE, misoOffset + i, (byte) step(in));
    }
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    Block block = ControlByte.block(control);
    if (block.kind() != Block.Kind.RX_BUFFER || isHeader()) {
      for (int i = 0; i < length; i++) {
        miso.set(JAVA_BYTE, misoOffset + i, (byte) step(0));
      }
      return;
    }
    int first = Math.min(length, pattern.length - address);
    MemorySegment.copy(pattern, address, miso, JAVA_BYTE, misoOffset, first);
    MemorySegment.copy(pattern, 0, miso, JAVA_BYTE, misoOffset + first, length - first);
    address = (address + length) % ChipLimits.POINTER_MODULUS;
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    Block block = ControlByte.block(control);
    if (block.kind() != Block.Kind.TX_BUFFER || isHeader()) {
      for (int i = 0; i < length; i++) {
        step(mosi.get(JAVA_BYTE, mosiOffset + i) & 0xFF);
      }
      return;
    }
    // What is sent goes nowhere; copying it keeps the memory traffic of a real transfer.
    int first = Math.min(length, pattern.length - address);
    MemorySegment.copy(mosi, JAVA_BYTE, mosiOffset, pattern, address, first);
    MemorySegment.copy(mosi, JAVA_BYTE, mosiOffset + first, pattern, 0, length - first);
    address = (address + length) % ChipLimits.POINTER_MODULUS;
  }

  /** Commands take effect when the frame ends, so that flags cleared behind them stay cleared. */
  @Override
  public void deselect() {
    for (int socket = 0; socket < pendingCommand.length; socket++) {
      if (pendingCommand[socket] != 0) {
        execute(sockets[socket], pendingCommand[socket]);
        pendingCommand[socket] = 0;
      }
    }
  }

  private int step(int in) {
    return isHeader() ? header(in) : data(in);
  }

  private boolean isHeader() {
    return headerBytes < FrameHeader.SIZE;
  }

  private int header(int in) {
    return switch (headerBytes++) {
      case 0 -> {
        address = in << Byte.SIZE;
        yield FrameHeader.ECHO_ADDRESS_HIGH;
      }
      case 1 -> {
        address |= in;
        yield FrameHeader.ECHO_ADDRESS_LOW;
      }
      default -> {
        control = in;
        yield FrameHeader.ECHO_CONTROL;
      }
    };
  }

  private int data(int in) {
    Block block = ControlByte.block(control);
    int at = address;
    address = (address + 1) % ChipLimits.POINTER_MODULUS;
    return switch (block.kind()) {
      case COMMON -> commonByte(at, in);
      case SOCKET_REGISTER -> socketByte(block.socket(), at, in);
      case RX_BUFFER, TX_BUFFER -> pattern[at] & 0xFF;
      case RESERVED -> 0;
    };
  }

  private int commonByte(int at, int in) {
    if (at >= COMMON_SIZE) {
      return 0;
    }
    if (ControlByte.isWrite(control)) {
      if (at == CommonRegister.MR.address() && (in & ModeBits.RST) != 0) {
        reset();
      } else if (at == CommonRegister.PHYCFGR.address()) {
        common[at] = (byte) (in | PhyConfiguration.LNK);
      } else if (at != CommonRegister.VERSIONR.address()) {
        common[at] = (byte) in;
      }
      return 0;
    }
    return at == CommonRegister.SIR.address() ? pendingSockets() : common[at] & 0xFF;
  }

  private int pendingSockets() {
    int bits = 0;
    for (int socket = 0; socket < sockets.length; socket++) {
      if (sockets[socket][SocketRegister.IR.address()] != 0) {
        bits |= 1 << socket;
      }
    }
    return bits;
  }

  private int socketByte(int socket, int at, int in) {
    if (at >= SOCKET_SIZE) {
      return 0;
    }
    byte[] registers = sockets[socket];
    if (!ControlByte.isWrite(control)) {
      return registers[at] & 0xFF;
    }
    if (at == SocketRegister.CR.address()) {
      pendingCommand[socket] = in;
    } else if (at == SocketRegister.IR.address()) {
      registers[at] &= (byte) ~in;
    } else {
      registers[at] = (byte) in;
    }
    return 0;
  }

  private static void execute(byte[] socket, int command) {
    if (command == SocketCommand.OPEN) {
      status(socket, SocketStatus.INIT);
      put(socket, SocketRegister.TX_RD, 0);
      put(socket, SocketRegister.TX_WR, 0);
      put(socket, SocketRegister.RX_RD, 0);
      put(socket, SocketRegister.RX_WR, 0);
    } else if (command == SocketCommand.CONNECT) {
      status(socket, SocketStatus.ESTABLISHED);
      raise(socket, SocketInterrupt.CON);
      fill(socket);
    } else if (command == SocketCommand.RECV) {
      fill(socket);
    } else if (command == SocketCommand.SEND) {
      put(socket, SocketRegister.TX_RD, get(socket, SocketRegister.TX_WR));
      raise(socket, SocketInterrupt.SENDOK);
    } else if (command == SocketCommand.DISCON || command == SocketCommand.CLOSE) {
      status(socket, SocketStatus.CLOSED);
      raise(socket, SocketInterrupt.DISCON);
    }
  }

  private static void fill(byte[] socket) {
    int size = socket[SocketRegister.RXBUF_SIZE.address()] * ChipLimits.BUFFER_UNIT;
    put(socket, SocketRegister.RX_WR, get(socket, SocketRegister.RX_RD) + size);
    put(socket, SocketRegister.RX_RSR, size);
    put(
        socket,
        SocketRegister.TX_FSR,
        (long) socket[SocketRegister.TXBUF_SIZE.address()] * ChipLimits.BUFFER_UNIT);
    raise(socket, SocketInterrupt.RECV);
  }

  private static void status(byte[] socket, int status) {
    socket[SocketRegister.SR.address()] = (byte) status;
  }

  private static void raise(byte[] socket, int interrupt) {
    socket[SocketRegister.IR.address()] |= (byte) interrupt;
  }

  private static void put(byte[] registers, Register register, long value) {
    long rest = value;
    for (int i = register.end() - 1; i >= register.address(); i--) {
      registers[i] = (byte) rest;
      rest >>= Byte.SIZE;
    }
  }

  private static int get(byte[] registers, Register register) {
    int value = 0;
    for (int i = register.address(); i < register.end(); i++) {
      value = (value << Byte.SIZE) | (registers[i] & 0xFF);
    }
    return value;
  }
}
