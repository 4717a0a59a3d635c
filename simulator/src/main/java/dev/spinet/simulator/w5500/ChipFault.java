package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketRegister;
import java.time.Duration;

/**
 * Something that the chip does wrong once. {@link ChipFaults#arm} says how often and for which
 * socket.
 */
public sealed interface ChipFault {

  /** As {@link HoldCommand#polls()}: until the chip is reset. */
  long FOR_EVER = Long.MAX_VALUE;

  /**
   * Sn_CR keeps the command until it has been read so many times with a value other than 0; only
   * then the command is accepted.
   *
   * @param polls reads that the command needs, 1 or more; {@link #FOR_EVER} for a chip that hangs
   */
  record HoldCommand(long polls) implements ChipFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if no read is needed
     */
    public HoldCommand {
      if (polls < 1) {
        throw new IllegalArgumentException("a command is held for 1 or more reads, not " + polls);
      }
    }
  }

  /**
   * The command is accepted later than it should.
   *
   * @param delay from the end of the frame that wrote it
   */
  record DelayCommand(Duration delay) implements ChipFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the delay is not positive
     */
    public DelayCommand {
      requirePositive(delay);
    }
  }

  /** The data are sent, the event SENDOK does not come. */
  record LoseSendOk() implements ChipFault {}

  /**
   * The event SENDOK comes later than it should.
   *
   * @param delay from the end of the transmission
   */
  record DelaySendOk(Duration delay) implements ChipFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the delay is not positive
     */
    public DelaySendOk {
      requirePositive(delay);
    }
  }

  /** INTn stays high until all events are cleared or masked and a new one comes. */
  record LoseInterrupt() implements ChipFault {}

  /** INTn goes low, but nobody who watches for the edge hears of it; its level shows the truth. */
  record LoseInterruptEdge() implements ChipFault {}

  /**
   * INTn goes low later than it should; not at all if the events are cleared before.
   *
   * @param delay how much later
   */
  record DelayInterrupt(Duration delay) implements ChipFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the delay is not positive
     */
    public DelayInterrupt {
      requirePositive(delay);
    }
  }

  /**
   * A size changes between the reads of its two bytes: the host gets the high byte from before it
   * grew and the low byte from after that. Waits for a read that can be torn, one where the high
   * byte has changed since the host last looked.
   *
   * @param register RX_RSR or TX_FSR
   */
  record TearSize(SocketRegister register) implements ChipFault {

    /**
     * Checks the register.
     *
     * @throws IllegalArgumentException if its value does not change by itself
     */
    public TearSize {
      if (register != SocketRegister.RX_RSR && register != SocketRegister.TX_FSR) {
        throw new IllegalArgumentException(
            "reads of RX_RSR and TX_FSR can be torn, not of " + register);
      }
    }
  }

  /**
   * The length in front of a frame in MACRAW mode is wrong, as it was seen on real chips under
   * load.
   *
   * @param length what the host reads instead, 0 to 65535
   */
  record GarbleLength(int length) implements ChipFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the length does not fit the header
     */
    public GarbleLength {
      if (length < 0 || length >= ChipLimits.POINTER_MODULUS) {
        throw new IllegalArgumentException("a length has 16 bits, which " + length + " has not");
      }
    }
  }

  private static void requirePositive(Duration delay) {
    if (!delay.isPositive()) {
      throw new IllegalArgumentException("a delay is longer than nothing, not " + delay);
    }
  }
}
