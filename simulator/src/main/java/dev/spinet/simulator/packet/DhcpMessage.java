package dev.spinet.simulator.packet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A DHCP message as it lies in a UDP datagram (RFC 2131, section 2; options: RFC 2132).
 *
 * @param request whether it goes from a client to a server
 * @param transaction number that ties an answer to its question
 * @param broadcast whether the client wants its answer as a broadcast
 * @param clientAddress the client's address if it has one and can answer to it, else 0.0.0.0
 * @param yourAddress the address that the server gives
 * @param hardware the client's Ethernet address
 * @param options the options by their codes, without those that are only padding
 */
public record DhcpMessage(
    boolean request,
    int transaction,
    boolean broadcast,
    Ipv4Address clientAddress,
    Ipv4Address yourAddress,
    MacAddress hardware,
    Map<Integer, Option> options) {

  /** UDP port of servers. */
  public static final int SERVER_PORT = 67;

  /** UDP port of clients. */
  public static final int CLIENT_PORT = 68;

  /** Message type: a client looks for servers. */
  public static final int DISCOVER = 1;

  /** Message type: a server offers an address. */
  public static final int OFFER = 2;

  /** Message type: a client asks for an address, or to keep it. */
  public static final int REQUEST = 3;

  /** Message type: a client has found that somebody else uses the address. */
  public static final int DECLINE = 4;

  /** Message type: a server grants the address. */
  public static final int ACK = 5;

  /** Message type: a server refuses the address. */
  public static final int NAK = 6;

  /** Message type: a client gives its address back. */
  public static final int RELEASE = 7;

  /** Message type: a client that has an address asks for the rest. */
  public static final int INFORM = 8;

  /** Option: subnet mask. */
  public static final int SUBNET_MASK = 1;

  /** Option: router. */
  public static final int ROUTER = 3;

  /** Option: name server. */
  public static final int NAME_SERVER = 6;

  /** Option: the address that a client would like. */
  public static final int REQUESTED_ADDRESS = 50;

  /** Option: lease time in seconds. */
  public static final int LEASE_TIME = 51;

  /** Option: message type. */
  public static final int MESSAGE_TYPE = 53;

  /** Option: address of the server that is meant or that answers. */
  public static final int SERVER_IDENTIFIER = 54;

  /** Option: seconds until the client asks the same server to keep the address. */
  public static final int RENEWAL_TIME = 58;

  /** Option: seconds until the client asks any server to keep the address. */
  public static final int REBINDING_TIME = 59;

  private static final int OPTION_PAD = 0;
  private static final int OPTION_END = 255;
  private static final int ETHERNET = 1;
  private static final int HARDWARE_LENGTH = 2;
  private static final int TRANSACTION = 4;
  private static final int FLAGS = 10;
  private static final int CLIENT_ADDRESS = 12;
  private static final int YOUR_ADDRESS = 16;
  private static final int HARDWARE = 28;
  private static final int COOKIE = 236;
  private static final int COOKIE_VALUE = 0x63825363;
  private static final int OPTIONS = 240;
  private static final int BROADCAST_FLAG = 0x8000;

  /** Shorter messages are padded to this, as BOOTP relays expect it (RFC 1542, section 2.1). */
  private static final int MINIMUM = 300;

  /**
   * The value of an option.
   *
   * @param bytes 1 to 4 bytes as a number, the first one being the highest; 0 if there are more
   * @param length number of bytes in the message
   */
  public record Option(int bytes, int length) {

    /**
     * An option of one byte.
     *
     * @param value 0 to 255
     * @return the option
     */
    public static Option ofByte(int value) {
      return new Option(value, 1);
    }

    /**
     * An option of four bytes.
     *
     * @param value the number
     * @return the option
     */
    public static Option ofInt(int value) {
      return new Option(value, Integer.BYTES);
    }

    /**
     * An option with an address.
     *
     * @param address the address
     * @return the option
     */
    public static Option of(Ipv4Address address) {
      return ofInt(address.value());
    }
  }

  /** Keeps the options from being changed. */
  public DhcpMessage {
    options = Map.copyOf(options);
  }

  /**
   * Reads a message.
   *
   * @param datagram the datagram that carries it
   * @return the message; empty if it is not one of DHCP for Ethernet, or is cut off
   */
  public static Optional<DhcpMessage> parse(UdpDatagram datagram) {
    byte[] bytes = datagram.ip().ethernet().bytes();
    int at = datagram.payloadOffset();
    int end = at + datagram.payloadLength();
    if (datagram.payloadLength() < OPTIONS
        || NetworkOrder.u8(bytes, at + 1) != ETHERNET
        || NetworkOrder.u8(bytes, at + HARDWARE_LENGTH) != MacAddress.BYTES
        || NetworkOrder.i32(bytes, at + COOKIE) != COOKIE_VALUE) {
      return Optional.empty();
    }
    return readOptions(bytes, at + OPTIONS, end)
        .map(options ->
            new DhcpMessage(
                NetworkOrder.u8(bytes, at) == 1,
                NetworkOrder.i32(bytes, at + TRANSACTION),
                (NetworkOrder.u16(bytes, at + FLAGS) & BROADCAST_FLAG) != 0,
                Ipv4Address.read(bytes, at + CLIENT_ADDRESS),
                Ipv4Address.read(bytes, at + YOUR_ADDRESS),
                MacAddress.read(bytes, at + HARDWARE),
                options));
  }

  private static Optional<Map<Integer, Option>> readOptions(byte[] bytes, int from, int end) {
    Map<Integer, Option> options = new LinkedHashMap<>();
    int at = from;
    while (at < end) {
      int code = NetworkOrder.u8(bytes, at++);
      if (code == OPTION_END) {
        return Optional.of(options);
      }
      if (code == OPTION_PAD) {
        continue;
      }
      int length = at < end ? NetworkOrder.u8(bytes, at) : end;
      if (length > end - at - 1) {
        return Optional.empty();
      }
      int value = 0;
      for (int i = 1; i <= length && length <= Integer.BYTES; i++) {
        value = (value << 8) | NetworkOrder.u8(bytes, at + i);
      }
      options.put(code, new Option(value, length));
      at += 1 + length;
    }
    return Optional.of(options);
  }

  /**
   * What kind of message this is.
   *
   * @return the message type; empty if that option is missing
   */
  public OptionalInt type() {
    var option = options.get(MESSAGE_TYPE);
    return option == null || option.length != 1
        ? OptionalInt.empty()
        : OptionalInt.of(option.bytes);
  }

  /**
   * The value of an option that is an address.
   *
   * @param code the option
   * @return its value; empty if it is missing or not of four bytes
   */
  public Optional<Ipv4Address> address(int code) {
    return Optional.ofNullable(options.get(code))
        .filter(option -> option.length == Ipv4Address.BYTES)
        .map(option -> new Ipv4Address(option.bytes));
  }

  /**
   * The message as the payload of a datagram. Options of more than four bytes cannot be written.
   *
   * @return new bytes, 300 or more
   */
  public byte[] toPayload() {
    int size = OPTIONS + 1;
    for (var option : options.values()) {
      size += 2 + option.length;
    }
    var bytes = new byte[Math.max(MINIMUM, size)];
    NetworkOrder.put8(bytes, 0, request ? 1 : 2);
    NetworkOrder.put8(bytes, 1, ETHERNET);
    NetworkOrder.put8(bytes, HARDWARE_LENGTH, MacAddress.BYTES);
    NetworkOrder.put32(bytes, TRANSACTION, transaction);
    NetworkOrder.put16(bytes, FLAGS, broadcast ? BROADCAST_FLAG : 0);
    clientAddress.write(bytes, CLIENT_ADDRESS);
    yourAddress.write(bytes, YOUR_ADDRESS);
    hardware.write(bytes, HARDWARE);
    NetworkOrder.put32(bytes, COOKIE, COOKIE_VALUE);
    int at = OPTIONS;
    for (var entry : options.entrySet()) {
      var option = entry.getValue();
      NetworkOrder.put8(bytes, at++, entry.getKey());
      NetworkOrder.put8(bytes, at++, option.length);
      for (int i = option.length - 1; i >= 0; i--) {
        NetworkOrder.put8(bytes, at++, option.bytes >>> (8 * i));
      }
    }
    NetworkOrder.put8(bytes, at, OPTION_END);
    return bytes;
  }
}
