package dev.spinet.simulator.espat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be made to go wrong with a module. Everything takes effect as a task of the simulation's
 * clock, in the order of the calls, and is told to the listeners. Safe for use by several threads.
 */
public final class ModuleFaults {

  /** How a send fails that has been announced as good or not (AT+CIPSEND). */
  public enum SendFault {
    /** {@code SEND FAIL}, and nothing was sent. */
    NOTHING_SENT,
    /** {@code SEND FAIL}, though half of the data was sent. */
    HALF_SENT,
    /** {@code SEND FAIL} though all was sent, then {@code SEND OK}. */
    FAIL_THEN_OK
  }

  private final EspAtModule module;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private long resultDelay;
  private int resultsToDelay;
  private int sendFaults;
  private SendFault sendFault = SendFault.NOTHING_SENT;
  private int resultsToSwallow;

  ModuleFaults(EspAtModule module) {
    this.module = module;
  }

  /**
   * Adds a listener for what goes wrong, as it does.
   *
   * @param listener gets a line of text; called by the simulation's thread
   */
  public void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  void log(String text) {
    listeners.forEach(listener -> listener.accept(text));
  }

  private void inject(String text, Runnable task) {
    module.run(() -> {
      log(text);
      task.run();
    });
  }

  /**
   * Arms a fault of the serial line.
   *
   * @param fault what is to happen, and when
   */
  public void arm(SerialFault fault) {
    module.run(() -> module.line(fault.direction()).arm(fault));
  }

  /**
   * Disturbs bytes by chance: one gets lost, comes twice, or has a wrong bit.
   *
   * @param direction which way they go
   * @param probability of each byte, 0 to 1; 0 ends it
   * @throws IllegalArgumentException if this is no probability
   */
  public void noise(SerialDirection direction, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability is from 0 to 1, not " + probability);
    }
    module.run(() -> module.line(direction).setNoise(probability));
  }

  /** Starts the module anew, as a watchdog or a brown-out does: at once and without a word. */
  public void reboot() {
    inject("reboot", module::reboot);
  }

  /**
   * Lets the module have no time for commands, unless one is running.
   *
   * @param duration for how long
   */
  public void busy(Duration duration) {
    inject(
        "busy for " + duration,
        () -> module.whenRunning(it -> it.port().occupy(duration.toNanos())));
  }

  /**
   * Lets results of commands come late.
   *
   * @param count how many of them, from the next one on
   * @param delay how late
   */
  public void delayResults(int count, Duration delay) {
    inject(
        "delay %d results by %s".formatted(count, delay),
        () -> {
          resultsToDelay = count;
          resultDelay = delay.toNanos();
        });
  }

  /**
   * Lets results of commands not come at all, though the commands are done.
   *
   * @param count how many of them, from the next one on
   */
  public void swallowResults(int count) {
    inject("swallow %d results".formatted(count), () -> resultsToSwallow = count);
  }

  /**
   * Lets sends fail.
   *
   * @param count how many of them, from the next one on
   * @param kind how
   */
  public void failSends(int count, SendFault kind) {
    inject(
        "fail %d sends: %s".formatted(count, kind),
        () -> {
          sendFaults = count;
          sendFault = kind;
        });
  }

  /**
   * Resets the connection of a link, as if the peer had done it.
   *
   * @param link its id, 0 to 4; nothing happens if there is none
   */
  public void dropLink(int link) {
    inject("drop link " + link, () -> module.whenRunning(it -> it.links().drop(link)));
  }

  /** Lets the access point send the station away. It joins again if it is set up to. */
  public void disassociate() {
    inject("disassociate", () -> module.whenRunning(it -> it.wifi().lose()));
  }

  /**
   * Writes lines to the host as if something had happened, whatever else is being written: between
   * two other lines, never inside one.
   *
   * @param lines wire text without line ends
   */
  public void say(List<String> lines) {
    var copy = List.copyOf(lines);
    inject("say " + copy, () -> module.whenRunning(it -> copy.forEach(it.port()::line)));
  }

  /** Writes a result and does the rest, both now or later; or the rest only. */
  void deliverResult(Runnable write, Runnable rest) {
    if (resultsToSwallow > 0) {
      resultsToSwallow--;
      rest.run();
    } else if (resultsToDelay > 0) {
      resultsToDelay--;
      module.whenRunning(it ->
          it.clock()
              .schedule(
                  resultDelay,
                  () -> {
                    write.run();
                    rest.run();
                  }));
    } else {
      write.run();
      rest.run();
    }
  }

  /** How the next send fails; null if it does not. */
  @Nullable SendFault nextSend() {
    if (sendFaults == 0) {
      return null;
    }
    sendFaults--;
    return sendFault;
  }
}
