package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The module names links by numbers, and gives the number of a link that has ended to the next peer
 * at once. What the driver says to one link must not hit the next one.
 */
@Timeout(60)
final class LinkReuseTest extends ReusedLinks {

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
    peer.connect(door(), PATIENCE_MILLIS);
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
      connectToAllButOne(elsewhere);
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

  private void connectToAllButOne(ServerSocket elsewhere) throws IOException {
    for (int i = 0; i < 4; i++) {
      var socket = new Socket(board().driver);
      toClose.add(socket);
      socket.connect("10.0.2.2", elsewhere.getLocalPort());
      toClose.add(elsewhere.accept());
    }
  }

  @Test
  void aConnectionThatEndsAsSoonAsItIsThereEndsInOrder() throws Exception {
    try (var elsewhere = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        var socket = new Socket(board().driver)) {
      elsewhere.setSoTimeout(PATIENCE_MILLIS);
      var ended = new CompletableFuture<String>();
      wires()
          .before(text -> {
            if (text.startsWith("AT+CIPSTATE?") && !ended.isDone()) {
              elsewhere.accept().close();
              wires().await("4,CLOSED");
              ended.complete(wires().pending());
            }
            return true;
          });
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect("10.0.2.2", elsewhere.getLocalPort());
      assertEquals(0, socket.recv(1).length, get(ended));
    }
  }

  @Test
  void whoTakesTheIdOfAConnectionThatEndsAsSoonAsItIsThereIsNotTakenForIt() throws Exception {
    try (var elsewhere = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        var last = new Socket(board().driver)) {
      elsewhere.setSoTimeout(PATIENCE_MILLIS);
      listen();
      connectToAllButOne(elsewhere);
      var intruder = new CompletableFuture<java.net.Socket>();
      var connecting = new AtomicBoolean();
      wires()
          .before(text -> {
            connecting.compareAndSet(false, text.startsWith("AT+CIPSTART=0"));
            if (connecting.get() && text.startsWith("AT+CIPSTATE?") && !intruder.isDone()) {
              elsewhere.accept().close();
              wires().await("0,CLOSED");
              intruder.complete(peer(1));
              wires().await("0,CONNECT");
            }
            return true;
          });
      last.setTimeout(PATIENCE_MILLIS);
      last.connect("10.0.2.2", elsewhere.getLocalPort());
      assertEquals(0, last.recv(1).length);
      assertCut(get(intruder));
      assertEquals(1, board().driver.statistics().refusedPeers());
    }
  }
}
