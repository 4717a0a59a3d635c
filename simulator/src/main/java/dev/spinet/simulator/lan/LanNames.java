package dev.spinet.simulator.lan;

import dev.spinet.simulator.net.LanListener;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The name server of a closed network (RFC 1035): {@code gateway.lan}, {@code dns.lan} and {@code
 * chip0.lan}, {@code chip1.lan}, … with the addresses that the chips were last seen to use. All
 * other names do not exist. It is a UDP server on this machine's loopback, to which the gateway
 * passes questions on.
 */
final class LanNames implements LanListener, AutoCloseable {

  private static final String DOMAIN = ".lan";

  private static final int HEADER_SIZE = 12;
  private static final int MESSAGE_MAX = 512;
  private static final int NAME_MAX = 255;
  private static final int LABEL_MAX = 63;

  private static final int TYPE_A = 1;
  private static final int TYPE_ANY = 255;
  private static final int CLASS_IN = 1;

  /** A response to a standard query, from who is responsible for the name; the RD bit is copied. */
  private static final int RESPONSE = 0x8400;

  private static final int NOT_A_PLAIN_QUERY = 0xFA0F;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int FORMAT_ERROR = 1;
  private static final int NO_SUCH_NAME = 3;

  /** A pointer to the name of the question, instead of writing it again. */
  private static final int SAME_NAME = 0xC000 | HEADER_SIZE;

  /** Seconds for which an answer may be kept: none, because a chip may change its address. */
  private static final int TIME_TO_LIVE = 0;

  /** Where an IPv4 packet and an ARP packet have the sender's address (RFC 791, RFC 826). */
  private static final int IPV4_SOURCE = EthernetFrame.HEADER_BYTES + 12;

  private static final int ARP_SENDER = EthernetFrame.HEADER_BYTES + 14;

  private static final int ETHER_TYPE = 12;
  private static final long JOIN_MILLIS = 5_000;

  private final DatagramChannel channel;
  private final InetSocketAddress address;
  private final UserNetworkConfig network;
  private final Map<String, Ipv4Address> addresses = new ConcurrentHashMap<>();
  private final Thread server;

  private LanNames(DatagramChannel channel, UserNetworkConfig network) throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
    this.network = network;
    addresses.put("gateway" + DOMAIN, network.gateway());
    addresses.put("dns" + DOMAIN, network.nameServer());
    this.server = Thread.ofPlatform().daemon().name("spinet-names").unstarted(this::answerAll);
  }

  static LanNames serve(UserNetworkConfig network) throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var names = new LanNames(channel, network);
      names.server.start();
      return names;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The name of a chip, without the domain; also that of its port. */
  static String chip(int number) {
    return "chip" + number;
  }

  /** Where the gateway finds this server. */
  InetSocketAddress address() {
    return address;
  }

  @Override
  public void transmitted(LanPort from, byte[] frame) {
    int sender =
        switch (etherType(frame)) {
          case EthernetFrame.TYPE_IPV4 -> IPV4_SOURCE;
          case EthernetFrame.TYPE_ARP -> ARP_SENDER;
          default -> frame.length;
        };
    if (sender + Ipv4Address.BYTES <= frame.length) {
      var seen = Ipv4Address.read(frame, sender);
      // A chip without an address asks for one as 0.0.0.0; the gateway's own frames are not news.
      if (network.gateway().sameNetwork(seen, network.prefixLength())
          && !seen.equals(network.gateway())
          && !seen.equals(network.nameServer())) {
        addresses.put(from.name() + DOMAIN, seen);
      }
    }
  }

  private static int etherType(byte[] frame) {
    return ((frame[ETHER_TYPE] & 0xFF) << Byte.SIZE) | (frame[ETHER_TYPE + 1] & 0xFF);
  }

  private void answerAll() {
    var message = ByteBuffer.allocate(MESSAGE_MAX);
    while (channel.isOpen()) {
      try {
        message.clear();
        SocketAddress client = channel.receive(message);
        if (client != null && answer(message.flip())) {
          channel.send(message, client);
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // The client has gone, or there is no memory for its answer now: it asks again.
      }
    }
  }

  /** Turns a question into its answer; false if it deserves none. */
  private boolean answer(ByteBuffer message) {
    if (message.limit() < HEADER_SIZE) {
      return false;
    }
    int flags = message.getShort(2);
    int questions = message.getShort(4);
    if ((flags & NOT_A_PLAIN_QUERY) != 0) {
      return false;
    }
    message.position(HEADER_SIZE);
    String name = questions == 1 ? readName(message) : null;
    if (name == null || message.remaining() < 2 * Short.BYTES) {
      return finish(message, HEADER_SIZE, flags, 0, FORMAT_ERROR);
    }
    int type = message.getShort() & 0xFFFF;
    int inClass = message.getShort() & 0xFFFF;
    int end = message.position();
    var found = inClass == CLASS_IN ? addresses.get(name.toLowerCase(Locale.ROOT)) : null;
    if (found == null) {
      return finish(message, end, flags, 1, NO_SUCH_NAME);
    }
    if (type != TYPE_A && type != TYPE_ANY) {
      // The name exists; it just has nothing of this kind.
      return finish(message, end, flags, 1, 0);
    }
    message.clear().position(end);
    message.putShort((short) SAME_NAME).putShort((short) TYPE_A).putShort((short) CLASS_IN);
    message.putInt(TIME_TO_LIVE).putShort((short) Ipv4Address.BYTES).putInt(found.value());
    finish(message, message.position(), flags, 1, 0);
    message.putShort(6, (short) 1);
    return true;
  }

  /** Writes the header of an answer without any record; whatever the question had more, goes. */
  private static boolean finish(
      ByteBuffer message, int end, int queryFlags, int questions, int code) {
    message.clear().limit(end);
    message.putShort(2, (short) (RESPONSE | (queryFlags & RECURSION_DESIRED) | code));
    message.putShort(4, (short) questions);
    message.putShort(6, (short) 0).putInt(8, 0);
    return true;
  }

  private static @Nullable String readName(ByteBuffer message) {
    var labels = new StringJoiner(".");
    try {
      for (int size = message.get(); size != 0; size = message.get()) {
        // A question has nothing before it that a pointer could lead to.
        if (size < 0 || size > LABEL_MAX || labels.length() > NAME_MAX) {
          return null;
        }
        var label = new byte[size];
        message.get(label);
        labels.add(new String(label, StandardCharsets.ISO_8859_1));
      }
    } catch (BufferUnderflowException e) {
      return null;
    }
    return labels.toString();
  }

  @Override
  public void close() {
    try {
      channel.close();
      server.join(JOIN_MILLIS);
    } catch (IOException e) {
      // There is nobody who could use the port any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
