package dev.spinet.simulator.trace;

import dev.spinet.simulator.net.LanListener;
import dev.spinet.simulator.net.LanPort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Writes the Ethernet frames of a network as a capture file of the classic format, with times in
 * nanoseconds (draft-ietf-opsawg-pcap), which tcpdump and Wireshark open. A frame stands in it
 * once, at the time at which its station has put it on the cable, whatever becomes of it then.
 */
public final class PcapFile implements LanListener {

  private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
  private static final short VERSION_MAJOR = 2;
  private static final short VERSION_MINOR = 4;
  private static final int SNAP_LENGTH = 1 << 16;
  private static final int LINK_TYPE_ETHERNET = 1;
  private static final int FILE_HEADER_SIZE = 24;
  private static final int RECORD_HEADER_SIZE = 16;

  private final OutputStream out;
  private final CaptureTime time;
  private final ByteBuffer header =
      ByteBuffer.allocate(RECORD_HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * Begins a file.
   *
   * @param out gets the file; a stream that fails loses the frame at hand, so let it be one that
   *     reports its failure itself
   * @param time what time it is
   * @throws IOException if the stream does not take the beginning
   */
  public PcapFile(OutputStream out, CaptureTime time) throws IOException {
    this.out = out;
    this.time = time;
    out.write(
        ByteBuffer.allocate(FILE_HEADER_SIZE)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(MAGIC_NANOSECONDS)
            .putShort(VERSION_MAJOR)
            .putShort(VERSION_MINOR)
            .putLong(0)
            .putInt(SNAP_LENGTH)
            .putInt(LINK_TYPE_ETHERNET)
            .array());
  }

  @Override
  public void transmitted(LanPort from, byte[] frame) {
    long now = time.epochNanos();
    header
        .clear()
        .putInt((int) TimeUnit.NANOSECONDS.toSeconds(now))
        .putInt((int) (now % TimeUnit.SECONDS.toNanos(1)))
        .putInt(frame.length)
        .putInt(frame.length);
    try {
      out.write(header.array());
      out.write(frame);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
