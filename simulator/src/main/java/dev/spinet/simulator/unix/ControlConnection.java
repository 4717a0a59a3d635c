package dev.spinet.simulator.unix;

import dev.spinet.simulator.bus.Wire;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * One client of the control socket:
 *
 * <ul>
 *   <li>{@code int}: the level of INTn now, {@code int asserted} or {@code int released};
 *   <li>{@code watch}: the same at once and again at each change; {@code unwatch} ends it;
 *   <li>{@code reset assert} and {@code reset release}: drives RSTn; the end of the connection
 *       releases it;
 *   <li>{@code diagnostics}: {@code diagnostics N} and N lines, what the chip has complained about.
 * </ul>
 *
 * <p>Anything else is answered by {@code error} and a sentence.
 */
final class ControlConnection {

  /** Lines that wait for a client: all diagnostics, and then some for changes of the level. */
  private static final int LINES_MAX = 4_096;

  private static final String END = "";
  private static final String COMMANDS =
      "int, watch, unwatch, reset assert, reset release, diagnostics";

  private final TimedChannel channel;
  private final ChipPins chip;
  private final Wire reset;
  private final Consumer<String> log;
  private final Consumer<ControlConnection> ended;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
  private final Wire.Listener listener = this::levelChanged;
  private final Thread reader;
  private final Thread writer;
  private boolean watching;
  private boolean overflowed;
  private volatile boolean closed;

  ControlConnection(
      TimedChannel channel,
      ChipPins chip,
      Wire reset,
      Consumer<String> log,
      Consumer<ControlConnection> ended) {
    this.channel = channel;
    this.chip = chip;
    this.reset = reset;
    this.log = log;
    this.ended = ended;
    this.reader = Thread.ofPlatform().daemon().name("spinet-control-read").unstarted(this::read);
    this.writer = Thread.ofPlatform().daemon().name("spinet-control-write").unstarted(this::write);
  }

  void start() {
    writer.start();
    reader.start();
  }

  void join(long millis) throws InterruptedException {
    reader.join(millis);
    writer.join(millis);
  }

  private void read() {
    var input = new LineReader(channel, TimedChannel.FOR_EVER);
    try {
      for (var line = input.next(); line != null; line = input.next()) {
        obey(line);
      }
    } catch (SocketException e) {
      // It has gone without reading everything, which is its right.
      close();
    } catch (IOException e) {
      fail(e);
    } finally {
      chip.interrupt().unwatch(listener);
      reset.set(false);
      // The writer sends what is left and then closes.
      if (!lines.offer(END)) {
        close();
      }
    }
  }

  private void obey(String line) {
    switch (line) {
      case SpiSocketProtocol.INTERRUPT ->
          send(SpiSocketProtocol.interruptLine(chip.interrupt().isAsserted()));
      case SpiSocketProtocol.WATCH -> watch();
      case SpiSocketProtocol.UNWATCH -> {
        chip.interrupt().unwatch(listener);
        synchronized (this) {
          watching = false;
          send(SpiSocketProtocol.OK);
        }
      }
      case SpiSocketProtocol.RESET_ASSERT -> {
        reset.set(true);
        send(SpiSocketProtocol.OK);
      }
      case SpiSocketProtocol.RESET_RELEASE -> {
        reset.set(false);
        send(SpiSocketProtocol.OK);
      }
      case SpiSocketProtocol.DIAGNOSTICS -> {
        var all = chip.diagnostics().get();
        send(SpiSocketProtocol.DIAGNOSTICS + " " + all.size());
        all.forEach(each -> send(each.replace('\n', ' ')));
      }
      default ->
          send(
              "error: '%s' is none of: %s".formatted(line.replaceAll("\\P{Print}", "?"), COMMANDS));
    }
  }

  private void watch() {
    boolean already;
    // Under the lock that levelChanged takes, or an old level could be told after a new one.
    synchronized (this) {
      already = watching;
      watching = true;
      if (!already) {
        chip.interrupt().watch(listener);
      }
      send(SpiSocketProtocol.interruptLine(chip.interrupt().isAsserted()));
    }
  }

  /** Called under the chip's lock: only queues. */
  private synchronized void levelChanged(boolean asserted) {
    if (watching) {
      send(SpiSocketProtocol.interruptLine(asserted));
    }
  }

  private synchronized void send(String line) {
    // A client that has missed a line would wait for it: it is cut off instead.
    if (!overflowed && !lines.offer(line)) {
      overflowed = true;
      Thread.ofPlatform()
          .daemon()
          .name("spinet-control-end")
          .start(() -> fail(new IOException("it does not read what it asked for")));
    }
  }

  private void write() {
    try {
      for (var line = lines.take(); !line.equals(END); line = lines.take()) {
        SpiSocketProtocol.say(channel, line);
      }
    } catch (SocketTimeoutException e) {
      fail(new IOException("it does not read what it asked for", e));
    } catch (IOException e) {
      // It has gone before it was told everything; a driver that is closed does so.
      close();
    } catch (InterruptedException e) {
      // Only close() interrupts this thread.
    } finally {
      close();
      ended.accept(this);
    }
  }

  private void fail(IOException e) {
    if (!closed) {
      log.accept(Objects.requireNonNullElse(e.getMessage(), e.toString()));
      close();
    }
  }

  void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // Its peer has gone; there is nobody left to tell.
    }
    writer.interrupt();
  }
}
