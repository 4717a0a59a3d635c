package dev.spinet.simulator.w5500;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.w5500.Access;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A WIZnet W5500: its pins.
 *
 * <p>The SPI pins are those of {@link SpiSlave}, for one master. INTn and RSTn are {@link Wire}s,
 * asserted when they are low. The Ethernet side is the port given at the start. The chip is powered
 * from the start; {@link #brownOut()} interrupts the power for a moment.
 *
 * <p>What a host does wrong is reported in {@link #diagnostics()}; {@link #faults()} makes the chip
 * misbehave. Both may be used from any thread at any time.
 */
public final class W5500Chip implements SpiSlave {

  private static final int ECHO_LENGTH = FrameHeader.SIZE;
  private static final int[] ECHO = {
    FrameHeader.ECHO_ADDRESS_HIGH, FrameHeader.ECHO_ADDRESS_LOW, FrameHeader.ECHO_CONTROL
  };
  private static final int ADDRESS_MASK = ChipLimits.POINTER_MODULUS - 1;

  private final ChipCore core;

  // The frame that is under way.
  private int headerBytes;
  private int address;
  private Block block = Block.common();
  private boolean write;
  private int fixedLength;
  private int dataBytes;
  private boolean complained;

  /** The chip was not ready at the start or in the middle: it has lost track of this frame. */
  private boolean deaf;

  private boolean softwareReset;

  /**
   * A chip with default options.
   *
   * @param clock the simulation's time
   * @param port where its cable goes
   */
  public W5500Chip(SimulationClock clock, EthernetPort port) {
    this(clock, port, ChipOptions.DEFAULT);
  }

  /**
   * A chip.
   *
   * @param clock the simulation's time
   * @param port where its cable goes
   * @param options what is special about it
   */
  public W5500Chip(SimulationClock clock, EthernetPort port, ChipOptions options) {
    this.core = new ChipCore(clock, port, options);
    core.lock();
    try {
      core.reset();
    } finally {
      core.unlock();
    }
    port.attach(core.network);
  }

  /**
   * The pin INTn, driven by the chip.
   *
   * @return the wire, asserted while the chip has an unmasked interrupt
   */
  public Wire interruptWire() {
    return core.interrupts.pin();
  }

  /**
   * The pin RSTn, driven by the board.
   *
   * @return the wire, asserted to hold the chip in reset
   */
  public Wire resetWire() {
    return core.resetPin.pin();
  }

  /**
   * What the host has done wrong.
   *
   * @return the live collection
   */
  public Diagnostics diagnostics() {
    return core.diagnostics;
  }

  /**
   * What makes the chip misbehave.
   *
   * @return the live faults
   */
  public ChipFaults faults() {
    return core.faults;
  }

  /** The supply fails for a moment: all registers and connections are gone, nobody is told. */
  public void brownOut() {
    core.faults.brownOut(Duration.ZERO);
  }

  /**
   * Where the chip's cable goes.
   *
   * @return the port given at the start
   */
  public EthernetPort port() {
    return core.port;
  }

  /**
   * The time the chip lives in.
   *
   * @return the clock given at the start
   */
  public SimulationClock clock() {
    return core.clock;
  }

  @Override
  public void select() {
    core.lock();
    try {
      core.frame++;
      headerBytes = 0;
      dataBytes = 0;
      block = Block.common();
      complained = false;
      deaf = false;
    } finally {
      core.unlock();
    }
  }

  @Override
  public void deselect() {
    core.lock();
    try {
      checkComplete();
      core.commands.frameEnds();
      if (softwareReset) {
        softwareReset = false;
        core.reset();
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    shift(mosi, mosiOffset, miso, misoOffset, length);
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    shift(null, 0, miso, misoOffset, length);
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    shift(mosi, mosiOffset, null, 0, length);
  }

  private void shift(
      @Nullable MemorySegment mosi,
      long mosiOffset,
      @Nullable MemorySegment miso,
      long misoOffset,
      int length) {
    core.lock();
    try {
      if (deaf || !core.resetPin.isReady()) {
        ignore(miso, misoOffset, length);
        return;
      }
      for (int done = 0; done < length; ) {
        if (headerBytes < ECHO_LENGTH) {
          int in = mosi == null ? 0 : mosi.get(JAVA_BYTE, mosiOffset + done) & 0xFF;
          if (miso != null) {
            miso.set(JAVA_BYTE, misoOffset + done, (byte) ECHO[headerBytes]);
          }
          header(in);
          done++;
        } else {
          int piece = length - done;
          if (fixedLength != 0) {
            piece = Math.min(piece, fixedLength - dataBytes);
          }
          data(mosi, mosiOffset + done, miso, misoOffset + done, piece);
          done += piece;
        }
      }
    } finally {
      core.unlock();
    }
  }

  /** Address high, address low, control (2.2). */
  private void header(int in) {
    core.commands.byteStarts();
    switch (headerBytes++) {
      case 0 -> address = in << Byte.SIZE;
      case 1 -> address |= in;
      default -> {
        block = ControlByte.block(in);
        write = ControlByte.isWrite(in);
        fixedLength = ControlByte.mode(in).length();
        dataBytes = 0;
      }
    }
  }

  private void data(
      @Nullable MemorySegment mosi,
      long mosiOffset,
      @Nullable MemorySegment miso,
      long misoOffset,
      int length) {
    switch (block.kind()) {
      case COMMON, SOCKET_REGISTER -> {
        for (int i = 0; i < length; i++) {
          core.commands.byteStarts();
          int in = mosi == null ? 0 : mosi.get(JAVA_BYTE, mosiOffset + i) & 0xFF;
          int out = register((address + i) & ADDRESS_MASK, in);
          if (miso != null) {
            miso.set(JAVA_BYTE, misoOffset + i, (byte) out);
          }
        }
      }
      case TX_BUFFER, RX_BUFFER -> buffer(mosi, mosiOffset, miso, misoOffset, length);
      case RESERVED -> {
        complain(
            Diagnostic.Kind.RESERVED_BLOCK, () -> "the block " + block.code() + " is reserved");
        zero(miso, misoOffset, length);
      }
    }
    address = (address + length) & ADDRESS_MASK;
    dataBytes += length;
    if (dataBytes == fixedLength) {
      // The chip has counted a fixed length and expects the next address, chip select or not (2.4).
      headerBytes = 0;
    }
  }

  private void buffer(
      @Nullable MemorySegment mosi,
      long mosiOffset,
      @Nullable MemorySegment miso,
      long misoOffset,
      int length) {
    BufferMemory memory = block.kind() == Block.Kind.TX_BUFFER ? core.txMemory : core.rxMemory;
    if (memory.size(block.socket()) == 0) {
      complain(Diagnostic.Kind.BUFFER_ABSENT, () -> "the buffer has a size of 0");
    }
    if (!write) {
      if (miso != null) {
        memory.read(block.socket(), address, miso, misoOffset, length);
      }
      return;
    }
    if (mosi != null) {
      memory.write(block.socket(), address, mosi, mosiOffset, length);
    } else {
      memory.clear(block.socket(), address, length);
    }
    zero(miso, misoOffset, length);
  }

  /** One byte of a register block; gives what MISO shows, which is nothing during a write. */
  private int register(int at, int in) {
    boolean isCommon = block.kind() == Block.Kind.COMMON;
    var file = isCommon ? core.common : core.sockets[block.socket()].registers;
    if (!write) {
      return isCommon ? readCommon(file, at) : readSocket(file, at);
    }
    var register = file.owner(at);
    if (register == null) {
      complain(
          Diagnostic.Kind.RESERVED_ADDRESS,
          () -> "there is no register to write at " + hexadecimal(at));
    } else if (register.access() == Access.READ_ONLY) {
      complain(Diagnostic.Kind.READ_ONLY_WRITE, () -> register + " can only be read");
    } else if (register instanceof CommonRegister commonRegister) {
      writeCommon(commonRegister, at, in);
    } else if (register == SocketRegister.CR) {
      core.commands.written(core.sockets[block.socket()], in);
    } else {
      core.sockets[block.socket()].write(register, at, in);
    }
    return 0;
  }

  private int readCommon(RegisterFile file, int at) {
    checkReadable(file, at);
    return file.read(at);
  }

  private int readSocket(RegisterFile file, int at) {
    checkReadable(file, at);
    int value = core.sockets[block.socket()].read(at);
    if (value != 0 && at == SocketRegister.CR.address()) {
      core.commands.polled(core.sockets[block.socket()]);
    }
    return value;
  }

  private void checkReadable(RegisterFile file, int at) {
    // A burst over the whole block passes reserved addresses inside it: that is no mistake.
    if (at >= file.end()) {
      complain(
          Diagnostic.Kind.RESERVED_ADDRESS,
          () -> "there is no register to read at " + hexadecimal(at));
    }
  }

  private void writeCommon(CommonRegister register, int at, int in) {
    int before = core.common.read(at);
    core.common.write(register, at, in);
    switch (register) {
      case MR -> {
        if ((in & ModeBits.RST) != 0) {
          softwareReset = true;
        }
        if ((in & ~before & ModeBits.PPPOE) != 0) {
          complain(Diagnostic.Kind.UNSUPPORTED_PROTOCOL, () -> "this model does not have PPPoE");
        }
      }
      case PHYCFGR -> core.phy.written(before);
      case IR, IMR, SIMR, INTLEVEL -> core.interrupts.update();
      default -> {}
    }
  }

  private void checkComplete() {
    boolean between = headerBytes == 0;
    boolean variable = headerBytes == ECHO_LENGTH && fixedLength == 0 && dataBytes > 0;
    if (!between && !variable) {
      complain(
          Diagnostic.Kind.INCOMPLETE_FRAME,
          () ->
              headerBytes < ECHO_LENGTH
                  ? "the frame ended after " + headerBytes + " of " + ECHO_LENGTH + " header bytes"
                  : "the frame ended after " + dataBytes + " data bytes");
    }
  }

  /** The chip is in reset or has not started: it hears nothing and drives MISO low. */
  private void ignore(@Nullable MemorySegment miso, long misoOffset, int length) {
    deaf = true;
    headerBytes = 0;
    complain(Diagnostic.Kind.NOT_READY, () -> "the chip is in reset or has not started yet");
    zero(miso, misoOffset, length);
  }

  private static void zero(@Nullable MemorySegment miso, long misoOffset, int length) {
    if (miso != null) {
      miso.asSlice(misoOffset, length).fill((byte) 0);
    }
  }

  /** Reports at most one thing per frame: one mistake must not be told once per byte. */
  private void complain(Diagnostic.Kind kind, Supplier<String> sentence) {
    if (!complained) {
      complained = true;
      int socket = block.kind() == Block.Kind.COMMON ? -1 : block.socket();
      core.diagnostics.report(kind, socket, sentence.get());
    }
  }

  private static String hexadecimal(int value) {
    return String.format(Locale.ROOT, "0x%04X", value);
  }
}
