package dev.spinet.socket.net;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.internal.TimedCalls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link java.net.DatagramSocket} is made of, on a chip. */
final class SpinetDatagramSocketImpl extends DatagramSocketImpl {

  private static final Logger LOG = System.getLogger(SpinetDatagramSocketImpl.class.getName());

  private final NetworkDriver driver;
  private final Settings settings = Settings.ofDatagrams();
  private final Object lock = new Object();
  private volatile int timeoutMillis;
  private volatile @Nullable Socket socket;
  private @Nullable Runnable unguard; // guarded by the lock
  private volatile boolean closed;
  // The same object as before tells the socket layer that it knows the receiver already.
  private volatile @Nullable InetSocketAddress lastReceiver;

  SpinetDatagramSocketImpl(NetworkDriver driver) {
    this.driver = driver;
  }

  @Override
  protected void create() throws SocketException {
    try {
      Socket opened = Uninterrupted.call(() -> new Socket(driver, AF_INET, SOCK_DGRAM));
      synchronized (lock) {
        if (closed) {
          opened.close();
          throw Faults.closed();
        }
        socket = opened;
        unguard = Abandoned.guard(this, opened);
      }
      // As the JDK's, ours may send to broadcast addresses without being asked.
      settings.set(opened, StandardSocketOptions.SO_BROADCAST, true);
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    } catch (IOException e) {
      throw Faults.asSocketException(e);
    }
  }

