package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A question for the IPv4 addresses of a name, and how to find them in its answer (RFC 1035). */
final class DnsMessage {
  private static final int HEADER = 12;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RESPONSE = 0x8000;
  private static final int CODE_MASK = 0xF;
  private static final int TYPE_A = 1;
  private static final int CLASS_IN = 1;
  private static final int LABEL_MAX = 63;
  private static final int NAME_MAX = 253;
  private static final int POINTER = 0xC0;

  private final int id;
  private final byte[] name;

  private DnsMessage(int id, byte[] name) {
    this.id = id;
    this.name = name;
  }

  /** A question; empty if this cannot be a name. */
  static Optional<DnsMessage> question(int id, String name) {
    var encoded = new ByteArrayOutputStream();
    if (name.isEmpty() || name.length() > NAME_MAX) {
      return Optional.empty();
    }
    for (var label : name.split("\\.", -1)) {
      var bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length == 0 || bytes.length > LABEL_MAX) {
        return Optional.empty();
      }
      encoded.write(bytes.length);
      encoded.writeBytes(bytes);
    }
    encoded.write(0);
    return Optional.of(new DnsMessage(id, encoded.toByteArray()));
  }

  byte[] toPayload() {
    return ByteBuffer.allocate(HEADER + name.length + 2 * Short.BYTES)
        .putShort((short) id)
        .putShort((short) RECURSION_DESIRED)
        .putShort((short) 1)
        .putShort((short) 0)
        .putInt(0)
        .put(name)
        .putShort((short) TYPE_A)
        .putShort((short) CLASS_IN)
        .array();
  }

  /** The addresses in an answer, none if the name has none; empty if it is no answer to this. */
  Optional<List<Ipv4Address>> answersIn(UdpDatagram datagram) {
    var message =
        ByteBuffer.wrap(
            datagram.ip().ethernet().bytes(), datagram.payloadOffset(), datagram.payloadLength());
    try {
      if ((message.getShort() & 0xFFFF) != id) {
        return Optional.empty();
      }
      int flags = message.getShort();
      int questions = message.getShort();
      int answers = message.getShort() & 0xFFFF;
      message.getInt();
      if ((flags & RESPONSE) == 0 || questions != 1) {
        return Optional.empty();
      }
      skipName(message);
      message.getInt();
      List<Ipv4Address> found = new ArrayList<>();
      for (int i = 0; i < answers && (flags & CODE_MASK) == 0; i++) {
        skipName(message);
        int type = message.getShort();
        message.getShort();
        message.getInt();
        var data = new byte[message.getShort() & 0xFFFF];
        message.get(data);
        if (type == TYPE_A && data.length == Ipv4Address.BYTES) {
          found.add(Ipv4Address.read(data, 0));
        }
      }
      return Optional.of(found);
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static void skipName(ByteBuffer message) {
    for (int size = message.get() & 0xFF; size != 0; size = message.get() & 0xFF) {
      if (size >= POINTER) {
        message.get();
        return;
      }
      var _ = message.get(new byte[size]);
    }
  }
}
