package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/**
 * The third byte of a frame: which block, which direction, how the length of the data is given
 * (W5500 datasheet, section 2.2.2). Control bytes are handled as {@code int} 0 to 255.
 */
public final class ControlByte {
  /** How the chip learns where the data of a frame end (W5500 datasheet, sections 2.3 and 2.4). */
  public enum Mode {
    /** Chip select ends the frame. */
    VARIABLE(W5500Constants.W5500_CONTROL_VDM(), 0),
    /** One data byte. */
    FIXED_1(W5500Constants.W5500_CONTROL_FDM1(), 1),
    /** Two data bytes. */
    FIXED_2(W5500Constants.W5500_CONTROL_FDM2(), 2),
    /** Four data bytes. */
    FIXED_4(W5500Constants.W5500_CONTROL_FDM4(), 4);

    private static final Mode[] BY_BITS = new Mode[values().length];

    static {
      for (var mode : values()) {
        BY_BITS[mode.bits] = mode;
      }
    }

    private final int bits;
    private final int length;

    Mode(int bits, int length) {
      this.bits = bits;
      this.length = length;
    }

    /**
     * Number of data bytes of a frame.
     *
     * @return 1, 2 or 4; 0 if chip select decides
     */
    public int length() {
      return length;
    }
  }

  private ControlByte() {}

  /**
   * Control byte of a read of variable length.
   *
   * @param block the block to read
   * @return the byte, 0 to 255
   */
  public static int read(Block block) {
    return of(block, W5500Constants.W5500_CONTROL_READ(), Mode.VARIABLE);
  }

  /**
   * Control byte of a write of variable length.
   *
   * @param block the block to write
   * @return the byte, 0 to 255
   */
  public static int write(Block block) {
    return write(block, Mode.VARIABLE);
  }

  /**
   * Control byte of a read.
   *
   * @param block the block to read
   * @param mode how the length is given
   * @return the byte, 0 to 255
   */
  public static int read(Block block, Mode mode) {
    return of(block, W5500Constants.W5500_CONTROL_READ(), mode);
  }

  /**
   * Control byte of a write.
   *
   * @param block the block to write
   * @param mode how the length is given
   * @return the byte, 0 to 255
   */
  public static int write(Block block, Mode mode) {
    return of(block, W5500Constants.W5500_CONTROL_WRITE(), mode);
  }

  private static int of(Block block, int direction, Mode mode) {
    return block.code() << W5500Constants.W5500_CONTROL_BSB_SHIFT() | direction | mode.bits;
  }

  /**
   * The block that a control byte selects.
   *
   * @param controlByte the byte; bits above the lowest eight are ignored
   * @return the block
   */
  public static Block block(int controlByte) {
    return Block.of(
        (controlByte & W5500Constants.W5500_CONTROL_BSB_MASK())
            >> W5500Constants.W5500_CONTROL_BSB_SHIFT());
  }

  /**
   * Whether the data go to the chip.
   *
   * @param controlByte the byte
   * @return {@code true} for a write, {@code false} for a read
   */
  public static boolean isWrite(int controlByte) {
    return (controlByte & W5500Constants.W5500_CONTROL_WRITE()) != 0;
  }

  /**
   * How the length of the data is given.
   *
   * @param controlByte the byte
   * @return the mode
   */
  public static Mode mode(int controlByte) {
    return Mode.BY_BITS[controlByte & W5500Constants.W5500_CONTROL_OM_MASK()];
  }
}