  private Socket open() throws SocketException {
    Socket current = socket;
    if (closed || current == null) {
      throw Faults.closed();
    }
    return current;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  protected void bind(int port, @Nullable InetAddress address) throws SocketException {
    Socket current = open();
    try {
      var local = new InetSocketAddress(Faults.local(address), port);
      Uninterrupted.run(() -> current.bind(local));
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    } catch (IOException e) {
      throw Faults.asSocketException(e);
    }
    InetSocketAddress bound = current.localAddress();
    localPort = bound == null ? 0 : bound.getPort();
  }

  @Override
  protected void connect(InetAddress address, int port) throws SocketException {
    try {
      Faults.requireBeyondLoopback(address);
      open().connect(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw Faults.asSocketException(e);
    }
  }

  @Override
  protected void disconnect() {
    try {
      open().disconnect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    Socket current = open();
    Faults.requireBeyondLoopback(packet.getAddress());
    InetSocketAddress receiver = receiver(packet);
    try (var wait = new Wait(0)) {
      while (!isSent(current, packet, receiver, wait)) {
        // Interrupted before anything was sent.
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } catch (ConnectionRefusedException e) {
      throw unreachable(e);
    } catch (InterruptedIOException e) {
      throw closing(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static boolean isSent(
      Socket current, DatagramPacket packet, InetSocketAddress receiver, Wait wait)
      throws IOException {
    try {
      current.sendTo(packet.getData(), packet.getOffset(), packet.getLength(), receiver, 0);
      return true;
    } catch (InterruptedIOException e) {
      wait.interrupted(e);
      return false;
    }
  }

  private InetSocketAddress receiver(DatagramPacket packet) {
    InetSocketAddress known = lastReceiver;
    if (known != null
        && known.getPort() == packet.getPort()
        && known.getAddress().equals(packet.getAddress())) {
      return known;
    }
    var receiver = new InetSocketAddress(packet.getAddress(), packet.getPort());
    lastReceiver = receiver;
    return receiver;
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    receive(packet, 0);
  }

  @Override
  protected int peekData(DatagramPacket packet) throws IOException {
    receive(packet, MSG_PEEK);
    return packet.getPort();
  }

  /**
   * Not possible: an {@link InetAddress} cannot be filled in from outside its package, and nobody
   * calls this since {@link #peekData} exists.
   */
  @Override
  protected int peek(InetAddress sender) throws IOException {
    throw new SocketException("the sender alone cannot be looked at; use peekData");
  }

  private void receive(DatagramPacket packet, int flags) throws IOException {
    Socket current = open();
    int room = PacketRooms.room(packet);
    var source = new DatagramSource();
    try (var wait = new Wait(timeoutMillis)) {
      int n = -1;
      while (n < 0) {
        n = receive(current, packet, room, source, flags, wait);
      }
      packet.setSocketAddress(source.toInetSocketAddress());
      PacketRooms.setLength(packet, n, room);
    } catch (ConnectionRefusedException e) {
      throw unreachable(e);
    } catch (SocketTimeoutException e) {
      throw Faults.timedOut("Receive timed out", e);
    } catch (InterruptedIOException e) {
      throw closing(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Receives once; -1 if the thread was interrupted and is to go on. */
  private static int receive(
      Socket current, DatagramPacket packet, int room, DatagramSource source, int flags, Wait wait)
      throws IOException {
    try {
      return TimedCalls.of(current)
          .receiveFrom(
              current, packet.getData(), packet.getOffset(), room, source, flags, wait.left());
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (InterruptedIOException e) {
      wait.interrupted(e);
      return -1;
    }
  }

  // A virtual thread that is interrupted while it waits closes its socket, as with the JDK's.
  private SocketException closing(InterruptedIOException interrupt) {
    close();
    return Faults.closedByInterrupt(interrupt);
  }

  private static PortUnreachableException unreachable(ConnectionRefusedException cause) {
    var unreachable = new PortUnreachableException(cause.getMessage());
    unreachable.initCause(cause);
    return unreachable;
  }

  @Override
  protected void join(InetAddress group) throws IOException {
    try {
      open().joinGroup(ipv4(group));
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    }
  }

  @Override
  protected void leave(InetAddress group) throws IOException {
    try {
      open().leaveGroup(ipv4(group));
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    }
  }

  // The interface is one of the board's; the chip has only itself.
  @Override
  protected void joinGroup(SocketAddress group, @Nullable NetworkInterface ignored)
      throws IOException {
    join(((InetSocketAddress) group).getAddress());
  }

  @Override
  protected void leaveGroup(SocketAddress group, @Nullable NetworkInterface ignored)
      throws IOException {
    leave(((InetSocketAddress) group).getAddress());
  }

  private static Inet4Address ipv4(InetAddress group) throws SocketException {
    if (group instanceof Inet4Address address) {
      return address;
    }
    throw new SocketException(
        "%s is not an IPv4 group; the chip carries IPv4 only".formatted(group.getHostAddress()));
  }

  @Override
  protected void setTimeToLive(int ttl) throws IOException {
    setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
  }

  @Override
  protected int getTimeToLive() throws IOException {
    Integer ttl = getOption(StandardSocketOptions.IP_MULTICAST_TTL);
    return ttl == null ? 1 : ttl;
  }

  @Override
  @SuppressWarnings("removal")
  protected void setTTL(byte ttl) throws IOException {
    setTimeToLive(Byte.toUnsignedInt(ttl));
  }

  @Override
  @SuppressWarnings("removal")
  protected byte getTTL() throws IOException {
    return (byte) getTimeToLive();
  }

  @Override
  public void setOption(int number, @Nullable Object value) throws SocketException {
    Socket current = open();
    switch (number) {
      case SO_TIMEOUT -> timeoutMillis = Settings.timeout(value);
      case IP_MULTICAST_LOOP -> {
        // By this number it is the opposite: whether they do not come back.
        boolean disabled = Boolean.TRUE.equals(value);
        settings.remember(StandardSocketOptions.IP_MULTICAST_LOOP, !disabled);
      }
      case IP_MULTICAST_IF, IP_MULTICAST_IF2 -> {
        if (value instanceof NetworkInterface networkInterface) {
          settings.remember(StandardSocketOptions.IP_MULTICAST_IF, networkInterface);
        }
      }
      default -> settings.set(current, number, value);
    }
  }

  @Override
  public @Nullable Object getOption(int number) throws SocketException {
    Socket current = open();
    return switch (number) {
      case SO_TIMEOUT -> timeoutMillis;
      case SO_BINDADDR, IP_MULTICAST_IF -> {
        InetSocketAddress local = current.localAddress();
        yield local == null ? Faults.any() : local.getAddress();
      }
      case IP_MULTICAST_IF2 -> settings.remembered(StandardSocketOptions.IP_MULTICAST_IF);
      case IP_MULTICAST_LOOP ->
          Boolean.FALSE.equals(settings.remembered(StandardSocketOptions.IP_MULTICAST_LOOP));
      default -> settings.get(current, number);
    };
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    settings.requireSupported(option);
    settings.set(open(), option, value);
  }

  @Override
  protected <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    settings.requireSupported(option);
    return settings.get(open(), option);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return settings.supported();
  }

  /** Wakes whoever sends or receives. */
  @Override
  protected void close() {
    Socket current;
    Runnable guard;
    synchronized (lock) {
      closed = true;
      current = socket;
      guard = unguard;
      unguard = null;
    }
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // There is no way to tell the caller.
        LOG.log(Level.WARNING, "closing a datagram socket failed", e);
      }
    }
    if (guard != null) {
      guard.run();
    }
  }
}
