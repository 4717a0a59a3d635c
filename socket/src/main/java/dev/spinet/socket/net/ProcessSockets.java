package dev.spinet.socket.net;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Sends every {@code new Socket()} of the process through a chip: for libraries that cannot be told
 * where to get their sockets.
 *
 * {@snippet :
 * ProcessSockets.through(driver)
 *     .natively(peer -> peer.getPort() == 5432 || ProcessSockets.isLoopback(peer))
 *     .install();
 * }
 *
 * <p>This is a last resort. It holds for the whole process, for all of its libraries and until it
 * ends: the JDK takes a factory once and never gives it back. Prefer {@link SpinetSocketFactory}
 * wherever there is a place for it.
 *
 * <ul>
 *   <li>Peers on this machine's loopback are connected to natively, and those that {@link
 *       #natively} names instead. Such sockets are those of a channel: an interrupt closes them on
 *       platform threads, too.
 *   <li>A socket that is bound before it connects is bound when it connects; {@code getLocalPort}
 *       says until then what was asked for.
 *   <li>Channels, and what is built on them such as {@code java.net.http.HttpClient} and Netty, and
 *       sockets through a SOCKS or HTTP proxy stay on the board's network.
 *   <li>Names that are given to {@code new Socket(host, port)} are looked up by the JDK, over the
 *       board's network.
 * </ul>
 */
public final class ProcessSockets {

  private final NetworkDriver driver;
  private Predicate<InetSocketAddress> natively = ProcessSockets::isLoopback;
  private boolean servers;
  private boolean datagrams;

  private ProcessSockets(NetworkDriver driver) {
    this.driver = Objects.requireNonNull(driver);
  }

  /**
   * Begins to say which sockets go through a chip: those that connect.
   *
   * @param driver the chip; must stay open as long as the process makes sockets
   * @return what to call {@link #install()} on
   */
  public static ProcessSockets through(NetworkDriver driver) {
    return new ProcessSockets(driver);
  }

  /**
   * Whether an address is on this machine's loopback, where no chip gets to.
   *
   * @param peer an address, or an unresolved name
   * @return whether it is, or is the name {@code localhost}
   */
  public static boolean isLoopback(InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    return address == null
        ? peer.getHostString().equalsIgnoreCase("localhost")
        : address.isLoopbackAddress();
  }

  /**
   * Says which peers are connected to over the board's own network, in place of {@link
   * #isLoopback}.
   *
   * @param peers asked with the peer of each attempt to connect
   * @return this
   */
  public ProcessSockets natively(Predicate<InetSocketAddress> peers) {
    natively = Objects.requireNonNull(peers);
    return this;
  }

  /**
   * Every {@code new ServerSocket()} listens on the chip, too.
   *
   * @return this
   */
  public ProcessSockets withServers() {
    servers = true;
    return this;
  }

  /**
   * Every {@code new DatagramSocket()} and {@code new MulticastSocket()} is one of the chip, too.
   *
   * <p>The JDK puts a class of its own around each, whose {@code receive} holds a lock while it
   * waits: setters of options wait for it, {@code close()} does not. After an interrupt has closed
   * the socket of a virtual thread, {@code isClosed()} says {@code false} until {@code close()} is
   * called, although every call throws. {@link SpinetDatagramSocket} does neither.
   *
   * @return this
   */
  public ProcessSockets withDatagrams() {
    datagrams = true;
    return this;
  }

  /**
   * Does it. Sockets that exist already stay what they are.
   *
   * @throws SocketException if this process has a factory already; those that were to be installed
   *     after it are not
   * @throws IOException if the JDK refuses for another reason
   */
  @SuppressWarnings("deprecation") // Deprecated because it is what it is; see above.
  public void install() throws IOException {
    NetworkDriver chip = driver;
    Predicate<InetSocketAddress> board = natively;
    install("Socket", () -> Socket.setSocketImplFactory(() -> new RoutedSocketImpl(chip, board)));
    if (servers) {
      install(
          "ServerSocket", () -> ServerSocket.setSocketFactory(() -> SpinetSocketImpl.server(chip)));
    }
    if (datagrams) {
      install(
          "DatagramSocket",
          () ->
              DatagramSocket.setDatagramSocketImplFactory(
                  () -> new SpinetDatagramSocketImpl(chip)));
    }
  }

  /** One of the three places where the JDK takes a factory. */
  @FunctionalInterface
  private interface Installation {
    void run() throws IOException;
  }

  private static void install(String what, Installation installation) throws IOException {
    try {
      installation.run();
    } catch (SocketException e) {
      throw new SocketException(
          "this process has a factory for every %s already, and the JDK takes only one; install"
                  .formatted(what)
              + " ours first, or give the library a SpinetSocketFactory",
          e);
    }
  }
}
