package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.SocketConstants;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** UDP ports that the module loses, and what happens to datagrams and to the next connection. */
@Timeout(60)
final class LostPortTest {

  private static final int PATIENCE_MILLIS = 20_000;

  private @Nullable HeldLink held;
  private @Nullable ModuleBoard made;
  private @Nullable DatagramSocket machine;

  @BeforeEach
  void open() throws IOException {
    made = ModuleBoard.builder().wires(link -> held = new HeldLink(link)).build();
    var peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    peer.setSoTimeout(PATIENCE_MILLIS);
    machine = peer;
  }

  @AfterEach
  void close() throws Exception {
    wires().before(null);
    wires().throwFailure();
    peer().close();
    board().close();
  }

  private ModuleBoard board() {
    return Objects.requireNonNull(made);
  }

  private HeldLink wires() {
    return Objects.requireNonNull(held);
  }

  private DatagramSocket peer() {
    return Objects.requireNonNull(machine);
  }

  private InetSocketAddress peerAddress() {
    return new InetSocketAddress(ModuleBoard.HOST, peer().getLocalPort());
  }

  private Socket datagrams() throws IOException {
    var socket = new Socket(board().driver, SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM);
    socket.setTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private String heard() throws IOException {
    var packet = new DatagramPacket(new byte[100], 100);
    peer().receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
  }

  private void send(Socket socket, String text) throws IOException {
    socket.sendTo(text.getBytes(US_ASCII), peerAddress());
  }

  private void awaitLinked(boolean wanted) throws IOException {
    long start = System.nanoTime();
    while (board().driver.isLinked() != wanted) {
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), "linked: " + !wanted);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private void loseAccessPoint() throws IOException {
    board().radio.remove(board().accessPoint);
    awaitLinked(false);
    board().radio.add(board().accessPoint, board().lan);
    awaitLinked(true);
  }

  @Test
  void aConnectionWithTheNumberOfALostPortGetsItsBytes() throws Exception {
    try (var udp = datagrams();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board().driver)) {
      send(udp, "before");
      assertEquals("before", heard());
      loseAccessPoint();
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect("10.0.2.2", server.getLocalPort());
      try (var accepted = server.accept()) {
        accepted.getOutputStream().write(new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, socket.recv(3));
      }
    }
  }

  @Test
  void bytesThatComeUnaskedEndTheirConnectionByName() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board().driver)) {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect("10.0.2.2", server.getLocalPort());
      try (var _ = server.accept()) {
        wires().say("\r\n+IPD,4,3:abc");
        board().driver.rssi(); // So that the driver reads.
        var error = assertThrows(ConnectionResetException.class, () -> socket.recv(1));
        assertTrue(String.valueOf(error.getMessage()).contains("3 bytes"), error.getMessage());
      }
    }
  }

  @Test
  void aUdpSocketOutlivesTheLossOfTheAccessPoint() throws Exception {
    try (var udp = datagrams()) {
      send(udp, "before");
      assertEquals("before", heard());
      board().radio.remove(board().accessPoint);
      assertThrows(LinkDownException.class, () -> udp.recvFrom(100));
      awaitLinked(false);
      assertThrows(LinkDownException.class, () -> send(udp, "meanwhile"));
      board().radio.add(board().accessPoint, board().lan);
      awaitLinked(true);
      send(udp, "after");
      assertEquals("after", heard());
    }
  }

  @Test
  void aDatagramLeavesAlthoughItsSocketIsClosedAtOnce() throws Exception {
    var busy = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    wires()
        .before(text -> {
          if (text.startsWith("AT+CWJAP?") || text.startsWith("AT+CWSTATE?")) {
            busy.countDown();
            assertTrue(closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
          }
          return true;
        });
    var rssi =
        CompletableFuture.supplyAsync(() -> {
          try {
            return board().driver.rssi();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertTrue(busy.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    try (var udp = datagrams()) {
      send(udp, "farewell");
    }
    closed.countDown();
    assertEquals("farewell", heard());
    assertEquals(-47, rssi.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** A module that loses its network may say so only after it has closed its links. */
  @Test
  void aUdpPortThatTheModuleHasClosedIsOpenedAgain() throws Exception {
    try (var udp = datagrams()) {
      send(udp, "before");
      assertEquals("before", heard());
      wires().say("4,CLOSED\r\n");
      board().driver.rssi(); // So that the driver reads.
      send(udp, "after");
      assertEquals("after", heard());
    }
  }

  @Test
  void aUdpPortThatIsOpenedWhileTheAccessPointIsLostOutlivesThat() throws Exception {
    var lost = new AtomicBoolean();
    wires()
        .before(text -> {
          if (text.startsWith("AT+CIPSTART=") && lost.compareAndSet(false, true)) {
            board().radio.remove(board().accessPoint);
            wires().await("WIFI DISCONNECT\r\n");
            wires().take(); // The driver does not hear of it.
          }
          return true;
        });
    try (var udp = datagrams()) {
      assertThrows(LinkDownException.class, () -> udp.recvFrom(100));
      awaitLinked(false);
      board().radio.add(board().accessPoint, board().lan);
      awaitLinked(true);
      send(udp, "after");
      assertEquals("after", heard());
    }
  }

  @Test
  void aUdpPortGetsALinkThatTheModuleHadNotGivenBack() throws Exception {
    var damaged = new AtomicBoolean();
    wires()
        .before(text -> {
          boolean damages = text.startsWith("AT+CIPCLOSE=") && damaged.compareAndSet(false, true);
          if (damages) {
            wires().pass(text.replace("CLOSE", "CLSE"));
          }
          return !damages;
        });
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var udp = datagrams()) {
      try (var socket = new Socket(board().driver)) {
        socket.setTimeout(PATIENCE_MILLIS);
        socket.connect("10.0.2.2", server.getLocalPort());
      }
      board().driver.rssi(); // So that the driver has closed it.
      assertTrue(damaged.get());
      send(udp, "through");
      assertEquals("through", heard());
    }
  }

  @Test
  void threePlusSignsAreRefusedAndTheNextDatagramLeaves() throws Exception {
    try (var udp = datagrams()) {
      var error = assertThrows(IOException.class, () -> send(udp, "+++"));
      assertTrue(String.valueOf(error.getMessage()).contains("+++"), error.getMessage());
      send(udp, "++");
      assertEquals("++", heard());
      send(udp, "++++");
      assertEquals("++++", heard());
    }
    assertEquals(0, board().driver.statistics().resynchronisations());
  }
}
