package dev.spinet.bench.jmh;

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
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A W5500 whose network is never the bottleneck: connections are established at once, its receive
 * buffers are always full, of datagrams of one size in UDP sockets, and its transmit buffers always
 * empty. A thirsty one receives only what it is given, see {@link #deliver}.
 *
 * <p>It exists so that a benchmark measures the driver and not a network behind it: it has no
 * thread, allocates nothing after construction, and answers in a few nanoseconds. It is no model of
 * the chip; correctness is proved on the simulator.
 */
final class TirelessChip implements SpiSlave {

  /** Bytes of each datagram by default. */
  static final int DATAGRAM = 56;

  private static final int HEADER = ChipLimits.UDP_HEADER_SIZE;
  private static final byte[] SENDER = {10, 0, 2, 2};
  private static final short SENDER_PORT = 9;
  private static final int COMMON_SIZE = CommonRegister.VERSIONR.end();
  private static final int SOCKET_SIZE = SocketRegister.KPALVTR.end();

  private final byte[] common = new byte[COMMON_SIZE];
  private final byte[][] sockets = new byte[ChipLimits.SOCKET_COUNT][SOCKET_SIZE];
  private final byte[] pattern = new byte[ChipLimits.POINTER_MODULUS];
  private final byte[] datagrams = new byte[ChipLimits.POINTER_MODULUS];
  private final boolean thirsty;

  private int headerBytes;
  private int address;
  private int control;
  private final int[] pendingCommand = new int[ChipLimits.SOCKET_COUNT];

  /** A tireless one, whose datagrams are of {@link #DATAGRAM} bytes. */
  TirelessChip() {
    this(false, DATAGRAM);
  }

  /**
   * One of either kind.
   *
   * @param thirsty whether it receives only what it is given
   * @param datagram bytes of each datagram; with its header a power of two, so that they fit into
   *     the buffer without a rest
   */
  TirelessChip(boolean thirsty, int datagram) {
    this.thirsty = thirsty;
    int period = HEADER + datagram;
    if (Integer.bitCount(period) != 1) {
      throw new IllegalArgumentException("%d + %d is no power of two".formatted(HEADER, datagram));
    }
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = (byte) (i * 31 + (i >> Byte.SIZE));
      datagrams[i] = pattern[i];
    }
    var header = ByteBuffer.allocate(HEADER).put(SENDER).putShort(SENDER_PORT);
    header.putShort((short) datagram);
    for (int i = 0; i < datagrams.length; i += period) {
      System.arraycopy(header.array(), 0, datagrams, i, HEADER);
    }
    reset();
  }

  /**
   * Lets bytes arrive in the receive buffers of the sockets that may assert INTn. For the thread
   * that is on the bus.
   */
  void deliver(int count) {
    for (int socket = 0; socket < sockets.length; socket++) {
      if ((enabledSockets() & 1 << socket) != 0) {
        byte[] registers = sockets[socket];
        put(registers, SocketRegister.RX_WR, get(registers, SocketRegister.RX_WR) + (long) count);
        count(registers);
        raise(registers, SocketInterrupt.RECV);
      }
    }
  }

  /** Whether INTn is asserted. For the thread that is on the bus. */
  boolean isInterrupting() {
    return (pendingSockets() & enabledSockets()) != 0;
  }

  /** The sockets that may assert INTn, in the bits of SIMR. For the thread that is on the bus. */
  int enabledSockets() {
    return common[CommonRegister.SIMR.address()] & 0xFF;
  }

  private static void count(byte[] socket) {
    int waiting = get(socket, SocketRegister.RX_WR) - get(socket, SocketRegister.RX_RD);
    put(socket, SocketRegister.RX_RSR, waiting & (ChipLimits.POINTER_MODULUS - 1));
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
    byte[] received = received(block.socket());
    int first = Math.min(length, received.length - address);
    MemorySegment.copy(received, address, miso, JAVA_BYTE, misoOffset, first);
    MemorySegment.copy(received, 0, miso, JAVA_BYTE, misoOffset + first, length - first);
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
      case RX_BUFFER -> received(block.socket())[at] & 0xFF;
      case TX_BUFFER -> pattern[at] & 0xFF;
      case RESERVED -> 0;
    };
  }

  private byte[] received(int socket) {
    return isUdp(sockets[socket]) ? datagrams : pattern;
  }

  private static boolean isUdp(byte[] socket) {
    int mode = socket[SocketRegister.MR.address()] & SocketMode.PROTOCOL_MASK;
    return mode == SocketMode.UDP;
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

  private void execute(byte[] socket, int command) {
    if (command == SocketCommand.OPEN) {
      status(socket, isUdp(socket) ? SocketStatus.UDP : SocketStatus.INIT);
      put(socket, SocketRegister.TX_RD, 0);
      put(socket, SocketRegister.TX_WR, 0);
      put(socket, SocketRegister.RX_RD, 0);
      put(socket, SocketRegister.RX_WR, 0);
      if (isUdp(socket)) {
        fill(socket);
      }
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

  private void fill(byte[] socket) {
    put(
        socket,
        SocketRegister.TX_FSR,
        (long) socket[SocketRegister.TXBUF_SIZE.address()] * ChipLimits.BUFFER_UNIT);
    if (thirsty) {
      count(socket);
      return;
    }
    int size = socket[SocketRegister.RXBUF_SIZE.address()] * ChipLimits.BUFFER_UNIT;
    put(socket, SocketRegister.RX_WR, get(socket, SocketRegister.RX_RD) + size);
    put(socket, SocketRegister.RX_RSR, size);
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
