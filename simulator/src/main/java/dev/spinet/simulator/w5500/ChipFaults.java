package dev.spinet.simulator.w5500;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Faults inside the chip that a test or a scenario switches on. Faults on the wire (flipped bits, a
 * reset in the middle of a frame) are put in front of the chip with {@link
 * dev.spinet.simulator.bus.FaultySpiSlave}.
 */
public final class ChipFaults {

  private final AtomicInteger busyPolls = new AtomicInteger();
  private final AtomicInteger busyCommands = new AtomicInteger();
  private final AtomicInteger lostSendOks = new AtomicInteger();
  private volatile Duration sendOkDelay = Duration.ZERO;

  ChipFaults() {}

  /**
   * Holds Sn_CR: each of the next commands is accepted only after Sn_CR has been read so many times
   * with a value other than 0.
   *
   * @param polls reads that each command needs, at least 1
   * @param commands how many commands are held; {@link Integer#MAX_VALUE} for all
   */
  public void holdCommands(int polls, int commands) {
    busyPolls.set(polls);
    busyCommands.set(commands);
  }

  /**
   * Loses the next SENDOK events: the data are sent, the event does not come.
   *
   * @param count how many; {@link Integer#MAX_VALUE} for all
   */
  public void loseSendOk(int count) {
    lostSendOks.set(count);
  }

  /**
   * Lets SENDOK events come later than they should.
   *
   * @param delay from the end of the transmission; zero for none
   */
  public void delaySendOk(Duration delay) {
    sendOkDelay = delay;
  }

  /** Polls that the command now written needs; 0 if it is not to be held. */
  int takeBusyPolls() {
    return take(busyCommands) ? busyPolls.get() : 0;
  }

  boolean takeLostSendOk() {
    return take(lostSendOks);
  }

  Duration sendOkDelay() {
    return sendOkDelay;
  }

  private static boolean take(AtomicInteger left) {
    return left.getAndUpdate(n -> n == Integer.MAX_VALUE || n == 0 ? n : n - 1) > 0;
  }
}
