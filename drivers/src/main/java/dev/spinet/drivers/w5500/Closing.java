package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.bus.SpiBus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One thing to close, among several that all have to be closed. */
interface Closing {

  /** Closes it. */
  void close() throws IOException;

  /** Closes what there is, whatever happens; returns the first problem with the others in it. */
  static @Nullable IOException closeAll(
      @Nullable InterruptLine interrupt,
      @Nullable OutputLine reset,
      SpiBus bus,
      @Nullable IOException earlier) {
    IOException problem = earlier;
    if (interrupt != null) {
      problem = close(interrupt::close, problem);
    }
    if (reset != null) {
      problem = close(reset::close, problem);
    }
    return close(bus::close, problem);
  }

  static @Nullable IOException close(Closing closing, @Nullable IOException earlier) {
    try {
      closing.close();
      return earlier;
    } catch (IOException e) {
      if (earlier == null) {
        return e;
      }
      earlier.addSuppressed(e);
      return earlier;
    }
  }
}
