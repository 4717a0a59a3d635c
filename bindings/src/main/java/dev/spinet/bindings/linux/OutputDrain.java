package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/**
 * Lets the bytes leave that a serial port has taken, for as long as they do leave. Linux's own way
 * of waiting for that, tcdrain(3), has no end where the other end holds the bytes back.
 */
final class OutputDrain {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** More than any UART or adapter takes at a time; between two takings nothing seems to move. */
  private static final long BURST_CHARACTERS = 1024;

  private static final long BITS_PER_CHARACTER = 10;

  /** Something that empties by itself. */
  @FunctionalInterface
  interface Queue {
    int length() throws BusException;
  }

  private OutputDrain() {}

  /**
   * Waits until all bytes have left, or none has for so long that the other end must be holding
   * them back. Waits on the calling thread.
   *
   * @return the number of bytes that did not leave
   */
  static int run(Descriptor port) throws BusException {
    try (var arena = Arena.ofConfined()) {
      var terminal = new Terminal(port, arena);
      var state = Libc.allocateState(arena);
      var length = arena.allocate(JAVA_INT);
      int left =
          run(
              port.device(),
              () -> {
                port.check(
                    "see what is left to send",
                    port.request(state, LinuxConstants.TIOCOUTQ(), length));
                return length.get(JAVA_INT, 0);
              },
              patienceNanos(terminal.baudRate()));
      if (left == 0 && !terminal.flowControl()) {
        // What the UART itself still holds: a few characters, for which the kernel waits no longer
        // than they take. With flow control that wait might have no end.
        int result = port.requestValue(state, LinuxConstants.TCSBRK(), 1);
        if (result != -LinuxConstants.ENOTTY() && result != -LinuxConstants.EINVAL()) {
          port.check("send what is left", result);
        }
      }
      return left;
    }
  }

  /** How long nothing may move before it is taken for stuck. */
  static long patienceNanos(int baud) {
    long speed = Math.max(1, Integer.toUnsignedLong(baud));
    return PATIENCE_NANOS + TimeUnit.SECONDS.toNanos(BURST_CHARACTERS * BITS_PER_CHARACTER) / speed;
  }

  static int run(String device, Queue queue, long patienceNanos) throws BusException {
    try (var arena = Arena.ofConfined()) {
      // No descriptor at all: poll(2) as a pause, since an interrupted thread cannot park.
      var pause = new PollSet(device, arena, 0);
      int shortest = Integer.MAX_VALUE;
      long since = System.nanoTime();
      while (true) {
        int length = queue.length();
        if (length <= 0) {
          return 0;
        }
        if (length < shortest) {
          shortest = length;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > patienceNanos) {
          return length;
        }
        pause.await(System.nanoTime(), LOOK_NANOS);
      }
    }
  }
}
