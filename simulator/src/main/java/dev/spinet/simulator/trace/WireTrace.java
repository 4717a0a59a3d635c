package dev.spinet.simulator.trace;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.simulator.bus.SpiObserver;
import dev.spinet.simulator.bus.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws the wires between a board and its chips as a logic analyser would record them, into a Value
 * Change Dump that GTKWave and sigrok's PulseView open: one clock, MOSI and MISO, and for each chip
 * its chip select, interrupt and reset, all active low.
 *
 * <p>A simulated bus has no clock edges, so they are drawn: SPI mode 0 at a given clock, with each
 * frame at the time at which it was seen, or after the end of the one before it, if the simulation
 * is quicker than such a bus. Frames of several chips are drawn one after another, as on one bus. A
 * change of an interrupt that a frame has caused is drawn at the end of that frame.
 *
 * <p>Safe for use by several threads.
 */
public final class WireTrace {

  private static final int SCLK = 0;
  private static final int MOSI = 1;
  private static final int MISO = 2;
  private static final int SHARED = 3;
  private static final int PER_CHIP = 3;
  private static final int SELECT = 0;
  private static final int INTERRUPT = 1;
  private static final int RESET = 2;

  /** Bytes of a frame that are kept until it is drawn; most frames are shorter. */
  private static final int CAPACITY = 8192;

  private final LongSupplier nanoTime;
  private final long begun;
  private final long halfPeriod;
  private final VcdFile file;

  /** Changes of the chips' other wires that are not drawn yet. */
  private final Queue<Edge> edges = new ArrayDeque<>();

  private record Edge(int wire, boolean asserted, long time) {}

  /**
   * Begins a file.
   *
   * @param out gets the file; a stream that fails loses what is at hand, so let it be one that
   *     reports its failure itself
   * @param chips number of chips
   * @param hertz clock to draw, 1 to 500,000,000
   * @param nanoTime the simulation's time in nanoseconds
   * @throws IOException if the stream does not take the beginning
   */
  public WireTrace(OutputStream out, int chips, long hertz, LongSupplier nanoTime)
      throws IOException {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.halfPeriod = Math.max(Math.round(TimeUnit.SECONDS.toNanos(1) / (2.0 * hertz)), 1);
    var names = new ArrayList<>(List.of("SCLK", "MOSI", "MISO"));
    var levels = new char[SHARED + PER_CHIP * chips];
    Arrays.fill(levels, VcdFile.HIGH);
    levels[SCLK] = VcdFile.LOW;
    levels[MOSI] = VcdFile.LOW;
    levels[MISO] = VcdFile.HIGH_IMPEDANCE;
    for (int chip = 0; chip < chips; chip++) {
      String number = chips == 1 ? "" : Integer.toString(chip);
      Collections.addAll(names, "CS" + number + "n", "INT" + number + "n", "RST" + number + "n");
    }
    this.file = new VcdFile(out, names, levels);
  }

  /**
   * Draws a chip's interrupt and reset from now on.
   *
   * @param chip number of the chip, from 0
   * @param interrupt its interrupt
   * @param reset its reset
   */
  public void watch(int chip, Wire interrupt, Wire reset) {
    watch(wire(chip, INTERRUPT), interrupt);
    watch(wire(chip, RESET), reset);
  }

  private void watch(int number, Wire wire) {
    wire.watch(asserted -> remember(number, asserted));
    remember(number, wire.isAsserted());
  }

  /** Called under the chip's lock: draws nothing yet. */
  private void remember(int wire, boolean asserted) {
    synchronized (edges) {
      edges.add(new Edge(wire, asserted, nanoTime.getAsLong() - begun));
    }
  }

  private static int wire(int chip, int which) {
    return SHARED + PER_CHIP * chip + which;
  }

  /**
   * An observer of one chip's frames.
   *
   * @param chip number of the chip, from 0
   * @return the observer, for the chip's only master
   */
  public SpiObserver chip(int chip) {
    return new Frames(wire(chip, SELECT));
  }

