package dev.spinet.drivers.dns;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads the fields of a message one after the other, never beyond its end. */
final class DnsReader {

  private static final int POINTER = 0xc0;
  private static final int LONGEST_NAME = 255;
  private static final int BYTE = 0xff;

  private final byte[] octets;
  private final int length;
  private int at;

  DnsReader(byte[] octets, int length) {
    this.octets = octets;
    this.length = length;
  }

  int position() {
    return at;
  }

  void skip(int count) throws MalformedDnsException {
    require(at, count);
    at += count;
  }

  int octet() throws MalformedDnsException {
    require(at, 1);
    return octets[at++] & BYTE;
  }

  int number16() throws MalformedDnsException {
    return octet() << Byte.SIZE | octet();
  }

  int number32() throws MalformedDnsException {
    return number16() << Short.SIZE | number16();
  }

  /**
   * A name, in lower case with dots between its labels; bytes that no name of a host has are
   * written as {@code \ddd}. Pointers (RFC 1035, section 4.1.4) must go backwards, each further
   * than the one before, so that reading ends.
   */
  String name() throws MalformedDnsException {
    var name = new StringBuilder();
    int wire = 1;
    int from = at;
    int limit = at;
    boolean jumped = false;
    while (true) {
      require(from, 1);
      int count = octets[from] & BYTE;
      if ((count & POINTER) == POINTER) {
        require(from, Short.BYTES);
        int target = (count & ~POINTER) << Byte.SIZE | (octets[from + 1] & BYTE);
        if (target >= limit) {
          throw new MalformedDnsException("a name points forwards");
        }
        at = jumped ? at : from + Short.BYTES;
        jumped = true;
        limit = target;
        from = target;
        continue;
      }
      if ((count & POINTER) != 0) {
        throw new MalformedDnsException("a label of an unknown kind");
      }
      from++;
      if (count == 0) {
        at = jumped ? at : from;
        return name.toString();
      }
      require(from, count);
      wire += 1 + count;
      if (wire > LONGEST_NAME) {
        throw new MalformedDnsException("a name is too long");
      }
      append(name, from, count);
      from += count;
    }
  }

  private void append(StringBuilder name, int from, int count) {
    if (!name.isEmpty()) {
      name.append('.');
    }
    String label = new String(octets, from, count, StandardCharsets.ISO_8859_1);
    for (char character : label.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean plain = character > ' ' && character < Byte.MAX_VALUE;
      if (plain && character != '.' && character != '\\') {
        name.append(character);
      } else {
        name.append("\\%03d".formatted((int) character));
      }
    }
  }

  private void require(int from, int count) throws MalformedDnsException {
    if (count < 0 || from + count > length) {
      throw new MalformedDnsException("cut off");
    }
  }
}
