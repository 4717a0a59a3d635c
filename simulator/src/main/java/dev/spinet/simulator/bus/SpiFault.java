package dev.spinet.simulator.bus;

/**
 * What goes wrong on the wires to a chip, byte by byte. Frames are counted from 0, and so are the
 * bytes of a frame, its header included.
 */
public interface SpiFault {

  /**
   * Something happens just before a byte crosses the wire, such as a reset of the chip. Calling the
   * chip is allowed here.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   */
  default void before(long frame, int position) {}

  /**
   * As {@link #before(long, int)}, for a fault that depends on what the master sends.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   * @param mosi what the master sends, 0 to 255, before anything goes wrong with it
   */
  default void before(long frame, int position, int mosi) {
    before(frame, position);
  }

  /**
   * Bits that are flipped on the way to the chip.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   * @return a mask, 0 for a sound byte
   */
  default int flipMosi(long frame, int position) {
    return 0;
  }

  /**
   * What the chip gets.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   * @param value what the master has sent, 0 to 255
   * @return what arrives of it; without more ado, the value with {@link #flipMosi} applied
   */
  default int mosi(long frame, int position, int value) {
    return value ^ flipMosi(frame, position);
  }

  /**
   * The master clocks its next frames at another speed.
   *
   * @param hertz the clock, at least 1
   */
  default void clock(long hertz) {}

  /**
   * Bits that are flipped on the way from the chip.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   * @return a mask, 0 for a sound byte
   */
  default int flipMiso(long frame, int position) {
    return 0;
  }

  /**
   * What the master gets.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   * @param value what the chip has sent, 0 to 255
   * @return what arrives of it; without more ado, the value with {@link #flipMiso} applied
   */
  default int miso(long frame, int position, int value) {
    return value ^ flipMiso(frame, position);
  }

  /**
   * Runs something once, before a given byte.
   *
   * @param frame number of the frame
   * @param position number of the byte in it
   * @param action what to run, on the thread of the SPI master
   * @return the fault
   */
  static SpiFault at(long frame, int position, Runnable action) {
    return new SpiFault() {
      @Override
      public void before(long currentFrame, int currentPosition) {
        if (currentFrame == frame && currentPosition == position) {
          action.run();
        }
      }
    };
  }
}
