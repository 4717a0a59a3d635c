package dev.spinet.drivers.esp32.at;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A reader of lines with a fault that only some sequence of bytes uncovers: the end of link 3.
 * Chance alone would hardly ever come upon it.
 */
public final class PlantedBug implements AtLexer.Events {

  private static final int LINK = 3;
  private static final AtToken CLOSED = new AtToken("CLOSED");

  private PlantedBug() {}

  /**
   * What the fuzzer calls, by the name that it looks for.
   *
   * @param input bytes
   */
  public static void fuzzerTestOneInput(byte[] input) {
    new AtLexer(new PlantedBug()).feed(MemorySegment.ofArray(input), input.length);
  }

  @Override
  public void line(AtLine line) {
    if (line.number(0, LINK) == LINK && line.skip(',') && line.skip(CLOSED)) {
      throw new IllegalStateException("found");
    }
  }

  @Override
  public void prompt() {}

  @Override
  public int payloadBehind(AtLine line, byte delimiter) {
    return -1;
  }

  @Override
  public @Nullable PayloadSink sink() {
    return null;
  }

  @Override
  public boolean lineEndFollows() {
    return false;
  }

  @Override
  public void payloadNotFollowedByLineEnd() {}
}
