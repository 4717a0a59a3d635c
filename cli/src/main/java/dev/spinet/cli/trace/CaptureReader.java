package dev.spinet.cli.trace;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Ethernet frames of a capture: the classic format (draft-ietf-opsawg-pcap) and the next
 * generation (draft-ietf-opsawg-pcapng). A last record that is not complete yet is left out, since
 * captures can be read while they grow.
 */
final class CaptureReader {

  static final int PCAP_MICROSECONDS = 0xA1B2C3D4;
  static final int PCAP_NANOSECONDS = 0xA1B23C4D;
  static final int PCAPNG = 0x0A0D0D0A;

  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int OPTION_TIME_RESOLUTION = 9;
  private static final int ETHERNET = 1;
  private static final int LONGEST_RECORD = 1 << 24;
  private static final double MICRO = 1e-6;
  private static final double NANO = 1e-9;
  private static final int BINARY_RESOLUTION = 0x80;

  private final DataInputStream in;
  private final Packets packets;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  /** By number of the interface. */
  private final List<Double> resolutions = new ArrayList<>();

  /** Gets packets. */
  interface Packets {

    /**
     * A packet.
     *
     * @param seconds when, since 1970
     * @param frame the Ethernet frame
     * @return whether more are wanted
     */
    boolean packet(double seconds, byte[] frame);
  }

  CaptureReader(InputStream in, Packets packets) {
    this.in = new DataInputStream(in);
    this.packets = packets;
  }

  /** Whether a file that begins so is a capture. */
  static boolean is(int magic) {
    return magic == PCAPNG || orderOf(magic) != null;
  }

  private static @Nullable ByteOrder orderOf(int magic) {
    if (magic == PCAP_MICROSECONDS || magic == PCAP_NANOSECONDS) {
      return ByteOrder.BIG_ENDIAN;
    }
    int turned = Integer.reverseBytes(magic);
    return turned == PCAP_MICROSECONDS || turned == PCAP_NANOSECONDS
        ? ByteOrder.LITTLE_ENDIAN
        : null;
  }

  /** Reads all of it. */
  void read() throws IOException {
    try {
      int magic = in.readInt();
      if (magic == PCAPNG) {
        blocks();
      } else {
        classic(magic);
      }
    } catch (EOFException e) {
      // The end, or a record that is still being written.
      return;
    }
  }

  private ByteBuffer bytes(int count) throws IOException {
    if (count < 0 || count > LONGEST_RECORD) {
      throw new ProtocolException("the capture is damaged: a record of %d bytes".formatted(count));
    }
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(order);
  }

  private void classic(int magic) throws IOException {
    var found = orderOf(magic);
    if (found == null) {
      throw new ProtocolException("this is no capture");
    }
    order = found;
    boolean nanoseconds =
        magic == PCAP_NANOSECONDS || Integer.reverseBytes(magic) == PCAP_NANOSECONDS;
    requireEthernet(bytes(20).getInt(16));
    boolean more = true;
    while (more) {
      var header = bytes(16);
      double fraction = Integer.toUnsignedLong(header.getInt(4)) * (nanoseconds ? NANO : MICRO);
      double seconds = Integer.toUnsignedLong(header.getInt(0)) + fraction;
      more = packets.packet(seconds, bytes(header.getInt(8)).array());
    }
  }

  private static void requireEthernet(int linkType) throws ProtocolException {
    if ((linkType & 0xFFFF) != ETHERNET) {
      throw new ProtocolException("the capture has no Ethernet frames in it");
    }
  }

  private void blocks() throws IOException {
    section();
    boolean more = true;
    while (more) {
      int type = order == ByteOrder.BIG_ENDIAN ? in.readInt() : Integer.reverseBytes(in.readInt());
      if (type == PCAPNG) {
        section();
        continue;
      }
      int length = bytes(4).getInt();
      var body = bytes(length - 12);
      bytes(4);
      switch (type) {
        case INTERFACE_DESCRIPTION -> describe(body);
        case ENHANCED_PACKET -> more = enhanced(body);
        default -> {
          // Statistics, names, and what others have put there.
        }
      }
    }
  }

  /**
   * The rest of a section's header: the length of the block comes before the order of its bytes.
   */
  private void section() throws IOException {
    var start = bytes(8).order(ByteOrder.BIG_ENDIAN);
    order = start.getInt(4) == BYTE_ORDER_MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    if (start.order(order).getInt(4) != BYTE_ORDER_MAGIC) {
      throw new ProtocolException("the capture is damaged: a section without its mark");
    }
    bytes(start.getInt(0) - 12);
    resolutions.clear();
  }

  private void describe(ByteBuffer body) throws ProtocolException {
    requireEthernet(Short.toUnsignedInt(body.getShort(0)));
    double resolution = MICRO;
    int at = 8;
    while (at + 4 <= body.limit()) {
      int code = Short.toUnsignedInt(body.getShort(at));
      int length = Short.toUnsignedInt(body.getShort(at + 2));
      if (code == OPTION_TIME_RESOLUTION && length == 1 && at + 4 < body.limit()) {
        int value = body.get(at + 4) & 0xFF;
        resolution =
            (value & BINARY_RESOLUTION) == 0
                ? Math.pow(10, -value)
                : Math.pow(2, -(value & ~BINARY_RESOLUTION));
      }
      at += 4 + (length + 3) / 4 * 4;
    }
    resolutions.add(resolution);
  }

  private boolean enhanced(ByteBuffer body) throws ProtocolException {
    int number = body.getInt(0);
    int length = body.getInt(12);
    if (number < 0 || number >= resolutions.size() || length < 0 || length > body.limit() - 20) {
      throw new ProtocolException("the capture is damaged: a packet that is not in it");
    }
    long ticks =
        Integer.toUnsignedLong(body.getInt(4)) << Integer.SIZE
            | Integer.toUnsignedLong(body.getInt(8));
    byte[] frame = new byte[length];
    body.get(20, frame);
    return packets.packet(ticks * resolutions.get(number), frame);
  }
}
