package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.fail;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A chip as a program without any driver uses it: register by register. */
final class RawChip implements AutoCloseable {

  private static final int BYTES_MAX = 2048;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final SpiBus bus;
  private final SpiMessage reading;
  private final SpiMessage writing;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BYTES_MAX);

  RawChip(SpiBus bus) {
    this.bus = bus;
    reading = bus.prepare(SpiFrame.reading(FrameHeader.SIZE));
    writing = bus.prepare(SpiFrame.writing(FrameHeader.SIZE));
  }

  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(String what, Condition condition) throws IOException {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - begun > LIMIT_NANOS) {
        fail("still not so: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }

  byte[] read(Block block, int address, int length) throws IOException {
    FrameHeader.write(reading.tx(), 0, address, ControlByte.read(block));
    reading.submit(buffer, 0, length);
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  int read(Block block, Register register) throws IOException {
    int value = 0;
    for (byte b : read(block, register.address(), register.size())) {
      value = (value << Byte.SIZE) | Byte.toUnsignedInt(b);
    }
    return value;
  }

  void write(Block block, int address, byte... bytes) throws IOException {
    FrameHeader.write(writing.tx(), 0, address, ControlByte.write(block));
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
    writing.submit(buffer, 0, bytes.length);
  }

  void write(Block block, Register register, int value) throws IOException {
    byte[] bytes = new byte[register.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >> (Byte.SIZE * (bytes.length - 1 - i)));
    }
    write(block, register.address(), bytes);
  }

  /** Gives the chip the hardware address and the addresses that are the custom for its number. */
  RawChip setUp(int number) throws IOException {
    setUp(number, W5500Lan.address(number));
    return this;
  }

  void setUp(int number, Ipv4Address address) throws IOException {
    await(
        "the chip answers",
        () -> read(Block.common(), CommonRegister.VERSIONR) == ChipLimits.VERSION);
    write(Block.common(), CommonRegister.SHAR.address(), new byte[] {2, 0, 0, 0, 1, (byte) number});
    write(Block.common(), CommonRegister.SIPR, address.value());
    write(Block.common(), CommonRegister.SUBR, 0xFFFFFF00);
    write(Block.common(), CommonRegister.GAR, W5500Lan.addresses().gateway().value());
    await(
        "the link is up",
        () -> (read(Block.common(), CommonRegister.PHYCFGR) & PhyConfiguration.LNK) != 0);
  }

  int read(int socket, SocketRegister register) throws IOException {
    return read(Block.socketRegister(socket), register);
  }

  void write(int socket, SocketRegister register, int value) throws IOException {
    write(Block.socketRegister(socket), register, value);
  }

  void command(int socket, int command) throws IOException {
    write(socket, SocketRegister.CR, command);
    await("the command is accepted", () -> read(socket, SocketRegister.CR) == 0);
  }

  void open(int socket, int mode, int port) throws IOException {
    write(socket, SocketRegister.MR, mode);
    write(socket, SocketRegister.PORT, port);
    command(socket, SocketCommand.OPEN);
  }

  void connect(int socket, Ipv4Address address, int port) throws IOException {
    destination(socket, address, port);
    command(socket, SocketCommand.CONNECT);
  }

  private void destination(int socket, Ipv4Address address, int port) throws IOException {
    write(socket, SocketRegister.DIPR, address.value());
    write(socket, SocketRegister.DPORT, port);
  }

  void awaitStatus(int socket, int status) throws IOException {
    await("status " + SocketStatus.name(status), () -> read(socket, SocketRegister.SR) == status);
  }

  void send(int socket, byte... bytes) throws IOException {
    int at = read(socket, SocketRegister.TX_WR);
    write(Block.txBuffer(socket), at, bytes);
    write(socket, SocketRegister.TX_WR, (at + bytes.length) & 0xFFFF);
    command(socket, SocketCommand.SEND);
  }

  void sendTo(int socket, Ipv4Address address, int port, byte... bytes) throws IOException {
    destination(socket, address, port);
    send(socket, bytes);
  }

  /** Waits for so many bytes; those of packets begin with the chip's own header. */
  byte[] receive(int socket, int length) throws IOException {
    await(length + " bytes", () -> read(socket, SocketRegister.RX_RSR) >= length);
    int at = read(socket, SocketRegister.RX_RD);
    var bytes = read(Block.rxBuffer(socket), at, length);
    write(socket, SocketRegister.RX_RD, (at + length) & 0xFFFF);
    command(socket, SocketCommand.RECV);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    bus.close();
    arena.close();
  }
}
