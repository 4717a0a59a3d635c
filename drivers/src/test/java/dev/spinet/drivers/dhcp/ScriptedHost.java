package dev.spinet.drivers.dhcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An interface whose server answers at once, or does not, and whose chip fails on request. */
final class ScriptedHost implements DhcpHost {

  private static final byte[] CLOSED = new byte[0];

  /** What the service has done, in order. */
  final List<String> events = new CopyOnWriteArrayList<>();

  final AtomicInteger open = new AtomicInteger();
  volatile boolean silent;
  volatile boolean busy;
  volatile boolean broken;
  volatile long leaseSeconds = 3600;

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public DatagramEndpoint openDatagram() throws IOException {
    if (busy) {
      throw new NoFreeSocketException("all sockets are taken");
    }
    if (broken) {
      throw new IOException("the chip is broken");
    }
    open.incrementAndGet();
    return new Endpoint();
  }

  @Override
  public boolean isTaken(int address) {
    events.add("probe");
    return false;
  }

  @Override
  public void configure(Lease lease) throws IOException {
    if (broken) {
      throw new IOException("the chip is broken");
    }
    events.add("configure");
  }

  @Override
  public void remove(String reason) {
    events.add("remove");
  }

  private final class Endpoint implements DatagramEndpoint {

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(10);
    private boolean closed;

    @Override
    public void bind(Inet4Address address, int port) {
      if (port != DhcpMessage.CLIENT_PORT) {
        throw new AssertionError("bound to " + port);
      }
    }

    @Override
    public void setOption(int level, int option, int value) {}

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
        MemorySegment source, long offset, int length, int address, int port, long timeoutNanos) {
      byte[] octets = source.asSlice(offset, length).toArray(JAVA_BYTE);
      try {
        var question = DhcpMessage.parse(octets, octets.length);
        events.add(question.type().toString());
        if (!silent) {
          answer(question, address);
        }
      } catch (MalformedDhcpException e) {
        throw new AssertionError(e);
      }
      return true;
    }

    private void answer(DhcpMessage question, int address) throws MalformedDhcpException {
      var scene = new Scene();
      scene.leaseSeconds = leaseSeconds;
      var send = new DhcpAction.Send(question, address);
      switch (question.type()) {
        case DISCOVER -> waiting.add(scene.reply(send, MessageType.OFFER).encode());
        case REQUEST -> waiting.add(scene.reply(send, MessageType.ACK).encode());
        default -> {}
      }
    }

    @Override
    public int receive(
        MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
        throws IOException {
      byte[] next;
      try {
        next = waiting.poll(timeoutNanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (next != null && next.length == 0) {
        throw new SocketException("Socket closed");
      }
      if (next == null) {
        return -1;
      }
      MemorySegment.copy(next, 0, target, JAVA_BYTE, offset, next.length);
      from.set(Scene.SERVER, DhcpMessage.SERVER_PORT, next.length);
      return next.length;
    }

    @Override
    public int available() {
      return -1;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
      return null;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
        waiting.clear();
        waiting.add(CLOSED);
      }
    }
  }
}
