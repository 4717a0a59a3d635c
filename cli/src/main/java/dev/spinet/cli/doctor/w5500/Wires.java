package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.bus.SpiBus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The board's ends of the wires to a chip, as far as they could be opened. */
final class Wires implements AutoCloseable {

  private final SpiBus bus;
  private final @Nullable InterruptLine interrupt;
  private final @Nullable OutputLine reset;
  private boolean handedOver;

  Wires(SpiBus bus, @Nullable InterruptLine interrupt, @Nullable OutputLine reset) {
    this.bus = bus;
    this.interrupt = interrupt;
    this.reset = reset;
  }

  SpiBus bus() {
    return bus;
  }

  @Nullable InterruptLine interrupt() {
    return interrupt;
  }

  @Nullable OutputLine reset() {
    return reset;
  }

  /** From here on a driver closes them. */
  void handOver() {
    handedOver = true;
  }

  /** Closes them, the bus last, unless a driver does so. */
  @Override
  public void close() throws IOException {
    if (handedOver) {
      return;
    }
    handedOver = true;
    IOException failure = null;
    for (var wire : present()) {
      try {
        wire.close();
      } catch (Exception e) {
        var problem = e instanceof IOException thrown ? thrown : new IOException(e);
        if (failure == null) {
          failure = problem;
        } else {
          failure.addSuppressed(problem);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private List<AutoCloseable> present() {
    var present = new ArrayList<AutoCloseable>();
    if (interrupt != null) {
      present.add(interrupt);
    }
    if (reset != null) {
      present.add(reset);
    }
    present.add(bus);
    return present;
  }
}
