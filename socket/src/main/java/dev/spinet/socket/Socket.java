package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.SHUT_RD;
import static dev.spinet.socket.SocketConstants.SHUT_RDWR;
import static dev.spinet.socket.SocketConstants.SHUT_WR;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A BSD socket on a network chip. Today it carries TCP to a server, over IPv4.
 *
 * {@snippet :
 * try (var socket = new Socket(driver, AF_INET, SOCK_STREAM)) {
 *   socket.setTimeout(5_000);
 *   socket.connect("192.168.1.10", 5555);
 *   socket.sendAll("Hello World!");
 *   byte[] answer = socket.recv(12);
 * }
 * }
 *
 * <h2>Waiting</h2>
 *
 * A new socket waits as long as it takes. {@link #setTimeout(long)} limits that: a positive
 * time-out is the deadline of each whole call, however many pieces its bytes come in; zero makes
 * the socket non-blocking. When the time is over a call throws {@link
 * java.net.SocketTimeoutException}, in non-blocking mode {@link WouldBlockException}, which is one.
 * When its thread is interrupted while it waits, a call throws {@link
 * java.io.InterruptedIOException} with the thread's interrupt status set. Either way the socket can
 * be used further and no byte is lost: the field {@code bytesTransferred} says how many are in the
 * buffer, or sent; only {@link #recv(int)}, which has no buffer to leave them in, keeps them for
 * the next call. {@link #close()} makes all waiting calls throw {@link SocketException} "Socket
 * closed".
 *
 * <h2>End of the stream, and errors</h2>
 *
 * When the peer has ended the stream, {@code recv} returns fewer bytes than asked for and from then
 * on none, {@code recvInto} likewise counts fewer and then 0, and {@code recvSome} returns -1. When
 * the connection is lost, what came before is delivered first in the same way, and the next call
 * throws: {@link ConnectionResetException}, {@link LinkDownException}, {@link ChipResetException},
 * or the error of the bus. A receiving call with bytes in hand never throws them away for an error.
 *
 * <h2>Threads and memory</h2>
 *
 * A socket may be used by several threads; one call at a time receives and one sends, others wait
 * their turn within their own time-out. No carrier of a virtual thread is held while waiting.
 * Native memory segments and direct buffers are handed to the chip as they are; bytes of the heap
 * are copied once, through memory that the socket takes at its first such call and frees when it is
 * closed.
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
 * <tr><th scope="row">{@code connect((host, port))}</th>
 *     <td>{@link #connect(String, int)}, {@link #connect(InetSocketAddress)}</td></tr>
 * <tr><th scope="row">{@code close()}</th><td>{@link #close()}</td></tr>
 * <tr><th scope="row">{@code recv(n)}</th><td>{@link #recv(int)}</td></tr>
 * <tr><th scope="row">{@code recv_into(buffer, n, flags, ofs)}</th>
 *     <td>{@link #recvInto(byte[], int, int)} and its kind</td></tr>
 * <tr><th scope="row">none: at least one byte</th>
 *     <td>{@link #recvSome(byte[])} and its kind</td></tr>
 * <tr><th scope="row">{@code send(buffer)}</th><td>{@link #send(byte[])} and its kind</td></tr>
 * <tr><th scope="row">{@code sendall(buffer)}</th>
 *     <td>{@link #sendAll(byte[])} and its kind, {@link #sendAll(String)}</td></tr>
 * <tr><th scope="row">{@code settimeout(ms)}</th>
 *     <td>{@link #setTimeout(long)}, {@link #setTimeout(Duration)}; {@code None} is {@code null}</td></tr>
 * <tr><th scope="row">{@code gettimeout()} (BSD)</th><td>{@link #getTimeout()}</td></tr>
 * <tr><th scope="row">{@code shutdown(SHUT_WR)} (BSD)</th><td>{@link #shutdownOutput()}</td></tr>
 * <tr><th scope="row">{@code getpeername()} (BSD)</th><td>{@link #remoteAddress()}</td></tr>
 * <tr><th scope="row">{@code getsockname()} (BSD)</th><td>{@link #localAddress()}</td></tr>
 * <tr><th scope="row">{@code SocketStream(sock)}</th>
 *     <td>{@link #inputStream()}, {@link #outputStream()}</td></tr>
 * </tbody>
 * </table>
 */
public final class Socket extends SettingCalls implements AutoCloseable {

  private static final int DEFAULT_BACKLOG = 2;

  private final NetworkDriver driver;
  private final int type;
  private final int fileno;
  private final Watchers watchers;
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
   *     SocketConstants#IPPROTO_IP} for the usual one of the type
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
   * Chooses the local port, at whichever address the chip has. Without this a socket gets a random
   * free port when it needs one.
   *
   * @param port the port, 1 to 65535; 0 for a random free one of 49152 to 65535
   * @throws IllegalArgumentException if the port is outside its range
   * @throws java.net.BindException if the port is in use on the chip, or this socket has one
   *     already
   * @throws IOException as {@link #bind(InetSocketAddress)}
   */
  public void bind(int port) throws IOException {
    Hosts.requireLocalPort(port);
    bind(new InetSocketAddress(Ipv4.of(0), port));
  }

  /**
   * Chooses the local end, as {@link #bind(InetSocketAddress)}.
   *
   * @param host the chip's own address or name; 0.0.0.0 or an empty text for whichever it has
   * @param port the port, 0 to 65535
   * @throws IllegalArgumentException if the port is outside its range
   * @throws IOException as {@link #bind(InetSocketAddress)}
   */
  public void bind(String host, int port) throws IOException {
    if (host.isEmpty()) {
      bind(port);
    } else {
      bind(Hosts.unresolved(host, port));
    }
  }

  /**
   * Chooses the local end. Only looking a name up takes time.
   *
   * @param local the chip's own address, or 0.0.0.0 for whichever it has; and the port, 0 for a
   *     random free one of 49152 to 65535
   * @throws UnknownHostException if there is a name that is not known
   * @throws java.net.BindException if the port is in use on the chip, the address is not the
   *     chip's, or this socket has a local end already
   * @throws UnsupportedOperationException if the driver cannot bind such sockets
   * @throws IOException if this socket is connected, listening or closed, or the chip fails
   */
  public void bind(InetSocketAddress local) throws IOException {
    Role bound = role();
    long limit = limit();
    Inet4Address address = Hosts.address(driver, local, limit, System.nanoTime());
    bound.bind(address, local.getPort(), limit);
  }

  /**
   * Connects to a server, waiting for its answer. The time-out limits the whole call. In
   * non-blocking mode the first call begins and throws {@link WouldBlockException}; call again,
   * with the same peer, until it returns. After a failure, a time-out and an interrupt the socket
   * is unconnected again and may try once more.
   *
   * <p>A datagram socket only remembers the peer, without a word to it: {@code send} goes there
   * from now on, and datagrams of others are dropped. It may be connected again to another.
   *
   * @param host the server's IPv4 address, such as {@code 192.168.1.10}, or a name if the driver
   *     can look names up
   * @param port the server's port, 1 to 65535
   * @throws IllegalArgumentException if the port is outside its range
   * @throws UnknownHostException if the name is not known
   * @throws ConnectionRefusedException if the server refuses
   * @throws HostUnreachableException if there is no way to the server
   * @throws LinkDownException if the chip has no link
   * @throws IOException if this socket is connected already, and as said for this class
   */
  public void connect(String host, int port) throws IOException {
    connect(Hosts.unresolved(host, port));
  }

  /**
   * Connects to a server, as {@link #connect(String, int)}.
   *
   * @param peer the server's address and port; if it is unresolved, the name is looked up by the
   *     driver
   * @throws IllegalArgumentException if the port is 0
   * @throws IOException as {@link #connect(String, int)}
   */
  public void connect(InetSocketAddress peer) throws IOException {
    role().connect(peer, limit());
  }

  /**
   * Lets a datagram socket forget its peer: it receives from everybody again.
   *
   * @throws IOException if this is no datagram socket, it is closed, or the chip fails
   */
  public void disconnect() throws IOException {
    role().disconnect();
  }

  /**
   * Begins to listen with a backlog of 2, as {@link #listen(int)}.
   *
   * @throws IOException as {@link #listen(int)}
   */
  public void listen() throws IOException {
    listen(DEFAULT_BACKLOG);
  }

  /**
   * Begins to listen for connections at the local port; at a random one if this socket was not
   * bound. Each connection that waits for {@link #accept()} takes one hardware socket of the chip.
   *
   * @param backlog how many connections may wait, at least 1; a chip with fewer free sockets
   *     listens with those it has
   * @throws IllegalArgumentException if the backlog is less than 1
   * @throws UnsupportedOperationException if the driver cannot listen
   * @throws IOException if this socket is connected, listening or closed, is no stream socket, or
   *     the chip fails
   */
  public void listen(int backlog) throws IOException {
    if (backlog < 1) {
      throw new IllegalArgumentException(
          "a backlog of %d is too small: at least 1 connection has to wait for accept"
              .formatted(backlog));
    }
    Role listener = role().listen(backlog, limit());
    role = listener;
    if (closed.get()) {
      // Closed meanwhile, and perhaps before the listener could be seen.
      listener.close();
      throw Lane.closedException();
    }
    watchers.tell();
  }

  /**
   * Takes the connection that has waited longest, waiting for one within the time-out. Several
   * threads may accept at once.
   *
   * @return the connection, on the same chip and without a time-out; it stays open when this socket
   *     is closed
   * @throws IOException if this socket does not listen, and as said for this class
   */
  public Socket accept() throws IOException {
    var acceptedWatchers = new Watchers();
    return new Socket(driver, type, role().accept(acceptedWatchers, limit()), acceptedWatchers);
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
   * Ends one direction or both.
   *
   * @param how {@link SocketConstants#SHUT_RD} as {@link #shutdownInput()}, {@link
   *     SocketConstants#SHUT_WR} as {@link #shutdownOutput()}, or {@link SocketConstants#SHUT_RDWR}
   * @throws IllegalArgumentException if it is none of these
   * @throws IOException as these two
   */
  public void shutdown(int how) throws IOException {
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR) {
      throw new IllegalArgumentException(
          "%d is no way to shut a socket down: use SHUT_RD, SHUT_WR or SHUT_RDWR".formatted(how));
    }
    if (how != SHUT_WR) {
      shutdownInput();
    }
    if (how != SHUT_RD) {
      shutdownOutput();
    }
  }

  /**
   * Ends receiving: calls that wait and all later ones find the end of the stream, even if bytes
   * are there. The peer is not told; what it still sends is dropped, or held back by the chip's
   * flow control. Does not wait. Calling it again has no effect.
   *
   * @throws SocketException if the socket is closed, listening, or a stream that is not connected
   * @throws UnsupportedOperationException if the driver cannot end receiving alone
   * @throws IOException if the chip fails
   */
  public void shutdownInput() throws IOException {
    role().shutdownInput();
  }

  /**
   * Tells the peer that no more bytes will come, after those sent before. Receiving goes on. Waits
   * for a call that is sending, within the time-out. Calling it again has no effect. Sending calls
   * throw from now on; on a datagram socket that is all.
   *
   * @throws SocketException if the socket is closed, listening, or a stream that is not connected
   * @throws IOException as said for this class
   */
  public void shutdownOutput() throws IOException {
    role().shutdownOutput(limit());
  }

  /**
   * The peer.
   *
   * @return its address and port, or {@code null} when not connected
   */
  public @Nullable InetSocketAddress remoteAddress() {
    return role.remoteAddress();
  }

  /**
   * This end.
   *
   * @return the chip's address and the local port, or {@code null} as long as there is none
   */
  public @Nullable InetSocketAddress localAddress() {
    return role.endpoint().localAddress();
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
      try {
        role.close();
      } finally {
        watchers.tell();
      }
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

  @Override
  int type() {
    return type;
  }

  /** Who wants to know when this socket may have become ready. */
  Watchers watchers() {
    return watchers;
  }
}
