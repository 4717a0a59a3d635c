package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a message by their codes (RFC 2132). An option that comes in several pieces is one
 * option (RFC 3396). Reading never fails: what is absent or has a wrong length is empty.
 */
final class DhcpOptions {

  static final int PAD = 0;
  static final int SUBNET_MASK = 1;
  static final int ROUTER = 3;
  static final int NAME_SERVER = 6;
  static final int HOST_NAME = 12;
  static final int DOMAIN_NAME = 15;
  static final int INTERFACE_MTU = 26;
  static final int BROADCAST_ADDRESS = 28;
  static final int REQUESTED_ADDRESS = 50;
  static final int LEASE_TIME = 51;
  static final int OVERLOAD = 52;
  static final int MESSAGE_TYPE = 53;
  static final int SERVER_IDENTIFIER = 54;
  static final int PARAMETER_LIST = 55;
  static final int MESSAGE = 56;
  static final int MAXIMUM_SIZE = 57;
  static final int RENEWAL_TIME = 58;
  static final int REBINDING_TIME = 59;
  static final int CLIENT_IDENTIFIER = 61;
  static final int END = 255;

  private static final int LONGEST = 255;
  private static final int HIGHEST_BYTE = 0xff;

  private final Map<Integer, byte[]> values = new TreeMap<>();

  /** Sets an option made of bytes. Longer ones than 255 bytes are cut. */
  DhcpOptions put(int code, byte... value) {
    values.put(code, value.length > LONGEST ? java.util.Arrays.copyOf(value, LONGEST) : value);
    return this;
  }

  /** Sets an option that is one byte. */
  DhcpOptions putByte(int code, int value) {
    return put(code, (byte) value);
  }

  /** Sets an option that is two bytes. */
  DhcpOptions putShort(int code, int value) {
    return put(code, (byte) (value >>> 8), (byte) value);
  }

  /** Sets an option that is an address or another four bytes. */
  DhcpOptions putInt(int code, int value) {
    return put(
        code, (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value);
  }

  /** Sets an option that is a text. */
  DhcpOptions putText(int code, String value) {
    return put(code, value.getBytes(StandardCharsets.US_ASCII));
  }

  /** An option of exactly one byte. */
  OptionalInt octet(int code) {
    byte[] value = values.get(code);
    return value == null || value.length != 1
        ? OptionalInt.empty()
        : OptionalInt.of(Byte.toUnsignedInt(value[0]));
  }

  /** An option of exactly two bytes. */
  OptionalInt number16(int code) {
    byte[] value = values.get(code);
    return value == null || value.length != Short.BYTES
        ? OptionalInt.empty()
        : OptionalInt.of(Byte.toUnsignedInt(value[0]) << Byte.SIZE | Byte.toUnsignedInt(value[1]));
  }

  /** An option of exactly four bytes that is an address. */
  OptionalInt address(int code) {
    byte[] value = values.get(code);
    return value == null || value.length != Integer.BYTES
        ? OptionalInt.empty()
        : OptionalInt.of(int32(value, 0));
  }

  /** An option of exactly four bytes that is a time in seconds. */
  OptionalLong seconds(int code) {
    var bits = address(code);
    return bits.isPresent()
        ? OptionalLong.of(Integer.toUnsignedLong(bits.getAsInt()))
        : OptionalLong.empty();
  }

  /** The addresses in an option, those that are hosts'; empty if its length is no multiple of 4. */
  List<Integer> hosts(int code) {
    List<Integer> hosts = new ArrayList<>();
    byte[] value = values.get(code);
    if (value != null && value.length % Integer.BYTES == 0) {
      for (int i = 0; i < value.length; i += Integer.BYTES) {
        int bits = int32(value, i);
        if (Ipv4Bits.isHost(bits)) {
          hosts.add(bits);
        }
      }
    }
    return hosts;
  }

  /** An option that is a text: its printable ASCII characters, since it ends up in messages. */
  @Nullable String text(int code) {
    byte[] value = values.get(code);
    if (value == null) {
      return null;
    }
    var text = new StringBuilder();
    for (byte octet : value) {
      if (octet > ' ' - 1 && octet < Byte.MAX_VALUE) {
        text.append((char) octet);
      }
    }
    return text.isEmpty() ? null : text.toString();
  }

  private static int int32(byte[] value, int at) {
    return Byte.toUnsignedInt(value[at]) << 24
        | Byte.toUnsignedInt(value[at + 1]) << 16
        | Byte.toUnsignedInt(value[at + 2]) << 8
        | Byte.toUnsignedInt(value[at + 3]);
  }

  /** Appends the options, without the end mark. The message type goes first, as is usual. */
  void write(ByteArrayOutputStream out) {
    write(out, MESSAGE_TYPE);
    for (int code : values.keySet()) {
      if (code != MESSAGE_TYPE) {
        write(out, code);
      }
    }
  }

  private void write(ByteArrayOutputStream out, int code) {
    byte[] value = values.get(code);
    if (value != null) {
      out.write(code);
      out.write(value.length);
      out.writeBytes(value);
    }
  }

  /**
   * Adds the options in a part of a message.
   *
   * @throws MalformedDhcpException if one of them reaches beyond the part
   */
  void read(byte[] octets, int from, int to) throws MalformedDhcpException {
    int at = from;
    while (at < to) {
      int code = octets[at++] & HIGHEST_BYTE;
      if (code == END) {
        return;
      }
      if (code == PAD) {
        continue;
      }
      if (at >= to || at + 1 + (octets[at] & HIGHEST_BYTE) > to) {
        throw new MalformedDhcpException("option %d is cut off".formatted(code));
      }
      int length = octets[at++] & HIGHEST_BYTE;
      append(code, octets, at, length);
      at += length;
    }
  }

  private void append(int code, byte[] octets, int at, int length) {
    byte[] before = values.getOrDefault(code, new byte[0]);
    byte[] joined = java.util.Arrays.copyOf(before, before.length + length);
    System.arraycopy(octets, at, joined, before.length, length);
    values.put(code, joined);
  }
}
