package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import java.time.Duration;

/** What goes wrong. A duration of zero, where there is one, means "for good". */
public sealed interface Fault {

  /** One of the data wires of the bus. */
  enum Line {
    /** To the chip. */
    MOSI,
    /** From the chip. */
    MISO
  }

  /**
   * Bits are flipped in the next byte to cross a wire; that is the byte of the trigger, if the
   * trigger is one.
   *
   * @param line the wire
   * @param mask the bits, 1 to 255; 0 for one bit by the scenario's seed
   */
  record Flip(Line line, int mask) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the mask is no byte
     */
    public Flip {
      if (mask < 0 || mask > 0xFF) {
        throw new IllegalArgumentException("a byte has no bits " + Integer.toHexString(mask));
      }
    }
  }

  /**
   * A data wire stays at one level: a short circuit, or no contact.
   *
   * @param line the wire
   * @param high which level
   * @param bytes for so many bytes on the bus, 1 or more; {@link ChipFaults#ALWAYS} for good
   */
  record Stick(Line line, boolean high, long bytes) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Stick {
      if (bytes < 1) {
        throw new IllegalArgumentException("a wire sticks for 1 or more bytes, not " + bytes);
      }
    }
  }

  /**
   * What arrives on MISO is a bit late, so that the master sees the last bit of each byte as the
   * first one of the next: it looks at the wrong edge of the clock.
   *
   * @param bytes for so many bytes on the bus, 1 or more; {@link ChipFaults#ALWAYS} for good
   */
  record Shift(long bytes) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Shift {
      requireCount(bytes);
    }
  }

  /**
   * The wires are not fit for a fast clock: above a limit, bits flip on both data wires.
   *
   * @param hertz the highest clock without errors
   */
  record ClockLimit(long hertz) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is no clock
     */
    public ClockLimit {
      if (hertz < 1) {
        throw new IllegalArgumentException("a clock has 1 or more Hz, not " + hertz);
      }
    }
  }

  /** A pin of the chip that is not one of the bus. */
  enum Pin {
    /** INTn, which the chip drives. */
    INTERRUPT,
    /** RSTn, which the board drives. */
    RESET
  }

  /**
   * {@link ChipFaults#stickInterrupt} or {@link ChipFaults#stickReset}: a pin stays at one level
   * for good.
   *
   * @param pin the pin
   * @param high high as if it were not wired, or low as by a short circuit
   */
  record StickPin(Pin pin, boolean high) implements Fault {}

  /**
   * {@link ChipFaults#pretendVersion}: the chip is another one.
   *
   * @param version what VERSIONR reads, 0 to 255
   */
  record Version(int version) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is no byte
     */
    public Version {
      if (version < 0 || version > 0xFF) {
        throw new IllegalArgumentException("VERSIONR has a byte, not " + version);
      }
    }
  }

  /** {@link ChipFaults#reset()}. */
  record ResetChip() implements Fault {}

  /**
   * {@link ChipFaults#brownOut(Duration)}.
   *
   * @param outage how long the supply is too low
   */
  record BrownOut(Duration outage) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public BrownOut {
      requireTime(outage);
    }
  }

  /** {@link ChipFaults#zeroAddresses()}. */
  record ZeroAddresses() implements Fault {}

  /**
   * {@link ChipFaults#spuriousInterrupt(Duration)}.
   *
   * @param length how long INTn stays low
   */
  record SpuriousInterrupt(Duration length) implements Fault {

    /** What a file means that does not say how long: more than any board needs to notice. */
    public static final Duration USUAL = Duration.ofNanos(100_000);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public SpuriousInterrupt {
      requireTime(length);
    }
  }

  /**
   * {@link ChipFaults#arm}: something that the chip does wrong at the next occasions.
   *
   * @param fault what it does
   * @param socket number of the socket, or {@link ChipFaults#ANY_SOCKET}
   * @param count how often, 1 or more; {@link ChipFaults#ALWAYS} for every time from now on
   */
  record Arm(ChipFault fault, int socket, long count) implements Fault {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if there is no such socket, it has nothing to do with such a
     *     fault, or the count is less than 1
     */
    public Arm {
      boolean ofInterrupts =
          fault instanceof ChipFault.LoseInterrupt
              || fault instanceof ChipFault.LoseInterruptEdge
              || fault instanceof ChipFault.DelayInterrupt;
      boolean ofMacraw = fault instanceof ChipFault.GarbleLength;
      if (socket < ChipFaults.ANY_SOCKET
          || socket >= ChipLimits.SOCKET_COUNT
          || ((ofInterrupts || ofMacraw) && socket != ChipFaults.ANY_SOCKET)) {
        throw new IllegalArgumentException("there is no such fault of a socket " + socket);
      }
      requireCount(count);
    }
  }

  /**
   * The cable is pulled out or plugged in.
   *
   * @param pluggedIn which of it
   * @param duration after which a pulled cable is plugged in again; zero for a plugged one
   */
  record Cable(boolean pluggedIn, Duration duration) implements Fault {

    /**
     * Checks the duration.
     *
     * @throws IllegalArgumentException if it is negative, or a cable is plugged in for a while
     */
    public Cable {
      requireTime(duration);
      if (pluggedIn && !duration.isZero()) {
        throw new IllegalArgumentException("a cable is plugged in for good");
      }
    }
  }

  /** All connections through the gateway get RST, on both sides. */
  record ResetConnections() implements Fault {}

  /** All connections through the gateway get FIN, as if the hosts had no more data. */
  record FinishConnections() implements Fault {}

  /** What happens to a packet. */
  enum Treatment {
    /** It does not arrive. */
    LOSE,
    /** It arrives later; packets behind it overtake it. */
    DELAY,
    /** It arrives twice. */
    DUPLICATE
  }

  /**
   * Packets on the chip's cable meet with an accident: the next ones that match; the packet of the
   * trigger, if it is one, is the first.
   *
   * @param treatment what happens to them
   * @param match which packets
   * @param count how many, 1 or more; {@link ChipFaults#ALWAYS} for all
   * @param delay how much later than usual they arrive; zero if they are not delayed
   * @param window only in that time after the trigger; zero for no such limit
   */
  record Packets(
      Treatment treatment, PacketMatch match, long count, Duration delay, Duration window)
      implements Fault {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the count is less than 1, a time is negative, or there is
     *     a delay where none belongs or none where one does
     */
    public Packets {
      requireCount(count);
      requireTime(delay);
      requireTime(window);
      if ((treatment == Treatment.DELAY) == delay.isZero()) {
        throw new IllegalArgumentException("packets that are delayed have a delay, others do not");
      }
    }
  }

  /**
   * The DHCP server changes its manners.
   *
   * @param mode its new manners
   * @param duration after which they are normal again
   */
  record Dhcp(DhcpMode mode, Duration duration) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Dhcp {
      requireTime(duration);
    }
  }

  /**
   * The name server changes its manners.
   *
   * @param mode its new manners
   * @param duration after which they are normal again
   */
  record Dns(DnsMode mode, Duration duration) implements Fault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Dns {
      requireTime(duration);
    }
  }

  private static void requireTime(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("nothing lasts for " + time);
    }
  }

  private static void requireCount(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("a fault meets 1 or more, not " + count);
    }
  }
}
