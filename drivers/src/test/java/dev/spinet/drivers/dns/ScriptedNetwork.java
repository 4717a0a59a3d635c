package dev.spinet.drivers.dns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A network on which name servers do what a test says. Time passes only while somebody waits. */
final class ScriptedNetwork implements NetworkDriver {

  /** What a server sends back. */
  interface Server {
    List<Datagram> answer(byte[] question);
  }

  /** A datagram that comes in. */
  static final class Datagram {
    private final int from;
    private final int port;
    private final byte[] octets;

    Datagram(int from, int port, byte[] octets) {
      this.from = from;
      this.port = port;
      this.octets = octets;
    }
  }

  final Map<Integer, Server> servers = new HashMap<>();
  final Map<Integer, Server> streamServers = new HashMap<>();
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  long now = 1_000;
  final AtomicInteger open = new AtomicInteger();

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public DatagramEndpoint openDatagram(int family, int type, int protocol) {
    open.incrementAndGet();
    return new Datagrams();
  }

  @Override
  public StreamEndpoint openStream() {
    open.incrementAndGet();
    return new Stream();
  }

  @Override
  public void close() {}

  private final class Datagrams implements DatagramEndpoint {

    private final Queue<Datagram> waiting = new ArrayDeque<>();

    @Override
    public int maxPayload() {
      return 1472;
    }

    @Override
    public void connect(Inet4Address address, int port) {}

    @Override
    public void disconnect() {}

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
      return null;
    }

    @Override
    public boolean send(
        MemorySegment source, long offset, int length, int address, int port, long timeoutNanos)
        throws IOException {
      asked.add(Ipv4Bits.text(address) + ":" + port);
      byte[] question = source.asSlice(offset, length).toArray(JAVA_BYTE);
      var server = servers.get(address);
      if (server == null) {
        throw new HostUnreachableException("nobody there");
      }
      waiting.addAll(server.answer(question));
      return true;
    }

    @Override
    public int receive(
        MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos) {
      var next = waiting.poll();
      if (next == null) {
        now += timeoutNanos;
        return -1;
      }
      int count = Math.min(length, next.octets.length);
      MemorySegment.copy(next.octets, 0, target, JAVA_BYTE, offset, count);
      from.set(next.from, next.port, next.octets.length);
      return count;
    }

    @Override
    public int available() {
      return waiting.isEmpty() ? -1 : waiting.element().octets.length;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
      return null;
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  private final class Stream implements StreamEndpoint {

    private int address;
    private final Queue<Byte> sent = new ArrayDeque<>();
    private @Nullable Queue<Byte> answer;

    @Override
    public @Nullable InetSocketAddress localAddress() {
      return null;
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
      return null;
    }

    @Override
    public boolean connect(Inet4Address to, int port, long timeoutNanos) {
      asked.add(to.getHostAddress() + ":" + port + "/tcp");
      address = Ipv4Bits.of(to);
      return streamServers.containsKey(address);
    }

    @Override
    public void cancelConnect() {}

    /** A few bytes at a time, as streams do. */
    @Override
    public int send(MemorySegment source, long offset, int length, long timeoutNanos) {
      int count = Math.min(length, 5);
      for (byte octet : source.asSlice(offset, count).toArray(JAVA_BYTE)) {
        sent.add(octet);
      }
      return count;
    }

    @Override
    public int receive(MemorySegment target, long offset, int length, long timeoutNanos) {
      var bytes = answer;
      if (bytes == null) {
        byte[] question = new byte[sent.size() - 2];
        int prefix = sent.remove() << 8 | sent.remove();
        if (prefix != question.length) {
          throw new AssertionError("a length of " + prefix);
        }
        for (int i = 0; i < question.length; i++) {
          question[i] = sent.remove();
        }
        bytes = new ArrayDeque<>();
        var server = streamServers.get(address);
        for (var part : server == null ? List.<Datagram>of() : server.answer(question)) {
          bytes.add((byte) (part.octets.length >> 8));
          bytes.add((byte) part.octets.length);
          for (byte octet : part.octets) {
            bytes.add(octet);
          }
        }
        answer = bytes;
      }
      int count = Math.min(Math.min(length, 7), bytes.size());
      for (int i = 0; i < count; i++) {
        target.set(JAVA_BYTE, offset + i, bytes.remove());
      }
      return count == 0 ? -1 : count;
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }
}
