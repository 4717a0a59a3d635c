package dev.spinet.cli.sim;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.simulator.bus.ObservedSpiSlave;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.SpiTiming;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.trace.BusTrace;
import dev.spinet.simulator.trace.CaptureTime;
import dev.spinet.simulator.trace.PcapFile;
import dev.spinet.simulator.trace.PcapNgFile;
import dev.spinet.simulator.trace.WireTrace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All that is written about a simulation while it runs. Files are flushed several times a second,
 * so that they can be read while they grow, and not at each line, which would slow the bus down.
 */
final class Traces implements AutoCloseable {

  private static final long FLUSH_MILLIS = 200;
  private static final long JOIN_MILLIS = 2_000;

  private final W5500Lan lan;
  private final PrintStream out;
  private final PrintStream err;
  private final List<Consumer<String>> texts = new ArrayList<>();
  private final List<WireTrace> wires = new ArrayList<>();
  private final List<TraceFile> files = new ArrayList<>();
  private final Thread flusher;
  private boolean closed;

  private Traces(W5500Lan lan, Terminal terminal) {
    this.lan = lan;
    this.out = terminal.out();
    this.err = terminal.err();
    this.flusher = Thread.ofPlatform().daemon().name("spinet-trace-flush").unstarted(this::flush);
  }

  /**
   * Opens the files.
   *
   * @throws IOException if one cannot be written; the message says which and why
   */
  static Traces open(Plan plan, W5500Lan lan, Terminal terminal) throws IOException {
    var traces = new Traces(lan, terminal);
    try {
      for (var target : plan.traces()) {
        traces.add(target, plan);
      }
      traces.watch();
    } catch (IOException e) {
      traces.files.forEach(TraceFile::close);
      throw e;
    }
    traces.flusher.start();
    return traces;
  }

  private void add(TraceTarget target, Plan plan) throws IOException {
    if (target.file() == null) {
      texts.add(line -> {
        out.println(line);
        out.flush();
      });
      return;
    }
    var file = TraceFile.create(target.file(), err);
    files.add(file);
    var time = new CaptureTime(lan.clock()::nanoTime, Instant.now());
    switch (target.format()) {
      case TEXT -> texts.add(line -> file.write((line + "\n").getBytes(StandardCharsets.UTF_8)));
      case PCAP -> lan.lan().listen(new PcapFile(file, time));
      case PCAPNG -> lan.lan().listen(new PcapNgFile(file, time));
      case VCD -> {
        long hertz = plan.timing().map(SpiTiming::hertz).orElse(0L);
        wires.add(
            new WireTrace(
                file,
                plan.chips(),
                hertz == 0 ? ChipLimits.SCLK_GUARANTEED_MAX_HZ : hertz,
                lan.clock()::nanoTime));
      }
    }
  }

  private void watch() {
    for (int chip = 0; chip < lan.chips().size(); chip++) {
      for (var trace : wires) {
        var model = lan.chips().get(chip);
        trace.watch(chip, model.interruptWire(), model.resetWire());
      }
    }
  }

  /** Puts the taps of all traces between a chip and its master. */
  SpiSlave observe(int chip, SpiSlave pins) {
    var observed = pins;
    String who = lan.chips().size() == 1 ? "" : chip + " ";
    for (var lines : texts) {
      var trace = new BusTrace(line -> lines.accept(who + line), lan.clock()::nanoTime);
      observed = new ObservedSpiSlave(observed, trace);
    }
    for (var trace : wires) {
      observed = new ObservedSpiSlave(observed, trace.chip(chip));
    }
    return observed;
  }

  private void flush() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(FLUSH_MILLIS);
        wires.forEach(WireTrace::drawPending);
        files.forEach(TraceFile::flush);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread.
    }
  }

  /** Writes what is left. Closing twice has no effect. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    flusher.interrupt();
    try {
      flusher.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wires.forEach(WireTrace::drawPending);
    files.forEach(TraceFile::close);
  }
}
