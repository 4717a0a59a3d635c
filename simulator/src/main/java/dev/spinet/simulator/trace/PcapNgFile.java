package dev.spinet.simulator.trace;

import dev.spinet.simulator.net.LanListener;
import dev.spinet.simulator.net.LanPort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the Ethernet frames of a network as a pcapng file (draft-ietf-opsawg-pcapng), which
 * tcpdump and Wireshark open. Each station is an interface with its name, so that one sees who has
 * sent what; else it is as with {@link PcapFile}.
 */
public final class PcapNgFile implements LanListener {

  private static final int SECTION_HEADER = 0x0A0D0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final short VERSION_MAJOR = 1;
  private static final short VERSION_MINOR = 0;
  private static final long SECTION_LENGTH_UNKNOWN = -1;
  private static final short LINK_TYPE_ETHERNET = 1;
  private static final short OPTION_INTERFACE_NAME = 2;
  private static final short OPTION_TIME_RESOLUTION = 9;

  /** Times are multiples of 10 to the power of minus this. */
  private static final byte NANOSECONDS = 9;

  private static final int ALIGNMENT = 4;

  /** A block's type and both its lengths. */
  private static final int FRAME_OF_BLOCK = 12;

  /** A block without the bytes of its Ethernet frame or name is shorter than this. */
  private static final int REST_MAX = 64;

  private final OutputStream out;
  private final CaptureTime time;
  private final List<String> interfaces = new ArrayList<>();

  /**
   * Begins a file.
   *
   * @param out gets the file; a stream that fails loses the frame at hand, so let it be one that
   *     reports its failure itself
   * @param time what time it is
   * @throws IOException if the stream does not take the beginning
   */
  public PcapNgFile(OutputStream out, CaptureTime time) throws IOException {
    this.out = out;
    this.time = time;
    write(
        SECTION_HEADER,
        block(0)
            .putInt(BYTE_ORDER_MAGIC)
            .putShort(VERSION_MAJOR)
            .putShort(VERSION_MINOR)
            .putLong(SECTION_LENGTH_UNKNOWN));
  }

  @Override
  public void transmitted(LanPort from, byte[] frame) {
    try {
      int number = interfaces.indexOf(from.name());
      if (number < 0) {
        number = interfaces.size();
        interfaces.add(from.name());
        describe(from.name());
      }
      long now = time.epochNanos();
      var packet =
          block(frame.length)
              .putInt(number)
              .putInt((int) (now >>> Integer.SIZE))
              .putInt((int) now)
              .putInt(frame.length)
              .putInt(frame.length)
              .put(frame);
      write(ENHANCED_PACKET, packet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void describe(String name) throws IOException {
    var text = name.getBytes(StandardCharsets.UTF_8);
    // The snap length 0 means that no frame is ever cut.
    var description = block(text.length).putShort(LINK_TYPE_ETHERNET).putShort((short) 0).putInt(0);
    description.putShort(OPTION_INTERFACE_NAME).putShort((short) text.length).put(text);
    pad(description);
    description.putShort(OPTION_TIME_RESOLUTION).putShort((short) 1).put(NANOSECONDS);
    pad(description);
    write(INTERFACE_DESCRIPTION, description.putInt(0));
  }

  /** Memory for a block, with its type and its length left free. */
  private static ByteBuffer block(int variable) {
    return ByteBuffer.allocate(REST_MAX + variable)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(2 * Integer.BYTES);
  }

  private static void pad(ByteBuffer block) {
    while (block.position() % ALIGNMENT != 0) {
      block.put((byte) 0);
    }
  }

  private void write(int type, ByteBuffer block) throws IOException {
    pad(block);
    int length = block.position() - 2 * Integer.BYTES + FRAME_OF_BLOCK;
    block.putInt(length).putInt(0, type).putInt(Integer.BYTES, length);
    var bytes = new byte[length];
    block.get(0, bytes);
    out.write(bytes);
  }
}
