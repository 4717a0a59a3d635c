package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.clock.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** A person at a serial terminal, on a clock that moves when they wait. */
final class Terminal implements AutoCloseable {
  private static final int BUFFER = 4096;

  /** Milliseconds after which a module that takes nothing never will. */
  private static final int PATIENCE = 30_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final VirtualClock clock;
  private final SimulatedSerialLink link;
  private final StringBuilder heard = new StringBuilder();

  Terminal(VirtualClock clock, SimulatedSerialLink link) {
    this.clock = clock;
    this.link = link;
  }

  SimulatedSerialLink link() {
    return link;
  }

  /** Types wire text, as it is. */
  void type(String text) {
    try {
      var bytes = WireText.bytes(text);
      int refusals = 0;
      for (int done = 0; done < bytes.length; ) {
        int length = Math.min(BUFFER, bytes.length - done);
        MemorySegment.copy(bytes, done, buffer, ValueLayout.JAVA_BYTE, 0, length);
        int written = link.write(buffer, 0, length, 0);
        done += written;
        if (written == 0) {
          assertTrue(++refusals < PATIENCE, "the module takes nothing");
          listen(Duration.ofMillis(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits, and takes note of what comes. */
  void listen(Duration duration) {
    long steps = Math.max(1, duration.toMillis());
    var step = duration.dividedBy(steps);
    for (long i = 0; i < steps; i++) {
      clock.advance(step);
      collect();
    }
  }

  private void collect() {
    try {
      for (int n = link.read(buffer, 0, BUFFER, 0); n > 0; n = link.read(buffer, 0, BUFFER, 0)) {
        var bytes = new byte[n];
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, n);
        heard.append(WireText.of(bytes, 0, n));
        clock.advance(Duration.ZERO);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was heard since the last time. */
  String heard() {
    collect();
    var text = heard.toString();
    heard.setLength(0);
    return text;
  }

  /** Sends a command and hears all that comes within a while. */
  String ask(String command, Duration patience) {
    type(command + "\r\n");
    listen(patience);
    return heard();
  }

  String ask(String command) {
    return ask(command, Duration.ofMillis(50));
  }

  /** Sends commands that are to be answered by OK and nothing else. */
  void expectOk(String... commands) {
    for (var command : commands) {
      assertEquals("\r\nOK\r\n", ask(command), command);
    }
  }

  @Override
  public void close() {
    link.close();
    arena.close();
  }
}
