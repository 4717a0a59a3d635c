package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
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
public final class Socket extends StreamCalls implements AutoCloseable {

  private static final int MAX_PORT = 0xffff;

  private final NetworkDriver driver;
  private final StreamEndpoint endpoint;
  private final Connector connector;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile long timeLimit = TimeLimit.FOREVER;

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
    this(driver, new SocketKind(family, type, protocol).open(driver));
  }

  Socket(NetworkDriver driver, StreamEndpoint endpoint) {
    this(driver, endpoint, new Connector(driver, endpoint));
  }

  private Socket(NetworkDriver driver, StreamEndpoint endpoint, Connector connector) {
    super(connector, endpoint);
    this.driver = driver;
    this.endpoint = endpoint;
    this.connector = connector;
    OpenSockets.add(this);
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
   * The number of the chip's socket.
   *
   * @return a number from 0; -1 when closed
   */
  public int fileno() {
    return closed.get() ? -1 : endpoint.fileno();
  }

  /**
   * The chip that carries this socket.
   *
   * @return the driver
   */
  public NetworkDriver driver() {
    return driver;
  }

  /**
   * Connects to a server, waiting for its answer. The time-out limits the whole call. In
   * non-blocking mode the first call begins and throws {@link WouldBlockException}; call again,
   * with the same peer, until it returns. After a failure, a time-out and an interrupt the socket
   * is unconnected again and may try once more.
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
    requirePort(port);
    if (host.isBlank()) {
      throw new UnknownHostException("the name of the host is empty");
    }
    connector.connect(host, port, limit());
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
    requirePort(peer.getPort());
    switch (peer.getAddress()) {
      case null -> connect(peer.getHostString(), peer.getPort());
      case Inet4Address address -> connector.connect(address, peer.getPort(), limit());
      case InetAddress address ->
          throw new SocketException(
              "%s is not an IPv4 address; %s carries IPv4 only"
                  .formatted(address.getHostAddress(), driver.name()));
    }
  }

  /**
   * Limits how long each later call may take.
   *
   * @param millis the limit in milliseconds; 0 for non-blocking mode
   * @throws IllegalArgumentException if it is negative
   */
  public void setTimeout(long millis) {
    timeLimit = TimeLimit.ofMillis(millis);
  }

  /**
   * Limits how long each later call may take.
   *
   * @param timeout the limit; zero for non-blocking mode, {@code null} for none
   * @throws IllegalArgumentException if it is negative
   */
  public void setTimeout(@Nullable Duration timeout) {
    timeLimit = TimeLimit.of(timeout);
  }

  /**
   * How long a call may take.
   *
   * @return the limit; zero in non-blocking mode, {@code null} if there is none
   */
  public @Nullable Duration getTimeout() {
    return TimeLimit.toDuration(timeLimit);
  }

  /**
   * How many bytes a receiving call would get without waiting. Does not wait.
   *
   * @return a lower bound, 0 or more
   * @throws SocketException if the socket is closed or not connected
   * @throws IOException if the connection is lost and nothing is left to receive, or the chip fails
   */
  public int available() throws IOException {
    connector.requireOpen();
    connector.requireConnected();
    int kept = keptCount();
    return kept > 0 ? kept : endpoint.available();
  }

  /**
   * Tells the peer that no more bytes will come, after those sent before. Receiving goes on. Waits
   * for a call that is sending, within the time-out. Calling it again has no effect.
   *
   * @throws SocketException if the socket is closed or not connected
   * @throws IOException as said for this class
   */
  public void shutdownOutput() throws IOException {
    connector.requireOpen();
    connector.requireConnected();
    shutDownSender(limit());
  }

  /**
   * The peer.
   *
   * @return its address and port, or {@code null} when not connected
   */
  public @Nullable InetSocketAddress remoteAddress() {
    return connector.isConnected() ? endpoint.remoteAddress() : null;
  }

  /**
   * This end.
   *
   * @return the chip's address and the local port, or {@code null} before the first connect
   */
  public @Nullable InetSocketAddress localAddress() {
    return endpoint.localAddress();
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
   * Closes the socket: bytes sent before still go out, bytes not received are lost, waiting calls
   * throw {@link SocketException} "Socket closed". Does not wait for the peer. Closing twice has no
   * effect.
   *
   * @throws IOException if the chip fails; the socket is closed all the same
   */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      OpenSockets.remove(this);
      try {
        closeLanes();
      } finally {
        endpoint.close();
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
    InetSocketAddress peer = remoteAddress();
    String state =
        closed.get()
            ? "closed"
            : peer == null ? "not connected" : "connected to " + Connector.text(peer);
    return "Socket[%d, %s, %s]".formatted(fileno(), driver.name(), state);
  }

  @Override
  long limit() {
    return timeLimit;
  }

  private static void requirePort(int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%d is not the port of a server: use 1 to %d".formatted(port, MAX_PORT));
    }
  }
}
