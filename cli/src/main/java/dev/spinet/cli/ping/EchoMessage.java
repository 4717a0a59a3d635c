package dev.spinet.cli.ping;

import java.nio.ByteBuffer;

/**
 * ICMP echo requests, and the replies to them (RFC 792, "Echo or Echo Reply Message"): type, code,
 * checksum, identifier, sequence number, data.
 */
public final class EchoMessage {

  /** Bytes before the data. */
  public static final int HEADER_BYTES = 8;

  private static final byte ECHO_REPLY = 0;
  private static final byte ECHO_REQUEST = 8;
  private static final int CHECKSUM = 2;
  private static final int IDENTIFIER = 4;
  private static final int SEQUENCE = 6;
  private static final int LOW_16 = 0xFFFF;

  private EchoMessage() {}

  /**
   * A request whose data are counted up from 0.
   *
   * @param identifier tells whose request it is, 16 bits
   * @param sequence tells which one it is, 16 bits
   * @param dataBytes how many bytes of data
   * @return the message, without an IP header
   */
  public static byte[] request(int identifier, int sequence, int dataBytes) {
    byte[] message = new byte[HEADER_BYTES + dataBytes];
    var buffer = ByteBuffer.wrap(message);
    buffer.put(0, ECHO_REQUEST);
    buffer.putShort(IDENTIFIER, (short) identifier);
    buffer.putShort(SEQUENCE, (short) sequence);
    for (int i = 0; i < dataBytes; i++) {
      message[HEADER_BYTES + i] = (byte) i;
    }
    buffer.putShort(CHECKSUM, (short) checksum(message));
    return message;
  }

  /**
   * Whether a message is the reply to the request, and has come in one piece.
   *
   * @param message what has come
   * @param request what was sent
   * @return whether it is
   */
  public static boolean isReply(byte[] message, byte[] request) {
    if (message.length != request.length
        || message[0] != ECHO_REPLY
        || message[1] != 0
        || checksum(message) != 0) {
      return false;
    }
    for (int i = IDENTIFIER; i < message.length; i++) {
      if (message[i] != request[i]) {
        return false;
      }
    }
    return true;
  }

  /** The checksum of the Internet (RFC 1071); 0 over a message that has its own in it. */
  private static int checksum(byte[] message) {
    int sum = 0;
    for (int i = 0; i < message.length; i += 2) {
      int low = i + 1 < message.length ? message[i + 1] & 0xFF : 0;
      sum += (message[i] & 0xFF) << Byte.SIZE | low;
    }
    while (sum >>> Short.SIZE != 0) {
      sum = (sum & LOW_16) + (sum >>> Short.SIZE);
    }
    return ~sum & LOW_16;
  }
}
