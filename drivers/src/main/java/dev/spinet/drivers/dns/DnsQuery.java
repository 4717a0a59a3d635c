package dev.spinet.drivers.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A question for the IPv4 addresses of a host.
 *
 * @param id ties the answer to it, 0 to 65535
 * @param name the host
 */
record DnsQuery(int id, HostName name) {

  /** The longest message without extensions over UDP (RFC 1035, section 4.2.1). */
  static final int MAXIMUM_UDP = 512;

  static final int HEADER = 12;
  static final int TYPE_A = 1;
  static final int TYPE_CNAME = 5;
  static final int CLASS_IN = 1;

  private static final int RECURSION_DESIRED = 0x0100;

  /** The message (RFC 1035, section 4.1). */
  byte[] encode() {
    var out = new ByteArrayOutputStream(MAXIMUM_UDP);
    var header = ByteBuffer.allocate(HEADER);
    header.putShort((short) id).putShort((short) RECURSION_DESIRED).putShort((short) 1);
    out.writeBytes(header.array());
    for (String label : name.labels()) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES)
            .putShort((short) TYPE_A)
            .putShort((short) CLASS_IN)
            .array());
    return out.toByteArray();
  }
}
