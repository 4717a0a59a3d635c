package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A DHCP message (RFC 2131, section 2), as far as a client on Ethernet needs it.
 *
 * @param reply whether it comes from a server
 * @param transaction what ties answers to questions
 * @param seconds how long the client has been trying, 0 to 65535
 * @param broadcast whether the client can take no answer sent to its address
 * @param clientAddress ciaddr: the address the client has, or 0
 * @param yourAddress yiaddr: the address the server gives, or 0
 * @param hardware the client's hardware address
 * @param options the options
 */
record DhcpMessage(
    boolean reply,
    int transaction,
    int seconds,
    boolean broadcast,
    int clientAddress,
    int yourAddress,
    MacAddress hardware,
    DhcpOptions options) {

  static final int CLIENT_PORT = 68;
  static final int SERVER_PORT = 67;

  /** The longest message every server may send without asking (RFC 2131, section 2). */
  static final int MAXIMUM_SIZE = 576;

  private static final int BOOT_REQUEST = 1;
  private static final int BOOT_REPLY = 2;
  private static final int ETHERNET = 1;
  private static final int MAC_LENGTH = 6;
  private static final int BROADCAST_FLAG = 0x8000;
  private static final int MAGIC_COOKIE = 0x63825363;

  private static final int HARDWARE_AT = 28;
  private static final int SERVER_NAME_AT = 44;
  private static final int FILE_AT = 108;
  private static final int COOKIE_AT = 236;
  private static final int OPTIONS_AT = 240;

  /** Relays and servers of BOOTP's time drop shorter messages (RFC 1542, section 2.1). */
  private static final int MINIMUM_SIZE = 300;

  private static final int OVERLOAD_FILE = 1;
  private static final int OVERLOAD_SERVER_NAME = 2;

  /** What a message is, which every DHCP message says. */
  MessageType type() throws MalformedDhcpException {
    OptionalInt code = options.octet(DhcpOptions.MESSAGE_TYPE);
    return Arrays.stream(MessageType.values())
        .filter(type -> code.isPresent() && type.code() == code.getAsInt())
        .findFirst()
        .orElseThrow(() -> new MalformedDhcpException("no kind of message that a client gets"));
  }

  /** Options that say what a message is. */
  static DhcpOptions optionsOf(MessageType type) {
    return new DhcpOptions().putByte(DhcpOptions.MESSAGE_TYPE, type.code());
  }

  byte[] encode() {
    var head = ByteBuffer.allocate(OPTIONS_AT);
    head.put((byte) (reply ? BOOT_REPLY : BOOT_REQUEST));
    head.put((byte) ETHERNET).put((byte) MAC_LENGTH).put((byte) 0);
    head.putInt(transaction);
    head.putShort((short) seconds);
    head.putShort((short) (broadcast ? BROADCAST_FLAG : 0));
    head.putInt(clientAddress).putInt(yourAddress);
    head.put(HARDWARE_AT, hardware.octets());
    head.putInt(COOKIE_AT, MAGIC_COOKIE);
    var out = new ByteArrayOutputStream(MINIMUM_SIZE);
    out.writeBytes(head.array());
    options.write(out);
    out.write(DhcpOptions.END);
    return Arrays.copyOf(out.toByteArray(), Math.max(out.size(), MINIMUM_SIZE));
  }

  /**
   * Reads a message.
   *
   * @param octets holds the message
   * @param length bytes of it
   * @throws MalformedDhcpException if it is none for an Ethernet client, or is cut off
   */
  static DhcpMessage parse(byte[] octets, int length) throws MalformedDhcpException {
    if (length < OPTIONS_AT) {
      throw new MalformedDhcpException("only %d bytes".formatted(length));
    }
    var in = ByteBuffer.wrap(octets, 0, length);
    int operation = in.get();
    boolean forEthernet = in.get() == ETHERNET && in.get() == MAC_LENGTH;
    if (!forEthernet || (operation != BOOT_REQUEST && operation != BOOT_REPLY)) {
      throw new MalformedDhcpException("no message to or from an Ethernet client");
    }
    if (in.getInt(COOKIE_AT) != MAGIC_COOKIE) {
      throw new MalformedDhcpException("no DHCP options");
    }
    return new DhcpMessage(
        operation == BOOT_REPLY,
        in.getInt(4),
        Short.toUnsignedInt(in.getShort(8)),
        (in.getShort(10) & BROADCAST_FLAG) != 0,
        in.getInt(12),
        in.getInt(16),
        MacAddress.of(Arrays.copyOfRange(octets, HARDWARE_AT, HARDWARE_AT + MAC_LENGTH)),
        options(octets, length));
  }

  /** The options, which may go on in the fields for file and server names. */
  private static DhcpOptions options(byte[] octets, int length) throws MalformedDhcpException {
    var options = new DhcpOptions();
    options.read(octets, OPTIONS_AT, length);
    int overload = options.octet(DhcpOptions.OVERLOAD).orElse(0);
    if ((overload & OVERLOAD_FILE) != 0) {
      options.read(octets, FILE_AT, COOKIE_AT);
    }
    if ((overload & OVERLOAD_SERVER_NAME) != 0) {
      options.read(octets, SERVER_NAME_AT, FILE_AT);
    }
    return options;
  }

  @Override
  public String toString() {
    return "DHCP %s transaction %08x, client %s, your %s"
        .formatted(
            reply ? "reply" : "request",
            transaction,
            Ipv4Bits.text(clientAddress),
            Ipv4Bits.text(yourAddress));
  }
}
