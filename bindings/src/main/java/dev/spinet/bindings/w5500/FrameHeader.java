package dev.spinet.bindings.w5500;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.gen.w5500.W5500Constants;
import java.lang.foreign.MemorySegment;

/**
 * The three bytes before the data of each frame: offset address, high byte first, and control byte
 * (W5500 datasheet, section 2.2).
 */
public final class FrameHeader {
  /** Bytes of a header. */
  public static final int SIZE = W5500Constants.W5500_HEADER_SIZE();

  /** What MISO carries while the high byte of the address is sent. */
  public static final int ECHO_ADDRESS_HIGH = W5500Constants.W5500_MISO_ADDRESS_HIGH();

  /** What MISO carries while the low byte of the address is sent. */
  public static final int ECHO_ADDRESS_LOW = W5500Constants.W5500_MISO_ADDRESS_LOW();

  /** What MISO carries while the control byte is sent. */
  public static final int ECHO_CONTROL = W5500Constants.W5500_MISO_CONTROL();

  private FrameHeader() {}

  /**
   * Writes a header.
   *
   * @param target where to write it
   * @param offset offset of its first byte in {@code target}
   * @param address offset address within the block; counts modulo 65536
   * @param controlByte see {@link ControlByte}
   */
  public static void write(MemorySegment target, long offset, int address, int controlByte) {
    target.set(JAVA_BYTE, offset, (byte) (address >> Byte.SIZE));
    target.set(JAVA_BYTE, offset + 1, (byte) address);
    target.set(JAVA_BYTE, offset + 2, (byte) controlByte);
  }

  /**
   * Whether what came in on MISO during a header is what a W5500 sends then. Anything else means
   * that no W5500 answers, or that the bus is disturbed.
   *
   * @param received the bytes shifted in
   * @param offset offset of the first byte of the header in {@code received}
   * @return whether the three bytes are the expected ones
   */
  public static boolean isEchoed(MemorySegment received, long offset) {
    return received.get(JAVA_BYTE, offset) == ECHO_ADDRESS_HIGH
        && received.get(JAVA_BYTE, offset + 1) == ECHO_ADDRESS_LOW
        && received.get(JAVA_BYTE, offset + 2) == ECHO_CONTROL;
  }
}
