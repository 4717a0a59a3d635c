package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketRegister;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Misbehaviour of one chip. Some of it waits for its moment, such as a SENDOK to be lost; some
 * happens at once, such as a brown-out. All of it may be asked for from any thread at any time.
 *
 * <p>Faults on the wires (flipped bits) are put in front of the chip with {@link
 * dev.spinet.simulator.bus.FaultySpiSlave}. What happens at a chosen frame, byte or time is written
 * down in a {@code dev.spinet.simulator.scenario.Scenario}.
 */
public final class ChipFaults {

  /** As the socket of a fault: whichever is the first to meet it. */
  public static final int ANY_SOCKET = -1;

  /** As the number of a fault: every time. */
  public static final long ALWAYS = Long.MAX_VALUE;

  private static final class Armed {
    final ChipFault fault;
    final int socket;
    long left;

    Armed(ChipFault fault, int socket, long left) {
      this.fault = fault;
      this.socket = socket;
      this.left = left;
    }
  }

  private final ChipCore core;
  private final List<Armed> armed = new ArrayList<>();

  /** Lets the chip skip the list in the usual case that there is nothing in it. */
  private volatile boolean any;

  ChipFaults(ChipCore core) {
    this.core = core;
  }

  /**
   * Gets a fault ready. It meets the next occasions, after those of its kind that were armed
   * before.
   *
   * @param fault what is to go wrong
   * @param socket number of the socket, or {@link #ANY_SOCKET}, which is what interrupts want
   * @param count how often, 1 or more; {@link #ALWAYS} for every time from now on
   * @throws IllegalArgumentException if there is no such socket, or the count is less than 1
   */
  public void arm(ChipFault fault, int socket, long count) {
    if (socket < ANY_SOCKET || socket >= ChipLimits.SOCKET_COUNT || count < 1) {
      throw new IllegalArgumentException(
          "no socket " + socket + " has a fault " + count + " times");
    }
    synchronized (armed) {
      armed.add(new Armed(fault, socket, count));
      any = true;
    }
  }

  /**
   * Calls off the faults of one kind, for all sockets.
   *
   * @param kind the kind
   */
  public void disarm(Class<? extends ChipFault> kind) {
    synchronized (armed) {
      armed.removeIf(entry -> kind.isInstance(entry.fault));
      any = !armed.isEmpty();
    }
  }

  /**
   * Holds Sn_CR: each of the next commands is accepted only after Sn_CR has been read so many times
   * with a value other than 0. Replaces earlier calls.
   *
   * @param polls reads that each command needs, at least 1
   * @param commands how many commands are held; {@link Integer#MAX_VALUE} for all, 0 for none
   */
  public void holdCommands(int polls, int commands) {
    replace(new ChipFault.HoldCommand(polls), commands);
  }

  /**
   * Loses the next SENDOK events: the data are sent, the event does not come. Replaces earlier
   * calls.
   *
   * @param count how many; {@link Integer#MAX_VALUE} for all, 0 for none
   */
  public void loseSendOk(int count) {
    replace(new ChipFault.LoseSendOk(), count);
  }

  /**
   * Lets all SENDOK events come later than they should. Replaces earlier calls.
   *
   * @param delay from the end of the transmission; zero for none
   */
  public void delaySendOk(Duration delay) {
    if (delay.isZero()) {
      disarm(ChipFault.DelaySendOk.class);
    } else {
      replace(new ChipFault.DelaySendOk(delay), Integer.MAX_VALUE);
    }
  }

  private void replace(ChipFault fault, int count) {
    disarm(fault.getClass());
    if (count > 0) {
      arm(fault, ANY_SOCKET, count == Integer.MAX_VALUE ? ALWAYS : count);
    }
  }

  /**
   * The supply fails: all registers and connections are gone, and nobody is told. While it is too
   * low, and for the start after that, the chip hears nothing and all its registers read 0,
   * VERSIONR included; then they have their reset values.
   *
   * @param outage how long the supply is too low; zero for a dip that is over before the next byte
   *     and needs no start
   */
  public void brownOut(Duration outage) {
    core.lock();
    try {
      core.resetPin.outage(outage.toNanos());
    } finally {
      core.unlock();
    }
  }

  /** The chip resets as by a pulse on RSTn, start included, though nobody has pulled it. */
  public void reset() {
    core.lock();
    try {
      core.resetPin.glitch();
    } finally {
      core.unlock();
    }
  }

  /**
   * GAR, SUBR, SHAR and SIPR turn to zero while everything else goes on, as it was seen on boards
   * with a weak supply.
   */
  public void zeroAddresses() {
    core.lock();
    try {
      core.common.setLong(CommonRegister.GAR, 0);
      core.common.setLong(CommonRegister.SUBR, 0);
      core.common.setLong(CommonRegister.SHAR, 0);
      core.common.setLong(CommonRegister.SIPR, 0);
    } finally {
      core.unlock();
    }
  }

  /**
   * INTn goes low though nothing has happened.
   *
   * @param length how long it stays low; longer if something happens meanwhile
   */
  public void spuriousInterrupt(Duration length) {
    core.lock();
    try {
      core.interrupts.assertSpuriously(length.toNanos());
    } finally {
      core.unlock();
    }
  }

  /**
   * INTn stays at one level for good.
   *
   * @param low low as by a short circuit; else high, as if nobody had wired it
   */
  public void stickInterrupt(boolean low) {
    core.lock();
    try {
      core.interrupts.stick(low);
    } finally {
      core.unlock();
    }
  }

  /**
   * RSTn stays at one level for good, whatever the board drives.
   *
   * @param low low, so that the chip stays in reset; else high, as if nobody had wired it
   */
  public void stickReset(boolean low) {
    core.lock();
    try {
      core.resetPin.stick(low);
    } finally {
      core.unlock();
    }
  }

  /**
   * VERSIONR reads something else for good, as if this were another chip of the family.
   *
   * @param version what it reads, 0 to 255
   */
  public void pretendVersion(int version) {
    core.lock();
    try {
      core.version = version;
      core.common.set(CommonRegister.VERSIONR, version);
    } finally {
      core.unlock();
    }
  }

  /** The next fault of a kind for a socket, which is thereby used up; null if there is none. */
  <T extends ChipFault> @Nullable T take(Class<T> kind, int socket) {
    return any ? kind.cast(take(kind::isInstance, socket)) : null;
  }

  /** Whether this read of a size is to be torn. */
  boolean takeTear(SocketRegister register, int socket) {
    return any
        && take(
                fault -> fault instanceof ChipFault.TearSize tear && tear.register() == register,
                socket)
            != null;
  }

  private @Nullable ChipFault take(Predicate<ChipFault> wanted, int socket) {
    synchronized (armed) {
      for (Iterator<Armed> list = armed.iterator(); list.hasNext(); ) {
        var entry = list.next();
        if (wanted.test(entry.fault) && (entry.socket == ANY_SOCKET || entry.socket == socket)) {
          if (entry.left != ALWAYS && --entry.left == 0) {
            list.remove();
            any = !armed.isEmpty();
          }
          return entry.fault;
        }
      }
      return null;
    }
  }
}
