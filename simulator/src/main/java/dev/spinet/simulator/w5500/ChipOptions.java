package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import java.time.Duration;

/**
 * What differs from one simulated chip to the next. All times pass on the simulation's clock.
 *
 * @param seed where the chip's initial sequence numbers come from: equal seeds give equal runs
 * @param commandLatency from the end of the frame that wrote Sn_CR until the chip accepts the
 *     command and Sn_CR reads 0; zero accepts it as soon as the byte after it has crossed the wire
 *     or the frame has ended
 * @param startup from the release of RSTn until the registers can be used; until then they read 0
 * @param linkNegotiation from the reset of the PHY until it reports a link
 * @param timeWait how long a TCP socket stays in TIME_WAIT; the datasheet does not say
 */
public record ChipOptions(
    long seed,
    Duration commandLatency,
    Duration startup,
    Duration linkNegotiation,
    Duration timeWait) {

  /**
   * A chip that is as quick as its datasheet allows: PLL lock time after a reset, no other delays.
   */
  public static final ChipOptions DEFAULT =
      new ChipOptions(
          0x5500,
          Duration.ZERO,
          Duration.ofNanos(ChipLimits.PLL_LOCK_MICROS * 1_000L),
          Duration.ZERO,
          Duration.ofMillis(200));

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public ChipOptions {
    for (var time : new Duration[] {commandLatency, startup, linkNegotiation, timeWait}) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("a chip takes no negative time, such as " + time);
      }
    }
  }

  /**
   * The same with other sequence numbers.
   *
   * @param value the seed
   * @return changed options
   */
  public ChipOptions withSeed(long value) {
    return new ChipOptions(value, commandLatency, startup, linkNegotiation, timeWait);
  }

  /**
   * The same with commands accepted later.
   *
   * @param value time from the end of the frame to the acceptance
   * @return changed options
   */
  public ChipOptions withCommandLatency(Duration value) {
    return new ChipOptions(seed, value, startup, linkNegotiation, timeWait);
  }

  /**
   * The same with another time to start after a hardware reset.
   *
   * @param value time from the release of RSTn
   * @return changed options
   */
  public ChipOptions withStartup(Duration value) {
    return new ChipOptions(seed, commandLatency, value, linkNegotiation, timeWait);
  }

  /**
   * The same with a link that takes its time, as a real one does (one to three seconds).
   *
   * @param value time from the reset of the PHY to the link
   * @return changed options
   */
  public ChipOptions withLinkNegotiation(Duration value) {
    return new ChipOptions(seed, commandLatency, startup, value, timeWait);
  }

  /**
   * The same with another stay in TIME_WAIT.
   *
   * @param value how long
   * @return changed options
   */
  public ChipOptions withTimeWait(Duration value) {
    return new ChipOptions(seed, commandLatency, startup, linkNegotiation, value);
  }
}
