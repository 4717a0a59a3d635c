package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import dev.spinet.socket.internal.TimedCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A BSD socket on a network chip, over IPv4: one end of a TCP stream, a listener for such, or a
 * place for datagrams: UDP, raw IP packets of one protocol, or Ethernet frames.
 *
 * {@snippet :
 * try (var socket = new Socket(driver, AF_INET, SOCK_STREAM)) {
 *   socket.setTimeout(5_000);
 *   socket.connect("192.168.1.10", 5555);
 *   socket.sendAll("Hello World!");
 *   byte[] answer = socket.recv(12);
 * }
 * try (var server = new Socket(driver, AF_INET, SOCK_STREAM)) {
 *   server.bind(80);
 *   server.listen();
 *   try (Socket client = server.accept()) {
 *     client.sendAll("Hello!");
 *   }
 * }
 * try (var socket = new Socket(driver, AF_INET, SOCK_DGRAM)) {
 *   socket.sendTo("What time is it?", "192.168.1.10", 37);
 *   Datagram answer = socket.recvFrom(100);
 * }
 * }
 *
 * <h2>Waiting</h2>
 *
 * A new socket waits as long as it takes. {@link #setTimeout(long)} limits that: a positive
 * time-out is the deadline of each whole call, however many pieces its bytes come in and however
 * long a name takes to look up; zero makes the socket non-blocking. When the time is over a call
 * throws {@link java.net.SocketTimeoutException}, in non-blocking mode {@link WouldBlockException},
 * which is one. When its thread is interrupted while it waits, a call throws {@link
 * java.io.InterruptedIOException} with the thread's interrupt status set. Either way the socket can
 * be used further and no byte is lost: the field {@code bytesTransferred} says how many are in the
 * buffer, or sent; only {@link #recv(int)}, which has no buffer to leave them in, keeps them for
 * the next call. {@link #close()} makes all waiting calls throw {@link SocketException} "Socket
 * closed". To wait for many sockets at once there is {@link Select}.
 *
 * <h2>End of the stream, and errors</h2>
 *
 * When the peer has ended the stream, {@code recv} returns fewer bytes than asked for and from then
 * on none, {@code recvInto} likewise counts fewer and then 0, and {@code recvSome} returns -1. When
 * the connection is lost, what came before is delivered first in the same way, and the next call
 * throws: {@link ConnectionResetException}, {@link LinkDownException}, {@link ChipResetException},
 * or the error of the bus. A receiving call with bytes in hand never throws them away for an error.
 *
 * <h2>Datagrams</h2>
 *
 * On a datagram socket every receiving call takes exactly one datagram, also one of 0 bytes and
 * also into memory of 0 bytes. What does not fit is dropped, never joined with the next. Every
 * sending call sends exactly one; it is sent whole or not at all, and one that is longer than the
 * chip carries, or empty where the chip cannot send that, is refused with {@link
 * IllegalArgumentException}. A socket that is used before {@link #bind(int) bind} gets a random
 * local port. Raw sockets of IP have addresses without ports: those that are received are 0, those
 * that are given do not matter. Ethernet frames ({@link SocketConstants#AF_PACKET}) have their
 * addresses inside: {@code send} needs no peer, and sources are 0.0.0.0.
 *
 * <h2>Flags</h2>
 *
 * {@link SocketConstants#MSG_DONTWAIT} makes one call non-blocking, whatever the time-out. {@link
 * SocketConstants#MSG_PEEK} leaves what was received to be received again; it waits for the first
 * byte only and shows what there is, up to the number asked for. With {@link
 * SocketConstants#MSG_WAITALL} it waits for all of them, as the calls without {@code MSG_PEEK} do
 * anyway. After a time-out nothing that was only looked at counts as transferred. {@code
 * MSG_DONTWAIT} goes before {@code MSG_WAITALL}; datagrams are always whole, so that {@code
 * MSG_WAITALL} means nothing to them. Other flags are refused.
 *
 * <h2>Threads and memory</h2>
 *
 * A socket may be used by several threads; one call at a time receives and one sends, others wait
 * their turn within their own time-out. No carrier of a virtual thread is held while waiting.
 * Native memory segments and direct buffers are handed to the chip as they are; bytes of the heap
 * are copied once, through memory that the socket takes at its first such call and frees when it is
 * closed. What lies behind the bytes received, as far as it was handed over, may be overwritten.
 *
 * <h2>Names</h2>
 *
 * <table class="striped">
 * <caption>From the original socket module to this class</caption>
 * <thead>
 * <tr><th scope="col">original</th><th scope="col">here</th></tr>
 * </thead>
 * <tbody>
 * <tr><th scope="row">{@code socket(family, type, proto)}</th>
 *     <td>{@code new Socket(driver, family, type, proto)}, or without driver for the default</td></tr>
 * <tr><th scope="row">{@code socket(fileno=n)}</th>
 *     <td>{@link #ofFileno(NetworkDriver, int)}</td></tr>
 * <tr><th scope="row">{@code fileno()}</th><td>{@link #fileno()}</td></tr>
 * <tr><th scope="row">{@code bind(address)}</th>
 *     <td>{@link #bind(int)}, {@link #bind(String, int)}, {@link #bind(InetSocketAddress)}</td></tr>
 * <tr><th scope="row">{@code listen(n)}, {@code accept()}</th>
 *     <td>{@link #listen()}, {@link #listen(int)}, {@link #accept()}</td></tr>
 * <tr><th scope="row">{@code connect((host, port))}</th>
 *     <td>{@link #connect(String, int)}, {@link #connect(InetSocketAddress)}, {@link
 *     #disconnect()}</td></tr>
 * <tr><th scope="row">{@code close()}</th><td>{@link #close()}</td></tr>
 * <tr><th scope="row">{@code recv(n, flags)}</th>
 *     <td>{@link #recv(int)}, {@link #recv(int, int)}</td></tr>
 * <tr><th scope="row">{@code recv_into(buffer, n, flags, ofs)}</th>
 *     <td>{@link #recvInto(byte[], int, int, int)} and its kind</td></tr>
 * <tr><th scope="row">none: at least one byte</th>
 *     <td>{@link #recvSome(byte[])} and its kind</td></tr>
 * <tr><th scope="row">{@code recvfrom(n, flags)}</th>
 *     <td>{@link #recvFrom(int)}, {@link #recvFrom(int, int)}</td></tr>
 * <tr><th scope="row">{@code recvfrom_into(buffer, n, flags)}</th>
 *     <td>{@link #recvFromInto(byte[], dev.spinet.socket.driver.DatagramSource)} and its
 *     kind</td></tr>
 * <tr><th scope="row">{@code send(buffer, flags)}</th>
 *     <td>{@link #send(byte[])} and its kind</td></tr>
 * <tr><th scope="row">{@code sendall(buffer)}</th>
 *     <td>{@link #sendAll(byte[])} and its kind, {@link #sendAll(String)}</td></tr>
 * <tr><th scope="row">{@code sendto(buffer, address)}</th>
 *     <td>{@link #sendTo(byte[], InetSocketAddress)} and its kind</td></tr>
 * <tr><th scope="row">{@code settimeout(ms)}</th>
 *     <td>{@link #setTimeout(long)}, {@link #setTimeout(Duration)}; {@code None} is {@code null}</td></tr>
 * <tr><th scope="row">{@code gettimeout()} (BSD)</th><td>{@link #getTimeout()}</td></tr>
 * <tr><th scope="row">{@code setsockopt(level, option, value)}</th>
 *     <td>{@link #setsockopt(int, int, int)}, {@link #getsockopt(int, int)}</td></tr>
 * <tr><th scope="row">{@code shutdown(how)} (BSD)</th>
 *     <td>{@link #shutdown(int)}, {@link #shutdownInput()}, {@link #shutdownOutput()}</td></tr>
 * <tr><th scope="row">{@code getpeername()} (BSD)</th><td>{@link #remoteAddress()}</td></tr>
 * <tr><th scope="row">{@code getsockname()} (BSD)</th><td>{@link #localAddress()}</td></tr>
 * <tr><th scope="row">{@code select(r, w, x, ms)}</th><td>{@link Select}</td></tr>
 * <tr><th scope="row">{@code SocketStream(sock)}</th>
 *     <td>{@link #inputStream()}, {@link #outputStream()}</td></tr>
 * </tbody>
 * </table>
 */
public final class Socket extends ConnectionCalls implements AutoCloseable {

  static {
    TimedCalls.provide(new RoleCalls());
  }

  private final NetworkDriver driver;
  private final int type;
  private final int fileno;
  private final Watchers watchers;
  private final long openedAt = System.nanoTime();
  private final AtomicBoolean closed = new AtomicBoolean();
  // Changes once at most, when a stream socket begins to listen.
  private volatile Role role;

  /**
   * Opens a TCP socket on the default driver.
   *
   * @throws IllegalStateException if there is no default driver, see {@link Drivers#setDefault}
   * @throws IOException as {@link #Socket(NetworkDriver, int, int, int)}
   */
  public Socket() throws IOException {
    this(Drivers.getDefault());
  }

  /**
   * Opens an IPv4 socket on the default driver.
   *
   * @param type the socket type, such as {@link SocketConstants#SOCK_STREAM}
   * @throws IllegalStateException if there is no default driver, see {@link Drivers#setDefault}
   * @throws IOException as {@link #Socket(NetworkDriver, int, int, int)}
   */
  public Socket(int type) throws IOException {
    this(AF_INET, type);
  }

  /**
   * Opens a socket on the default driver.
   *
   * @param family the address family, such as {@link SocketConstants#AF_INET}
   * @param type the socket type, such as {@link SocketConstants#SOCK_STREAM}
   * @throws IllegalStateException if there is no default driver, see {@link Drivers#setDefault}
   * @throws IOException as {@link #Socket(NetworkDriver, int, int, int)}
   */
  public Socket(int family, int type) throws IOException {
    this(Drivers.getDefault(), family, type);
  }

  /**
   * Opens a socket on the default driver.
   *
   * @param family the address family, such as {@link SocketConstants#AF_INET}
   * @param type the socket type, such as {@link SocketConstants#SOCK_STREAM}
   * @param protocol the protocol, such as {@link SocketConstants#IPPROTO_TCP}
   * @throws IllegalStateException if there is no default driver, see {@link Drivers#setDefault}
   * @throws IOException as {@link #Socket(NetworkDriver, int, int, int)}
   */
  public Socket(int family, int type, int protocol) throws IOException {
    this(Drivers.getDefault(), family, type, protocol);
  }

  /**
   * Opens a TCP socket.
   *
   * @param driver the chip
   * @throws IOException as {@link #Socket(NetworkDriver, int, int, int)}
   */
  public Socket(NetworkDriver driver) throws IOException {
    this(driver, AF_INET, SOCK_STREAM);
  }

  /**
   * Opens a socket with the usual protocol of its type.
   *
   * @param driver the chip
   * @param family the address family, such as {@link SocketConstants#AF_INET}
   * @param type the socket type, such as {@link SocketConstants#SOCK_STREAM}
   * @throws IOException as {@link #Socket(NetworkDriver, int, int, int)}
   */
  public Socket(NetworkDriver driver, int family, int type) throws IOException {
    this(driver, family, type, IPPROTO_IP);
  }

  /**
   * Opens a socket.
   *
   * @param driver the chip; the socket stays with it
   * @param family the address family, such as {@link SocketConstants#AF_INET}
   * @param type the socket type, such as {@link SocketConstants#SOCK_STREAM}
   * @param protocol the protocol, such as {@link SocketConstants#IPPROTO_TCP}; {@link
   *     SocketConstants#IPPROTO_IP} for the usual one of the type, which raw sockets of IP do not
   *     have
   * @throws IllegalArgumentException if there is no such family or type, or if the protocol does
   *     not belong to the type
   * @throws UnsupportedOperationException if the driver does not carry such sockets
   * @throws NoFreeSocketException if all sockets of the chip are in use
   * @throws IOException if the chip has failed or the driver is closed
   */
  public Socket(NetworkDriver driver, int family, int type, int protocol) throws IOException {
    this(driver, new SocketKind(family, type, protocol), new Watchers());
  }

  /** With an endpoint that was opened elsewhere. */
  Socket(NetworkDriver driver, StreamEndpoint endpoint) {
    this(driver, SOCK_STREAM, endpoint, new Watchers());
  }

  private Socket(NetworkDriver driver, SocketKind kind, Watchers watchers) throws IOException {
    this(driver, kind.type(), kind.open(driver, watchers), watchers);
  }

  private Socket(NetworkDriver driver, int type, StreamEndpoint endpoint, Watchers watchers) {
    this(driver, type, StreamRole.unconnected(driver, endpoint, watchers), watchers);
  }

  private Socket(NetworkDriver driver, int type, Role role, Watchers watchers) {
    this.driver = driver;
    this.type = type;
    this.role = role;
    this.watchers = watchers;
    fileno = OpenSockets.add(this);
    SocketEvents.opened(this);
  }

  /**
   * The open socket with a number. There is one {@code Socket} for it, so that its time-out, and
   * bytes waiting in it, are shared by all who use it; closing it closes it for all.
   *
   * @param driver the chip
   * @param fileno the socket's {@link #fileno()}
   * @return the socket
   * @throws SocketException if no socket with this number is open on the chip
   */
  public static Socket ofFileno(NetworkDriver driver, int fileno) throws SocketException {
    Socket socket = OpenSockets.find(driver, fileno);
    if (socket == null) {
      throw new SocketException("%d is not an open socket of %s".formatted(fileno, driver.name()));
    }
    return socket;
  }

  /**
   * The number of this socket on its driver: the lowest that was free when it was opened. It is not
   * that of a hardware socket, which may change while a socket is open.
   *
   * @return a number from 0; -1 when closed
   */
  public int fileno() {
    return closed.get() ? -1 : fileno;
  }

  @Override
  public NetworkDriver driver() {
    return driver;
  }

  /**
   * How many bytes a receiving call would get without waiting; on a datagram socket those of the
   * next datagram. Does not wait.
   *
   * @return a lower bound, 0 or more
   * @throws SocketException if the socket is closed or not connected
   * @throws IOException if the connection is lost and nothing is left to receive, or the chip fails
   */
  public int available() throws IOException {
    return role().available();
  }

  /**
   * What this socket receives, as a stream that waits only for the first byte of a read. Closing it
   * closes the socket.
   *
   * @return the stream
   */
  public InputStream inputStream() {
    return new SocketInputStream(this);
  }

  /**
   * What this socket sends, as a stream whose writes send all. It is not buffered. Closing it
   * closes the socket.
   *
   * @return the stream
   */
  public OutputStream outputStream() {
    return new SocketOutputStream(this);
  }

  /**
   * What this socket has done so far. Does not wait, touches no chip, and works on a closed socket
   * too. A listener counts nothing: the sockets it accepts do.
   *
   * @return a snapshot
   */
  public SocketStatistics statistics() {
    return role.statistics();
  }

  /**
   * Closes the socket: bytes sent before still go out, bytes not received are lost, connections not
   * accepted are cut, waiting calls throw {@link SocketException} "Socket closed". Does not wait
   * for the peer. Closing twice has no effect.
   *
   * @throws IOException if the chip fails; the socket is closed all the same
   */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      OpenSockets.remove(driver, fileno);
      forgetBuffers();
      Role last = role;
      @Nullable Object event = null;
      try {
        event = SocketEvents.closing(this, last);
      } finally {
        // Whoever watches must not decide over the release of a hardware socket.
        try {
          last.close();
        } finally {
          watchers.tell();
        }
      }
      SocketEvents.closed(event, last);
    }
  }

  /**
   * For messages: the number, the chip and the peer.
   *
   * @return a text for people
   */
  @Override
  public String toString() {
    String state = closed.get() ? "closed" : role.state();
    return "Socket[%d, %s, %s]".formatted(fileno(), driver.name(), state);
  }

  @Override
  Role role() throws SocketException {
    if (closed.get()) {
      throw Lane.closedException();
    }
    return role;
  }

  /** The number that it has, or had. */
  int number() {
    return fileno;
  }

  /** When it was opened, in the time of {@link System#nanoTime()}. */
  long openedAt() {
    return openedAt;
  }

  @Override
  Role state() {
    return role;
  }

  @Override
  void become(Role newRole) throws IOException {
    role = newRole;
    if (closed.get()) {
      // Closed meanwhile, and perhaps before the new role could be seen.
      newRole.close();
      throw Lane.closedException();
    }
    watchers.tell();
  }

  @Override
  Socket socket(Role newRole, Watchers newWatchers) {
    return new Socket(driver, type, newRole, newWatchers);
  }

  @Override
  int type() {
    return type;
  }

  @Override
  Watchers watchers() {
    return watchers;
  }
}
