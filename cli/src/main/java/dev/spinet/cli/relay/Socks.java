package dev.spinet.cli.relay;

import dev.spinet.socket.NoFreeSocketException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client says where its connection leads: SOCKS 5 (RFC 1928) without authentication, and SOCKS
 * 4a. Of the commands there is CONNECT only: a chip's few sockets are worth more than BIND and UDP
 * ASSOCIATE, which hardly any client uses.
 */
record Socks(Side side, int connectMillis) implements Opening {

  /** The longest that a client may take to say what it wants, milliseconds. */
  private static final int HANDSHAKE_MILLIS = 10_000;

  private static final int VERSION_4 = 4;
  private static final int VERSION_5 = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int NO_METHOD = 0xFF;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int IPV6_BYTES = 16;

  /** SOCKS 4a: an address 0.0.0.x with x not 0 says that a name follows. */
  private static final int TEXT_MAX = 255;

  private static final String NO_SUCH_NAME = "what the client asks for is no name of a host";

  @Override
  public String name() {
    return side.name() + ", as the client says (SOCKS)";
  }

  @Override
  public Far open(Socket near) throws IOException, Refusal {
    var input = new DataInputStream(new PunctualInput(near, HANDSHAKE_MILLIS));
    int version = input.readUnsignedByte();
    return switch (version) {
      case VERSION_5 -> version5(near, input);
      case VERSION_4 -> version4(near, input);
      default ->
          throw new Refusal(
              "what arrived is not SOCKS: it begins with the byte 0x%02x%s"
                  .formatted(version, version >= ' ' ? ", perhaps of HTTP" : ""));
    };
  }

  private Far version5(Socket near, DataInputStream input) throws IOException, Refusal {
    var methods = new byte[input.readUnsignedByte()];
    input.readFully(methods);
    boolean open = false;
    for (byte method : methods) {
      open |= method == NO_AUTHENTICATION;
    }
    send(near, VERSION_5, open ? NO_AUTHENTICATION : NO_METHOD);
    if (!open) {
      throw new Refusal("the client insists on authentication, which there is none of");
    }

    int version = input.readUnsignedByte();
    int command = input.readUnsignedByte();
    int _ = input.readUnsignedByte();
    int type = input.readUnsignedByte();
    if (version != VERSION_5) {
      throw refuse5(near, Reply.FAILURE, "the request is not of SOCKS 5", null);
    }
    String host =
        switch (type) {
          case IPV4 -> InetAddress.getByAddress(input.readNBytes(4)).getHostAddress();
          case NAME -> text(input.readNBytes(input.readUnsignedByte()));
          case IPV6 -> {
            input.skipNBytes(IPV6_BYTES);
            yield "";
          }
          default ->
              throw refuse5(
                  near, Reply.ADDRESS_TYPE, "an address of the unknown type " + type, null);
        };
    int port = input.readUnsignedShort();
    if (command != CONNECT) {
      throw refuse5(near, Reply.COMMAND, "command %d is not CONNECT".formatted(command), null);
    }
    if (type == IPV6) {
      throw refuse5(near, Reply.ADDRESS_TYPE, "the chip has no IPv6", null);
    }
    HostPort target = target(near, host, port);
    Socket far;
    try {
      far = side.connect(target, connectMillis);
    } catch (IOException e) {
      throw refuse5(near, Reply.of(e), "%s: %s".formatted(target, e.getMessage()), e);
    }
    return granted(near, far, target, VERSION_5, Reply.GRANTED.code, 0, IPV4, 0, 0, 0, 0, 0, 0);
  }

  /** Tells the client, who may have gone meanwhile. */
  private static Far granted(Socket near, Socket far, HostPort target, int... reply)
      throws IOException {
    try {
      send(near, reply);
      near.setSoTimeout(0);
      return new Far(far, target);
    } catch (IOException e) {
      Tunnel.abort(far);
      throw e;
    }
  }

  private HostPort target(Socket near, String host, int port) throws IOException, Refusal {
    try {
      return HostPort.target(host + ":" + port);
    } catch (IllegalArgumentException e) {
      throw refuse5(near, Reply.FAILURE, NO_SUCH_NAME, e);
    }
  }

  private static Refusal refuse5(
      Socket near, Reply reply, String message, @Nullable Throwable cause) throws IOException {
    reply5(near, reply);
    return cause == null ? new Refusal(message) : new Refusal(message, cause);
  }

  private static void reply5(Socket near, Reply reply) throws IOException {
    // The address that a reply bears is of no use to a client of CONNECT.
    send(near, VERSION_5, reply.code, 0, IPV4, 0, 0, 0, 0, 0, 0);
  }

  private Far version4(Socket near, DataInputStream input) throws IOException, Refusal {
    int command = input.readUnsignedByte();
    int port = input.readUnsignedShort();
    byte[] address = input.readNBytes(4);
    if (address.length < 4) {
      throw new SocketException("the request ends too early");
    }
    var _ = readText(input);
    boolean named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
    String host = named ? readText(input) : InetAddress.getByAddress(address).getHostAddress();
    if (command != CONNECT) {
      throw refuse4(near, "command %d is not CONNECT".formatted(command), null);
    }
    HostPort target;
    try {
      target = HostPort.target(host + ":" + port);
    } catch (IllegalArgumentException e) {
      throw refuse4(near, NO_SUCH_NAME, e);
    }
    Socket far;
    try {
      far = side.connect(target, connectMillis);
    } catch (IOException e) {
      throw refuse4(near, "%s: %s".formatted(target, e.getMessage()), e);
    }
    return granted(near, far, target, 0, Reply.GRANTED_4, 0, 0, 0, 0, 0, 0);
  }

  private static Refusal refuse4(Socket near, String message, @Nullable Throwable cause)
      throws IOException {
    send(near, 0, Reply.REFUSED_4, 0, 0, 0, 0, 0, 0);
    return cause == null ? new Refusal(message) : new Refusal(message, cause);
  }

  /** A text that ends with a zero byte. */
  private static String readText(DataInputStream input) throws IOException {
    var bytes = new byte[TEXT_MAX];
    for (int i = 0; i < TEXT_MAX; i++) {
      bytes[i] = input.readByte();
      if (bytes[i] == 0) {
        return text(Arrays.copyOf(bytes, i));
      }
    }
    throw new SocketException("a text in the request has no end");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void send(Socket near, int... octets) throws IOException {
    var bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    near.getOutputStream().write(bytes);
  }

  /** Replies of SOCKS 5 (RFC 1928, section 6). */
  enum Reply {
    GRANTED(0),
    FAILURE(1),
    NETWORK(3),
    HOST(4),
    REFUSED(5),
    COMMAND(7),
    ADDRESS_TYPE(8);

    /** Replies of SOCKS 4. */
    static final int GRANTED_4 = 90;

    static final int REFUSED_4 = 91;

    private final int code;

    Reply(int code) {
      this.code = code;
    }

    static Reply of(IOException failure) {
      return switch (failure) {
        case UnknownHostException _ -> HOST;
        case NoRouteToHostException _ -> HOST;
        case SocketTimeoutException _ -> HOST;
        case NoFreeSocketException _ -> FAILURE;
        case ConnectException _ -> REFUSED;
        case SocketException _ -> NETWORK;
        default -> FAILURE;
      };
    }
  }
}
