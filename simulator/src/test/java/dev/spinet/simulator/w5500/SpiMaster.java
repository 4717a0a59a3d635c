package dev.spinet.simulator.w5500;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SpiSlave;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;

/** A host that speaks SPI frames to a chip, written for tests: one call is one frame. */
public final class SpiMaster {

  private final SpiSlave chip;

  public SpiMaster(SpiSlave chip) {
    this.chip = chip;
  }

  /** Shifts exactly these bytes with chip select asserted. */
  public byte[] frame(byte... mosi) {
    var miso = new byte[mosi.length];
    chip.select();
    chip.exchange(MemorySegment.ofArray(mosi), 0, MemorySegment.ofArray(miso), 0, mosi.length);
    chip.deselect();
    return miso;
  }

  public static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  public byte[] read(Block block, int address, int length) {
    var frame = new byte[FrameHeader.SIZE + length];
    FrameHeader.write(MemorySegment.ofArray(frame), 0, address, ControlByte.read(block));
    return java.util.Arrays.copyOfRange(frame(frame), FrameHeader.SIZE, frame.length);
  }

  public void write(Block block, int address, byte... data) {
    var frame = new byte[FrameHeader.SIZE + data.length];
    FrameHeader.write(MemorySegment.ofArray(frame), 0, address, ControlByte.write(block));
    System.arraycopy(data, 0, frame, FrameHeader.SIZE, data.length);
    frame(frame);
  }

  public long get(CommonRegister register) {
    return value(read(Block.common(), register.address(), register.size()));
  }

  public void set(CommonRegister register, long value) {
    write(Block.common(), register.address(), bytes(register, value));
  }

  public int get(int socket, SocketRegister register) {
    return (int) getLong(socket, register);
  }

  public long getLong(int socket, SocketRegister register) {
    return value(read(Block.socketRegister(socket), register.address(), register.size()));
  }

  public void set(int socket, SocketRegister register, long value) {
    write(Block.socketRegister(socket), register.address(), bytes(register, value));
  }

  public void command(int socket, int command) {
    set(socket, SocketRegister.CR, command);
  }

  /** Writes at TX_WR and moves it; SEND is up to the caller. */
  public void fill(int socket, byte... data) {
    int pointer = get(socket, SocketRegister.TX_WR);
    write(Block.txBuffer(socket), pointer, data);
    set(socket, SocketRegister.TX_WR, (pointer + data.length) & 0xFFFF);
  }

  /** Reads what RX_RSR says from RX_RD on and moves RX_RD; RECV is up to the caller. */
  public byte[] drain(int socket) {
    int length = get(socket, SocketRegister.RX_RSR);
    int pointer = get(socket, SocketRegister.RX_RD);
    if (length == 0) {
      return new byte[0];
    }
    byte[] data = read(Block.rxBuffer(socket), pointer, length);
    set(socket, SocketRegister.RX_RD, (pointer + length) & 0xFFFF);
    return data;
  }

  static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static long value(byte[] bytes) {
    long value = 0;
    for (byte b : bytes) {
      value = (value << 8) | (b & 0xFF);
    }
    return value;
  }

  private static byte[] bytes(Register register, long value) {
    var bytes = new byte[register.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >> (8 * (bytes.length - 1 - i)));
    }
    return bytes;
  }

  static byte byteAt(byte[] bytes, int index) {
    return MemorySegment.ofArray(bytes).get(JAVA_BYTE, index);
  }
}
