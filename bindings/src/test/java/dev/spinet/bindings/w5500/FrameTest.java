package dev.spinet.bindings.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void everyBlockSelectCodeIsABlock() {
    for (int code = 0; code < 32; code++) {
      var block = Block.of(code);
      assertEquals(code, block.code());
      assertEquals(code / 4, block.socket());
      var kind =
          switch (code % 4) {
            case 0 -> code == 0 ? Block.Kind.COMMON : Block.Kind.RESERVED;
            case 1 -> Block.Kind.SOCKET_REGISTER;
            case 2 -> Block.Kind.TX_BUFFER;
            default -> Block.Kind.RX_BUFFER;
          };
      assertEquals(kind, block.kind());
    }
    assertThrows(IndexOutOfBoundsException.class, () -> Block.of(32));
    assertThrows(IndexOutOfBoundsException.class, () -> Block.of(-1));
  }

  @Test
  void blocksAreFoundByWhatTheyHold() {
    assertSame(Block.of(0), Block.common());
    assertSame(Block.of(29), Block.socketRegister(7));
    assertSame(Block.of(14), Block.txBuffer(3));
    assertSame(Block.of(3), Block.rxBuffer(0));
    assertThrows(IndexOutOfBoundsException.class, () -> Block.rxBuffer(8));
    assertThrows(IndexOutOfBoundsException.class, () -> Block.socketRegister(-1));
    assertEquals("socket 3 tx", Block.txBuffer(3).toString());
    assertEquals("reserved 16", Block.of(16).toString());
  }

  @Test
  void controlBytesAreThoseOfTheDatasheet() {
    assertEquals(0x00, ControlByte.read(Block.common()));
    assertEquals(0x04, ControlByte.write(Block.common()));
    assertEquals(0x28, ControlByte.read(Block.socketRegister(1)));
    assertEquals(0x34, ControlByte.write(Block.txBuffer(1)));
    assertEquals(0xF8, ControlByte.read(Block.rxBuffer(7)));
    assertEquals(0x0D, ControlByte.write(Block.socketRegister(0), ControlByte.Mode.FIXED_1));
    assertEquals(0x0B, ControlByte.read(Block.socketRegister(0), ControlByte.Mode.FIXED_4));
  }

  @Test
  void everyControlByteIsTakenApartAndPutTogether() {
    for (int value = 0; value < 256; value++) {
      var block = ControlByte.block(value);
      var mode = ControlByte.mode(value);
      int again =
          ControlByte.isWrite(value)
              ? ControlByte.write(block, mode)
              : ControlByte.read(block, mode);
      assertEquals(value, again);
      // A byte read from memory comes with its sign.
      assertSame(block, ControlByte.block((byte) value));
    }
    assertEquals(2, ControlByte.Mode.FIXED_2.length());
    assertEquals(0, ControlByte.Mode.VARIABLE.length());
  }

  @Test
  void headerIsAddressThenControlByte() {
    var bytes = new byte[FrameHeader.SIZE + 1];
    FrameHeader.write(MemorySegment.ofArray(bytes), 1, 0x1FE28, 0xF8);
    assertArrayEquals(new byte[] {0, (byte) 0xFE, 0x28, (byte) 0xF8}, bytes);
  }

  @Test
  void headerEchoIsTold() {
    assertTrue(FrameHeader.isEchoed(MemorySegment.ofArray(new byte[] {9, 1, 2, 3}), 1));
    assertFalse(FrameHeader.isEchoed(MemorySegment.ofArray(new byte[] {0, 0, 0}), 0));
    assertFalse(FrameHeader.isEchoed(MemorySegment.ofArray(new byte[] {-1, -1, -1}), 0));
    assertFalse(FrameHeader.isEchoed(MemorySegment.ofArray(new byte[] {1, 2, 7}), 0));
  }
}
