package dev.spinet.simulator.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What both ends of the sockets have to know; {@code docs/simulator.md} has it in words. */
final class SpiSocketProtocol {

  /** The length before the bytes of a frame, high byte first. */
  static final int LENGTH_SIZE = Integer.BYTES;

  /** The bytes of the longest frame: a header and as much as 16 bits can address. */
  static final int MAX_FRAME = (1 << Short.SIZE) + 3;

  /** The longest wait for the rest of something that has begun. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The longest line of the control connection in bytes, its end not counted. */
  static final int MAX_LINE = 256;

  // What clients of the control connection say.
  static final String INTERRUPT = "int";
  static final String WATCH = "watch";
  static final String UNWATCH = "unwatch";
  static final String RESET_ASSERT = "reset assert";
  static final String RESET_RELEASE = "reset release";
  static final String DIAGNOSTICS = "diagnostics";

  // What they are told.
  static final String INTERRUPT_ASSERTED = "int asserted";
  static final String INTERRUPT_RELEASED = "int released";
  static final String OK = "ok";

  private SpiSocketProtocol() {}

  static Path controlPath(Path path) {
    return path.resolveSibling(path.getFileName() + ".control");
  }

  /** Sends a line to the other end of a control connection. */
  static void say(TimedChannel channel, String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)), PATIENCE_NANOS);
  }

  static String interruptLine(boolean asserted) {
    return asserted ? INTERRUPT_ASSERTED : INTERRUPT_RELEASED;
  }
}
