package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.bindings.bus.SpiFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpidevLimitsTest {
  /** The frames of a TCP receive: pointers, data, pointer, command. */
  private static final List<SpiFrame> RECEIVE =
      List.of(SpiFrame.fixed(9), SpiFrame.reading(3), SpiFrame.fixed(5), SpiFrame.fixed(4));

  @ParameterizedTest
  @CsvSource({
    // Fixed bytes: 16 + 8 + 8 + 8 where 8 is the alignment, 4 times 128 on ARM.
    "4096, 8, 4056",
    "4096, 128, 3584",
    "65536, 128, 65024",
    "65536, 8, 65496",
    // What is left is rounded down, for the kernel rounds up.
    "4100, 8, 4056",
    "4095, 8, 4048",
    "640, 128, 128",
    "4096, 1, 4075"
  })
  void thePayloadIsWhatTheFixedBytesLeave(int bufferSize, int alignment, int expected) {
    assertEquals(expected, new SpidevLimits(bufferSize, alignment).maxPayload(RECEIVE));
  }

  @Test
  void theLongestPayloadFitsTheKernelsRuleAndOneMoreDoesNot() {
    for (int alignment : new int[] {1, 8, 64, 128}) {
      for (int bufferSize = 1024; bufferSize < 1300; bufferSize++) {
        int most = new SpidevLimits(bufferSize, alignment).maxPayload(RECEIVE);
        assertEquals(true, fits(RECEIVE, most, bufferSize, alignment));
        assertEquals(false, fits(RECEIVE, most + 1, bufferSize, alignment));
      }
    }
  }

  /** The rule of spidev_message, the straight way: sum up each direction and compare. */
  private static boolean fits(List<SpiFrame> frames, int payload, int bufferSize, int alignment) {
    long out = 0;
    long in = 0;
    for (var frame : frames) {
      long fixed = Math.ceilDiv(frame.length(), alignment) * (long) alignment;
      long rounded = Math.ceilDiv(payload, alignment) * (long) alignment;
      out += fixed + (frame.payload() == SpiFrame.Payload.WRITE ? rounded : 0);
      in += fixed + (frame.payload() == SpiFrame.Payload.READ ? rounded : 0);
    }
    return out <= bufferSize && in <= bufferSize;
  }

  @Test
  void framesWithoutPayloadHaveNone() {
    assertEquals(0, new SpidevLimits(4096, 128).maxPayload(List.of(SpiFrame.fixed(4))));
    assertEquals(
        0,
        new SpidevLimits(4096, 128).maxPayload(Collections.nCopies(32, SpiFrame.fixed(4))),
        "32 small frames fill the buffer on ARM");
  }

  @Test
  void whatCannotFitIsRefused() {
    var limits = new SpidevLimits(4096, 128);
    var tooMany = Collections.nCopies(33, SpiFrame.fixed(4));
    assertThrows(IllegalArgumentException.class, () -> limits.maxPayload(tooMany));
    var tooLong = List.of(SpiFrame.fixed(4097));
    assertThrows(IllegalArgumentException.class, () -> limits.maxPayload(tooLong));
    var noRoom = List.of(SpiFrame.fixed(3968), SpiFrame.reading(3));
    assertThrows(IllegalArgumentException.class, () -> limits.maxPayload(noRoom));
  }

  @Test
  void noMoreTransfersThanTheRequestNumberCanSay() {
    var limits = new SpidevLimits(1 << 20, 8);
    assertEquals(0, limits.maxPayload(Collections.nCopies(511, SpiFrame.fixed(1))));
    var tooMany = Collections.nCopies(512, SpiFrame.fixed(1));
    assertThrows(IllegalArgumentException.class, () -> limits.maxPayload(tooMany));
  }

  @Test
  void theBufferSizeIsReadFromTheModule(@TempDir Path folder) throws IOException {
    var parameter = folder.resolve("bufsiz");
    assertEquals(4096, SpidevLimits.readBufferSize(parameter), "no module");
    Files.writeString(parameter, "65536\n");
    assertEquals(65_536, SpidevLimits.readBufferSize(parameter));
    Files.writeString(parameter, "many\n");
    assertEquals(4096, SpidevLimits.readBufferSize(parameter), "not a number");
  }

  @Test
  void theLargestAlignmentIsAssumedOnEveryMachine() {
    var limits = SpidevLimits.of(OptionalInt.of(8192));

    assertEquals(new SpidevLimits(8192, 128), limits);
  }
}
