package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/** Lets the bytes leave that a serial port has taken, for as long as they do leave. */
final class OutputDrain {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** More than any UART or adapter takes at a time; between two takings nothing seems to move. */
  private static final long BURST_CHARACTERS = 1024;

  private static final long BITS_PER_CHARACTER = 10;

  private OutputDrain() {}

  /**
   * Waits until all bytes have left, or none has for as long as the port's speed makes plain that
   * the other end holds them back. Waits on the calling thread.
   *
   * @return the number of bytes that did not leave
   */
  static int run(Descriptor port) throws BusException {
    try (var arena = Arena.ofConfined()) {
      var terminal = new Terminal(port, arena);
      long baud = Math.max(1, Integer.toUnsignedLong(terminal.baudRate()));
      long burst = TimeUnit.SECONDS.toNanos(BURST_CHARACTERS * BITS_PER_CHARACTER) / baud;
      long patience = PATIENCE_NANOS + burst;
      var state = Libc.allocateState(arena);
      var count = arena.allocate(JAVA_INT);
      // No descriptor at all: poll(2) as a pause, since an interrupted thread cannot park.
      var pause = new PollSet(port.device(), arena, 0);
      int left = Integer.MAX_VALUE;
      long since = System.nanoTime();
      while (true) {
        port.check(
            "see what is left to send", port.request(state, LinuxConstants.TIOCOUTQ(), count));
        int now = count.get(JAVA_INT, 0);
        if (now <= 0) {
          break;
        }
        if (now < left) {
          left = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > patience) {
          return now;
        }
        pause.await(System.nanoTime(), LOOK_NANOS);
      }
      if (!terminal.flowControl()) {
        // What the UART itself still holds: a few characters, for which the kernel waits no longer
        // than they take. With flow control that wait might have no end.
        int result = port.requestValue(state, LinuxConstants.TCSBRK(), 1);
        if (result != -LinuxConstants.ENOTTY() && result != -LinuxConstants.EINVAL()) {
          port.check("send what is left", result);
        }
      }
      return 0;
    }
  }
}
