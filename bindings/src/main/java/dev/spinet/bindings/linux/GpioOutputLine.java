package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.OutputLine;
import java.io.IOException;
import java.lang.foreign.Arena;

/** A line that the program drives. Any thread may set it. */
final class GpioOutputLine implements OutputLine {
  private final Descriptor line;
  private final Lifetime lifetime;

  GpioOutputLine(Descriptor line) {
    this.line = line;
    lifetime = new Lifetime(() -> {}, line::close);
  }

  @Override
  public void set(boolean asserted) throws IOException {
    if (!lifetime.enter()) {
      throw DeviceErrors.closed(line.device(), "set its level");
    }
    // Rare enough to allocate, and then threads need not agree on who uses the memory.
    try (var arena = Arena.ofConfined()) {
      new GpioLevel(line, arena).set(asserted);
    } finally {
      lifetime.exit();
    }
  }

  @Override
  public void close() throws IOException {
    lifetime.close();
  }

  @Override
  public String toString() {
    return line.device();
  }
}
