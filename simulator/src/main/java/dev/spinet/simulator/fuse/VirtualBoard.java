package dev.spinet.simulator.fuse;

import dev.spinet.simulator.fuse.spi.SpiController;

/**
 * The board on which simulated chips sit: how they are wired and what programs find. Chip n is on
 * chip select n; its interrupt and its reset are 2n lines above those of chip 0.
 *
 * @param controller the SPI controller
 * @param gpioLines number of lines of the GPIO chip
 * @param interruptLine the line that INTn of chip 0 is wired to
 * @param resetLine the line that is wired to RSTn of chip 0
 * @param lineRequests how many line requests of programs can be open at a time
 * @param permissions access rights of the files, such as {@code 0666}
 */
public record VirtualBoard(
    SpiController controller,
    int gpioLines,
    int interruptLine,
    int resetLine,
    int lineRequests,
    int permissions) {

  private static final int LINES_PER_CHIP = 2;
  private static final int PERMISSIONS_MAX = 0777;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range; the message says which
   */
  public VirtualBoard {
    if (interruptLine < 0 || interruptLine >= gpioLines) {
      throw new IllegalArgumentException(
          "the interrupt line is 0 to " + (gpioLines - 1) + ", not " + interruptLine);
    }
    if (resetLine < 0 || resetLine >= gpioLines || resetLine == interruptLine) {
      throw new IllegalArgumentException(
          "the reset line is another one of 0 to " + (gpioLines - 1) + ", not " + resetLine);
    }
    if (lineRequests < 0) {
      throw new IllegalArgumentException("a number of line requests is not " + lineRequests);
    }
    if (permissions < 0 || permissions > PERMISSIONS_MAX) {
      throw new IllegalArgumentException(
          "permissions are 0 to 0777, not 0" + Integer.toOctalString(permissions));
    }
  }

  /**
   * The line of a chip's interrupt.
   *
   * @param chip number of the chip, from 0
   * @return the line that its INTn is wired to; the board may have fewer
   */
  public int interruptLine(int chip) {
    return interruptLine + LINES_PER_CHIP * chip;
  }

  /**
   * The line of a chip's reset.
   *
   * @param chip number of the chip, from 0
   * @return the line that is wired to its RSTn; the board may have fewer
   */
  public int resetLine(int chip) {
    return resetLine + LINES_PER_CHIP * chip;
  }

  /**
   * A board like a Raspberry Pi, with the chip's interrupt on GPIO 25 and its reset on GPIO 24,
   * usable by everybody on this machine.
   *
   * @return the defaults
   */
  public static VirtualBoard defaults() {
    return new VirtualBoard(SpiController.defaults(), 58, 25, 24, 16, 0666);
  }

  /**
   * The same board with another controller.
   *
   * @param other the controller
   * @return a copy
   */
  public VirtualBoard withController(SpiController other) {
    return new VirtualBoard(other, gpioLines, interruptLine, resetLine, lineRequests, permissions);
  }

  /**
   * The same board wired differently.
   *
   * @param interrupt the line of INTn
   * @param reset the line of RSTn
   * @return a copy
   * @throws IllegalArgumentException if a line does not exist or both are the same
   */
  public VirtualBoard withLines(int interrupt, int reset) {
    return new VirtualBoard(controller, gpioLines, interrupt, reset, lineRequests, permissions);
  }

  /**
   * The same board with other access rights.
   *
   * @param rights such as {@code 0660}
   * @return a copy
   * @throws IllegalArgumentException if they are out of range
   */
  public VirtualBoard withPermissions(int rights) {
    return new VirtualBoard(controller, gpioLines, interruptLine, resetLine, lineRequests, rights);
  }
}
