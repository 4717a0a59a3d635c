package dev.spinet.simulator.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Unsigned numbers in network byte order inside an array. */
final class NetworkOrder {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private NetworkOrder() {}

  static int u8(byte[] bytes, int offset) {
    return bytes[offset] & 0xFF;
  }

  static int u16(byte[] bytes, int offset) {
    return (short) SHORT.get(bytes, offset) & 0xFFFF;
  }

  static int i32(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static void put8(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) value;
  }

  static void put16(byte[] bytes, int offset, int value) {
    SHORT.set(bytes, offset, (short) value);
  }

  static void put32(byte[] bytes, int offset, int value) {
    INT.set(bytes, offset, value);
  }
}
