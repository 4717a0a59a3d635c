package dev.spinet.simulator.trace;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.simulator.bus.SpiObserver;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line for each frame to a W5500: seconds since the start of the trace, number of the
 * frame, direction, what was accessed with its value, and the bytes of the frame, header included.
 *
 * <pre>
 *    0.001234       12  R  VERSIONR → 0x04  [4 B]
 *    0.001301       13  W  S0_CR ← SEND  [4 B]
 *    0.001377       14  R  S1_RX_RSR/RX_RD/RX_WR → 1460/0x0100/0x06B4  [9 B]
 *    0.001402       15  R  S1 RX buffer at 0x0100 → 1460 bytes  [1463 B]
 * </pre>
 *
 * <p>Of payload only the length is written, never the contents. A frame with accesses of fixed
 * length may have several of them, with semicolons between. A chip that does not answer the header
 * as the datasheet says (2.2) is marked so.
 */
public final class BusTrace implements SpiObserver {

  /** Enough for each frame a driver has use for; the rest of a senseless one is only counted. */
  private static final int ACCESSES_MAX = 16;

  private final Consumer<String> lines;
  private final LongSupplier nanoTime;
  private final long begun;
  private final RegisterText registers = new RegisterText();
  private final StringBuilder text = new StringBuilder();

  private long startedAt;
  private int accesses;
  private int headerBytes;
  private int address;
  private int control;
  private int dataBytes;
  private boolean echoed;
  private boolean anyRead;
  private boolean anyWrite;

  /**
   * Begins a trace.
   *
   * @param lines gets each line, without its end, on the thread of the SPI master
   * @param nanoTime the time in nanoseconds, such as that of the simulation's clock
   */
  public BusTrace(Consumer<String> lines, LongSupplier nanoTime) {
    this.lines = lines;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  @Override
  public void frameStarted(long frame) {
    startedAt = nanoTime.getAsLong();
    text.setLength(0);
    accesses = 0;
    headerBytes = 0;
    dataBytes = 0;
    echoed = true;
    anyRead = false;
    anyWrite = false;
  }

  @Override
  public void exchanged(
      long frame,
      int position,
      @Nullable MemorySegment mosi,
      long mosiOffset,
      @Nullable MemorySegment miso,
      long misoOffset,
      int length) {
    for (int i = 0; i < length; ) {
      if (headerBytes < FrameHeader.SIZE) {
        int out = mosi == null ? 0 : mosi.get(JAVA_BYTE, mosiOffset + i) & 0xFF;
        if (miso != null) {
          checkEcho(miso.get(JAVA_BYTE, misoOffset + i) & 0xFF);
        }
        header(out);
        i++;
      } else {
        int piece = length - i;
        int fixed = ControlByte.mode(control).length();
        if (fixed != 0) {
          piece = Math.min(piece, fixed - dataBytes);
        }
        var from = ControlByte.isWrite(control) ? mosi : miso;
        long offset = (ControlByte.isWrite(control) ? mosiOffset : misoOffset) + i;
        registers.add(from, offset, piece);
        dataBytes += piece;
        i += piece;
        if (dataBytes == fixed) {
          finishAccess();
        }
      }
    }
  }

  private void checkEcho(int in) {
    int expected =
        switch (headerBytes) {
          case 0 -> FrameHeader.ECHO_ADDRESS_HIGH;
          case 1 -> FrameHeader.ECHO_ADDRESS_LOW;
          default -> FrameHeader.ECHO_CONTROL;
        };
    echoed &= in == expected;
  }

  private void header(int out) {
    switch (headerBytes) {
      case 0 -> address = out << Byte.SIZE;
      case 1 -> address |= out;
      default -> {
        control = out;
        dataBytes = 0;
        registers.begin(ControlByte.block(control), address);
      }
    }
    headerBytes++;
  }

  private void finishAccess() {
    boolean write = ControlByte.isWrite(control);
    anyRead |= !write;
    anyWrite |= write;
    accesses++;
    if (accesses <= ACCESSES_MAX) {
      text.append(text.isEmpty() ? "" : "; ");
      describe(write ? " ← " : " → ");
    }
    headerBytes = 0;
    dataBytes = 0;
  }

  private void describe(String arrow) {
    Block block = ControlByte.block(control);
    String bytes = dataBytes + (dataBytes == 1 ? " byte" : " bytes");
    switch (block.kind()) {
      case COMMON, SOCKET_REGISTER -> registers.describe(text, arrow);
      case TX_BUFFER, RX_BUFFER ->
          text.append('S')
              .append(block.socket())
              .append(block.kind() == Block.Kind.TX_BUFFER ? " TX" : " RX")
              .append(" buffer at ")
              .append(RegisterText.hexadecimal(address, 4))
              .append(arrow)
              .append(bytes);
      case RESERVED -> text.append(block).append(arrow).append(bytes);
    }
  }

  @Override
  public void frameEnded(long frame, int length) {
    if (headerBytes == FrameHeader.SIZE && dataBytes > 0) {
      finishAccess();
    } else if (headerBytes > 0 || length == 0) {
      text.append(text.isEmpty() ? "" : "; ").append("ended before its first data byte");
    }
    if (accesses > ACCESSES_MAX) {
      text.append("; and ").append(accesses - ACCESSES_MAX).append(" more");
    }
    if (!echoed) {
      text.append("  (no W5500 answered the header)");
    }
    String direction = anyRead && anyWrite ? "RW" : anyWrite ? "W" : anyRead ? "R" : "-";
    double seconds = (double) (startedAt - begun) / TimeUnit.SECONDS.toNanos(1);
    lines.accept(
        String.format(
            Locale.ROOT, "%12.6f %8d  %-2s %s  [%d B]", seconds, frame, direction, text, length));
  }
}
