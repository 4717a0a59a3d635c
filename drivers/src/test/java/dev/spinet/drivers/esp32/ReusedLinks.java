package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server whose peers come and go between any two words of the module. */
abstract class ReusedLinks {

  static final int PATIENCE_MILLIS = 20_000;

  private @Nullable HeldLink held;
  private @Nullable ModuleBoard made;
  final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();
  private @Nullable Socket server;
  private @Nullable InetSocketAddress door;

  /** The module, but for its wires. */
  ModuleBoard.Builder builder() {
    return ModuleBoard.builder();
  }

  @BeforeEach
  void open() throws IOException {
    made = builder().wires(link -> held = new HeldLink(link)).build();
    var listening = new Socket(board().driver);
    listening.setTimeout(PATIENCE_MILLIS);
    server = listening;
  }

  void listen() throws IOException {
    server().listen(2);
    var address = server().localAddress();
    door = board().forward(address == null ? 0 : address.getPort());
  }

  @AfterEach
  void close() throws Exception {
    wires().before(null);
    wires().throwFailure();
    for (var one : toClose) {
      one.close();
    }
    server().close();
    board().close();
  }

  ModuleBoard board() {
    return Objects.requireNonNull(made);
  }

  Socket server() {
    return Objects.requireNonNull(server);
  }

  HeldLink wires() {
    return Objects.requireNonNull(held);
  }

  InetSocketAddress door() {
    return Objects.requireNonNull(door);
  }

  java.net.Socket peer(int octet) throws IOException {
    var peer = new java.net.Socket();
    toClose.add(peer);
    peer.setSoTimeout(PATIENCE_MILLIS);
    peer.connect(door(), PATIENCE_MILLIS);
    peer.setTcpNoDelay(true);
    peer.getOutputStream().write(octet);
    return peer;
  }

  Socket accept(int octet) throws IOException {
    var accepted = server().accept();
    toClose.add(accepted);
    accepted.setTimeout(PATIENCE_MILLIS);
    assertEquals(octet, accepted.recv(1)[0]);
    return accepted;
  }

  static void converse(Socket socket, java.net.Socket peer) throws IOException {
    socket.sendAll("x");
    assertEquals('x', peer.getInputStream().read());
  }

  /** The peer of a link leaves, and another one is given its number. */
  java.net.Socket replace(java.net.Socket peer, int octet) throws IOException {
    peer.close();
    wires().await("0,CLOSED");
    var next = peer(octet);
    wires().await("0,CONNECT");
    return next;
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  void converse(java.net.Socket peer, int octet) throws IOException {
    converse(accept(octet), peer);
  }

  static void assertCut(java.net.Socket peer) throws IOException {
    try {
      assertEquals(-1, peer.getInputStream().read());
    } catch (SocketException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.getMessage());
    }
  }
}
