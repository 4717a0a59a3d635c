package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.drivers.events.ChipEvents;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a chip that has failed work again: resets it and writes its whole configuration anew. Every
 * method is called with the chip's lock held by the dispatcher's thread; the lock is given up while
 * the chip takes its time.
 */
final class Recovery {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  /** Shortest and longest pause between two attempts. */
  private static final long PAUSE_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long PAUSE_MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A chip that has worked for so long may be started anew at once. */
  private static final long SOUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Chip chip;
  private final ChipStarter starter;
  private final @Nullable OutputLine reset;
  private final List<Integer> buffers;
  private final ChipConfiguration configuration;
  private final HealthCheck health;
  private BiConsumer<IOException, IOException> explained = (first, better) -> {};
  private Runnable listener = () -> {};
  private long recoveries;
  private long workingSince = System.nanoTime() - SOUND_NANOS;
  private long pause;
  private boolean trying;

  /**
   * Prepares for the worst.
   *
   * @param reset the line of RSTn, or {@code null} to reset by command
   * @param buffers KiB by socket number
   */
  Recovery(
      Chip chip,
      @Nullable OutputLine reset,
      List<Integer> buffers,
      ChipConfiguration configuration,
      HealthCheck health) {
    this.chip = chip;
    this.starter = new ChipStarter(chip);
    this.reset = reset;
    this.buffers = buffers;
    this.configuration = configuration;
    this.health = health;
  }

  /** Times a chip that had failed was made to work again. */
  long recoveries() {
    return recoveries;
  }

  /** Says whom to tell, besides the sockets, when the chip works again; it must not wait. */
  void onRecovered(Runnable newListener) {
    listener = newListener;
  }

  /** Says whom to tell what was found out later about a failure: what it seemed to be, and was. */
  void onExplained(BiConsumer<IOException, IOException> newListener) {
    explained = newListener;
  }

  /** Tells it. */
  void tell() {
    listener.run();
  }

  /** The chip has failed: returns the nanoseconds to wait before the first attempt. */
  long begin() {
    trying = true;
    pause = System.nanoTime() - workingSince >= SOUND_NANOS ? 0 : PAUSE_MIN_NANOS;
    LOG.log(
        System.Logger.Level.WARNING,
        "the W5500 is started anew and its connections are lost: {0}",
        String.valueOf(chip.failure()));
    return pause;
  }

  /**
   * Tries once.
   *
   * @return nanoseconds to wait before the next attempt; 0 if this one has succeeded
   */
  long attempt() {
    pause = Math.clamp(2 * pause, PAUSE_MIN_NANOS, PAUSE_MAX_NANOS);
    String cause = String.valueOf(chip.failure());
    long start = System.nanoTime();
    chip.beginMaintenance();
    try {
      // What the start writes to find out whether writes arrive is not to be kept.
      chip.setConfiguration(null);
      if (trying && chip.failure() instanceof BusException e && e.errno() == 0) {
        findOut(e);
      }
      starter.start(reset, buffers);
      configuration.restore();
      configuration.verify();
    } catch (IOException e) {
      chip.stayFailed(e);
      ChipEvents.reset(chip.name(), cause, false, System.nanoTime() - start);
      if (trying) {
        trying = false;
        LOG.log(
            System.Logger.Level.WARNING,
            "the W5500 does not start, which is tried again from time to time: {0}",
            e.toString());
      }
      return pause;
    } finally {
      chip.setConfiguration(configuration);
      chip.endMaintenance();
    }
    recoveries++;
    ChipEvents.reset(chip.name(), cause, true, System.nanoTime() - start);
    workingSince = System.nanoTime();
    LOG.log(System.Logger.Level.INFO, "{0}: the W5500 works again", chip.name());
    return 0;
  }

  /**
   * A chip that gave no answer for a moment may have lost its supply voltage, which shows when it
   * answers again, before it is reset.
   */
  private void findOut(BusException failure) {
    try {
      starter.awaitAnswer();
      byte[] block = chip.readBurst(Block.common(), RegisterBurst.COMMON_BLOCK);
      byte[] again = chip.readBurst(Block.common(), RegisterBurst.COMMON_BLOCK);
      var differences = configuration.differences(again);
      if (!configuration.agree(block, again) || !configuration.looksReset(again, differences)) {
        return;
      }
      var better =
          new ChipResetException(
              "%s: the W5500 was reset or lost its supply voltage: it did not answer, and now its registers no longer hold what was written: %s"
                  .formatted(chip.name(), configuration.describe(again, differences)),
              failure);
      health.countReset();
      chip.explainFailure(better);
      explained.accept(failure, better);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "what happened to the chip cannot be found out", e);
    }
  }
}