  /** Draws what has changed since the last frame; called now and then, and at the end. */
  public synchronized void drawPending() {
    drawEdges();
    if (file.hasChangedSinceMark()) {
      // A viewer leaves out what happens at the very last time.
      file.advanceTo(file.now() + 2 * halfPeriod);
      file.mark();
    }
  }

  private void drawEdges() {
    for (var edge = nextEdge(); edge != null; edge = nextEdge()) {
      // A nanosecond at least, or a short pulse could not be seen.
      file.advanceTo(Math.max(edge.time, file.now() + 1));
      file.set(edge.wire, level(edge.asserted));
    }
  }

  private @Nullable Edge nextEdge() {
    synchronized (edges) {
      return edges.poll();
    }
  }

  private static char level(boolean asserted) {
    return asserted ? VcdFile.LOW : VcdFile.HIGH;
  }

  private synchronized void drawStart(int select, long time) {
    // What happens during the frame belongs after it; what happened before is drawn by now.
    file.advanceTo(Math.max(time, file.now() + 2 * halfPeriod));
    file.set(select, VcdFile.LOW);
  }

  private synchronized void drawBytes(Recording mosi, Recording miso) {
    for (int i = 0; i < mosi.length; i++) {
      drawByte(mosi.at(i), miso.at(i));
    }
    mosi.length = 0;
    miso.length = 0;
  }

  private synchronized void drawEnd(int select) {
    file.advanceTo(file.now() + halfPeriod);
    file.set(select, VcdFile.HIGH);
    file.set(MISO, VcdFile.HIGH_IMPEDANCE);
    drawEdges();
  }

  private void drawByte(int out, int in) {
    for (int bit = Byte.SIZE - 1; bit >= 0; bit--) {
      file.set(SCLK, VcdFile.LOW);
      file.set(MOSI, bit(out, bit));
      file.set(MISO, bit(in, bit));
      file.advanceTo(file.now() + halfPeriod);
      file.set(SCLK, VcdFile.HIGH);
      file.advanceTo(file.now() + halfPeriod);
    }
    file.set(SCLK, VcdFile.LOW);
  }

  private static char bit(int value, int bit) {
    return value == Recording.NOT_SEEN
        ? VcdFile.UNKNOWN
        : (value >> bit & 1) == 0 ? VcdFile.LOW : VcdFile.HIGH;
  }

  /** The bytes of one direction of a frame. */
  private static final class Recording {

    static final int NOT_SEEN = -1;
    private final short[] bytes = new short[CAPACITY];
    private int length;

    int at(int index) {
      return bytes[index];
    }

    void add(@Nullable MemorySegment memory, long offset, int count, int otherwise) {
      for (int i = 0; i < count; i++) {
        bytes[length + i] =
            (short) (memory == null ? otherwise : memory.get(JAVA_BYTE, offset + i) & 0xFF);
      }
      length += count;
    }
  }

  private final class Frames implements SpiObserver {

    private final int select;
    private final Recording mosi = new Recording();
    private final Recording miso = new Recording();
    private long time;
    private boolean started;

    Frames(int select) {
      this.select = select;
    }

    @Override
    public void frameStarted(long frame) {
      synchronized (WireTrace.this) {
        drawEdges();
      }
      time = nanoTime.getAsLong() - begun;
      started = false;
    }

    @Override
    public void exchanged(
        long frame,
        int position,
        @Nullable MemorySegment out,
        long outOffset,
        @Nullable MemorySegment in,
        long inOffset,
        int length) {
      for (int done = 0; done < length; ) {
        int piece = Math.min(length - done, CAPACITY - mosi.length);
        mosi.add(out, outOffset + done, piece, 0);
        miso.add(in, inOffset + done, piece, Recording.NOT_SEEN);
        done += piece;
        if (mosi.length == CAPACITY) {
          drawWhatThereIs();
        }
      }
    }

    @Override
    public void frameEnded(long frame, int length) {
      synchronized (WireTrace.this) {
        drawWhatThereIs();
        drawEnd(select);
      }
    }

    private void drawWhatThereIs() {
      synchronized (WireTrace.this) {
        if (!started) {
          started = true;
          drawStart(select, time);
        }
        drawBytes(mosi, miso);
      }
    }
  }
}
