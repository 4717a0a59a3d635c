package dev.spinet.simulator.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Levels of wires over time as a Value Change Dump (IEEE 1364-2005, chapter 18), in nanoseconds.
 * Time only goes forward: who comes with an earlier one gets the last one.
 */
final class VcdFile {

  /** Undriven, as a chip leaves its output while it is not selected. */
  static final char HIGH_IMPEDANCE = 'z';

  /** Nobody has looked. */
  static final char UNKNOWN = 'x';

  static final char LOW = '0';
  static final char HIGH = '1';

  private static final char FIRST_IDENTIFIER = '!';
  private static final int TIME_MAX = 24;

  private final OutputStream out;
  private final char[] levels;
  private final byte[] scratch = new byte[TIME_MAX];
  private long now;
  private boolean timeWritten = true;
  private boolean changed;

  VcdFile(OutputStream out, List<String> names, char... initial) throws IOException {
    this.out = out;
    this.levels = initial.clone();
    var header = new StringBuilder("$version Spinet $end\n$timescale 1 ns $end\n");
    header.append("$scope module board $end\n");
    for (int wire = 0; wire < names.size(); wire++) {
      header.append("$var wire 1 ").append(identifier(wire)).append(' ');
      header.append(names.get(wire)).append(" $end\n");
    }
    header.append("$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n");
    for (int wire = 0; wire < initial.length; wire++) {
      header.append(initial[wire]).append(identifier(wire)).append('\n');
    }
    header.append("$end\n");
    out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static char identifier(int wire) {
    return (char) (FIRST_IDENTIFIER + wire);
  }

  long now() {
    return now;
  }

  /** Goes on to a time; an earlier one than the present changes nothing. */
  void advanceTo(long nanos) {
    if (nanos > now) {
      now = nanos;
      timeWritten = false;
    }
  }

  /** Sets a wire; no change is not written. */
  void set(int wire, char level) {
    if (levels[wire] == level) {
      return;
    }
    levels[wire] = level;
    changed = true;
    try {
      if (!timeWritten) {
        timeWritten = true;
        writeTime();
      }
      scratch[0] = (byte) level;
      scratch[1] = (byte) identifier(wire);
      scratch[2] = '\n';
      out.write(scratch, 0, 3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeTime() throws IOException {
    int at = scratch.length;
    scratch[--at] = '\n';
    long rest = now;
    do {
      scratch[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    scratch[--at] = '#';
    out.write(scratch, at, scratch.length - at);
  }

  boolean hasChangedSinceMark() {
    return changed;
  }

  /** Marks the present time, so that a viewer shows the wires up to it. */
  void mark() {
    changed = false;
    if (!timeWritten) {
      timeWritten = true;
      try {
        writeTime();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public String toString() {
    return now + " ns " + Arrays.toString(levels);
  }
}
