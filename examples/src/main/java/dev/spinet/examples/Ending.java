package dev.spinet.examples;

import java.time.Duration;

/**
 * Lets a program end in order when it is told to (Ctrl-C, {@code systemctl stop}): its main thread
 * is interrupted, leaves its {@code try} blocks, which close what they have opened, and only then
 * the JVM ends.
 */
final class Ending {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static volatile boolean requested;

  private Ending() {}

  /** Whether the program was told to end, for loops around libraries that swallow interrupts. */
  static boolean isRequested() {
    return requested;
  }

  /** To be called by the main thread, once. */
  static void interruptsThisThread() {
    var main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("ending").unstarted(() -> interruptAndWait(main)));
  }

  /** To be called at the end of the program. The log is closed by then. */
  static void say() {
    System.err.println("ended in order");
  }

  private static void interruptAndWait(Thread main) {
    requested = true;
    main.interrupt();
    try {
      main.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
