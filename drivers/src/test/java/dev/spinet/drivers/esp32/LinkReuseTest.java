package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The module names links by numbers, and gives the number of a link that has ended to the next peer
 * at once. What the driver says to one link must not hit the next one.
 */
@Timeout(60)
final class LinkReuseTest {

  private static final int PATIENCE_MILLIS = 20_000;

  private @Nullable HeldLink held;
  private @Nullable ModuleBoard made;
  private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();
  private @Nullable Socket server;
  private @Nullable InetSocketAddress door;

  @BeforeEach
  void open() throws IOException {
    made = ModuleBoard.builder().wires(link -> held = new HeldLink(link)).build();
    var listening = new Socket(board().driver);
    listening.setTimeout(PATIENCE_MILLIS);
    server = listening;
  }

  private void listen() throws IOException {
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

  private ModuleBoard board() {
    return Objects.requireNonNull(made);
  }

  private Socket server() {
    return Objects.requireNonNull(server);
  }

  private HeldLink wires() {
    return Objects.requireNonNull(held);
  }

  private java.net.Socket peer(int octet) throws IOException {
    var peer = new java.net.Socket();
    toClose.add(peer);
    peer.setSoTimeout(PATIENCE_MILLIS);
    peer.connect(Objects.requireNonNull(door), PATIENCE_MILLIS);
    peer.setTcpNoDelay(true);
    peer.getOutputStream().write(octet);
    return peer;
  }

  private Socket accept(int octet) throws IOException {
    var accepted = server().accept();
    toClose.add(accepted);
    accepted.setTimeout(PATIENCE_MILLIS);
    assertEquals(octet, accepted.recv(1)[0]);
    return accepted;
  }

  private static void converse(Socket socket, java.net.Socket peer) throws IOException {
    socket.sendAll("x");
    assertEquals('x', peer.getInputStream().read());
  }

  /** The peer of a link leaves, and another one is given its number. */
  private java.net.Socket replace(java.net.Socket peer, int octet) throws IOException {
    peer.close();
    wires().await("0,CLOSED");
    var next = peer(octet);
    wires().await("0,CONNECT");
    return next;
  }

  @Test
  void closingSparesWhoeverIsKnownToHaveComeSince() throws Exception {
    listen();
    var first = peer(1);
    var accepted = accept(1);
    wires().hold();
    var second = replace(first, 2);
    accepted.close();
    wires().release();
    converse(accept(2), second);
    assertEquals(0, board().driver.statistics().refusedPeers());
  }

  @Test
  void closingAgainAfterTheModuleWasBusySparesWhoeverHasComeSince() throws Exception {
    listen();
    var first = peer(1);
    var accepted = accept(1);
    var second = new CompletableFuture<java.net.Socket>();
    wires()
        .before(text -> {
          if (!text.startsWith("AT+CIPCLOSE") || second.isDone()) {
            return true;
          }
          second.complete(replace(first, 2));
          wires().say("\r\nbusy p...\r\n");
          return false;
        });
    accepted.close();
    var spared = get(second);
    converse(accept(2), spared);
    assertEquals(0, board().driver.statistics().refusedPeers());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void whoeverIsHitByACommandOnItsWayIsCountedAndTheNextIsServed() throws Exception {
    listen();
    var first = peer(1);
    var accepted = accept(1);
    var second = new CompletableFuture<java.net.Socket>();
    wires()
        .before(text -> {
          if (text.startsWith("AT+CIPCLOSE") && !second.isDone()) {
            second.complete(replace(first, 2));
          }
          return true;
        });
    accepted.close();
    assertCut(get(second));
    converse(peer(3), 3);
    assertEquals(1, board().driver.statistics().refusedPeers());
  }

  private void converse(java.net.Socket peer, int octet) throws IOException {
    converse(accept(octet), peer);
  }

  private static void assertCut(java.net.Socket peer) throws IOException {
    try {
      assertEquals(-1, peer.getInputStream().read());
    } catch (SocketException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.getMessage());
    }
  }

  @Test
  void aListThatIsOlderThanALinkDoesNotDescribeIt() throws Exception {
    listen();
    var first = new CompletableFuture<java.net.Socket>();
    var second = new CompletableFuture<java.net.Socket>();
    var old = new CompletableFuture<String>();
    wires()
        .before(text -> {
          if (!text.startsWith("AT+CIPSTATE?") || old.isDone()) {
            return true;
          }
          // The first peer is listed, and gone before the driver reads that.
          wires().pass(text);
          wires().await("OK\r\n");
          old.complete(wires().take());
          second.complete(replace(get(first), 2));
          wires().say(get(old));
          return false;
        });
    first.complete(silentPeer());
    var accepted = accept(2);
    var remote = accepted.remoteAddress();
    assertFalse(get(old).contains("," + (remote == null ? 0 : remote.getPort()) + ","));
    converse(accepted, get(second));
  }

  private java.net.Socket silentPeer() throws IOException {
    var peer = new java.net.Socket();
    toClose.add(peer);
    peer.connect(Objects.requireNonNull(door), PATIENCE_MILLIS);
    return peer;
  }

  @Test
  void aPeerWhoseEndWasNotToldBlocksNobody() throws Exception {
    listen();
    var first = new CompletableFuture<java.net.Socket>();
    var lost = new CompletableFuture<String>();
    wires()
        .before(text -> {
          if (text.startsWith("AT+CIPSTATE?") && !lost.isDone()) {
            get(first).close();
            wires().await("0,CLOSED\r\n");
            lost.complete(wires().take());
          }
          return true;
        });
    first.complete(silentPeer());
    assertEquals("0,CLOSED\r\n", get(lost));
    converse(peer(2), 2);
  }

  @Test
  void aPeerThatTakesTheIdOfAnAttemptToConnectIsNotForgotten() throws Exception {
    try (var elsewhere = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      listen();
      for (int i = 0; i < 4; i++) {
        var socket = new Socket(board().driver);
        toClose.add(socket);
        socket.connect("10.0.2.2", elsewhere.getLocalPort());
        toClose.add(elsewhere.accept());
      }
      var intruder = new CompletableFuture<java.net.Socket>();
      wires()
          .before(text -> {
            if (text.startsWith("AT+CIPSTART=0") && !intruder.isDone()) {
              intruder.complete(peer(1));
              wires().await("0,CONNECT");
            }
            return true;
          });
      var last = new Socket(board().driver);
      toClose.add(last);
      last.setTimeout(PATIENCE_MILLIS);
      last.connect("10.0.2.2", elsewhere.getLocalPort());
      try (var peer = elsewhere.accept()) {
        converse(last, peer);
      }
      assertCut(get(intruder));
      assertEquals(1, board().driver.statistics().refusedPeers());
    }
  }
}
