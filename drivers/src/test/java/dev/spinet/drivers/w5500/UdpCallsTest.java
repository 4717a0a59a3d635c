package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IP_TOS;
import static dev.spinet.socket.SocketConstants.IP_TTL;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;
import static dev.spinet.socket.SocketConstants.TCP_NODELAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of UDP sockets, one by one, with a host that a test has in its hands. */
@Timeout(60)
final class UdpCallsTest {

  private static final int PORT = 5000;
  private static final Ipv4Address STRANGER = Ipv4Address.parse("10.0.2.66");
  private final MemorySegment memory = Arena.ofAuto().allocate(2000);

  private static void stranger(LanHost host, byte[] data) {
    host.send(STRANGER, 9, LanHost.CHIP_IP, LanHost.CHIP_MAC, PORT, data);
  }

  private static void awaitAvailable(DatagramEndpoint endpoint, int length) throws Exception {
    Streams.await(
        "a datagram of " + length,
        () -> {
          try {
            return endpoint.available() == length;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aConnectedSocketHearsItsPeerOnly() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      stranger(host, new byte[] {1});
      host.send(9, PORT, new byte[] {2, 2});
      awaitAvailable(endpoint, 1);
      endpoint.connect(Board.address("10.0.2.20"), 9);
      assertEquals(new InetSocketAddress(Board.address("10.0.2.20"), 9), endpoint.remoteAddress());
      // What waited from others is gone.
      awaitAvailable(endpoint, 2);
      stranger(host, new byte[] {3});
      host.send(10, PORT, new byte[] {4});
      host.send(9, PORT, new byte[] {5, 5, 5});
      assertArrayEquals(new byte[] {2, 2}, Packets.receive(endpoint).data);
      assertArrayEquals(new byte[] {5, 5, 5}, Packets.receive(endpoint).data);
      assertNull(Packets.receive(endpoint, 10, 0));
      var statistics = board.driver.statistics().sockets().get(1);
      assertEquals(3, statistics.packetsDropped());
      assertEquals(2, statistics.packetsReceived());
      endpoint.disconnect();
      assertNull(endpoint.remoteAddress());
      stranger(host, new byte[] {6});
      assertEquals("10.0.2.66", Packets.receive(endpoint).from);
    }
  }

  /** Strangers neither end the wait of a connected socket nor lengthen it. */
  @Test
  void strangersDoNotDisturbAWait() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      endpoint.connect(Board.address("10.0.2.20"), 9);
      var begun = new Semaphore(0);
      var stop = new Semaphore(0);
      var flood =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (!stop.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                    stranger(host, new byte[100]);
                    begun.release();
                  }
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      assertTrue(begun.tryAcquire(10, TimeUnit.SECONDS));
      long start = System.nanoTime();
      assertNull(Packets.receive(endpoint, 100, TimeUnit.MILLISECONDS.toNanos(200)));
      long took = System.nanoTime() - start;
      stop.release();
      flood.join();
      assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(200), took + " ns");
      assertTrue(took < TimeUnit.SECONDS.toNanos(5), took + " ns");
      assertTrue(board.driver.statistics().sockets().get(1).packetsDropped() > 0);
    }
  }

  @Test
  void emptyDatagramsAreReceived() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      host.send(9, PORT, new byte[0]);
      var empty = Packets.receive(endpoint);
      assertEquals(0, empty.data.length);
      assertEquals(9, empty.port);
      host.send(9, PORT, new byte[0]);
      host.send(9, PORT, new byte[] {1});
      assertEquals(0, Packets.receive(endpoint).data.length);
      assertEquals(1, Packets.receive(endpoint).data.length);
      // Into no room at all the whole datagram is cut.
      host.send(9, PORT, new byte[30]);
      var cut = Streams.present(Packets.receive(endpoint, 0, Board.SECONDS_10));
      assertEquals(0, cut.data.length);
      assertEquals(30, cut.length);
      assertNull(Packets.receive(endpoint, 10, 0));
    }
  }

  @Test
  void sizesThatTheChipCannotSend() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(0, 1, 2)).build();
        var small = Packets.udp(board.driver);
        var large = Packets.udp(board.driver)) {
      int to = LanHost.IP.value();
      assertEquals(1024, small.maxPayload());
      assertEquals(1472, large.maxPayload());
      for (int length : new int[] {-1, 0, 1473, 2000}) {
        var failure =
            assertThrows(
                IllegalArgumentException.class, () -> large.send(memory, 0, length, to, 9, 0));
        assertTrue(Streams.message(failure).contains("1 to 1472"), failure.toString());
      }
      var failure =
          assertThrows(IllegalArgumentException.class, () -> small.send(memory, 0, 1025, to, 9, 0));
      assertTrue(Streams.message(failure).contains("transmit buffer"), failure.toString());
    }
  }

  @Test
  void badArguments() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver)) {
      int to = LanHost.IP.value();
      var from = new DatagramSource();
      var heap = MemorySegment.ofArray(new byte[10]);
      assertThrows(IllegalArgumentException.class, () -> endpoint.send(memory, 0, 1, to, 65536, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.send(memory, 0, 1, to, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.send(heap, 0, 1, to, 9, 0));
      assertThrows(SocketException.class, () -> endpoint.send(memory, 0, 1, 0, 9, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> endpoint.send(memory, 1999, 2, to, 9, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.receive(heap, 0, 1, from, 0));
      assertThrows(
          IllegalArgumentException.class,
          () -> endpoint.receive(memory.asReadOnly(), 0, 1, from, 0));
      assertThrows(
          IndexOutOfBoundsException.class, () -> endpoint.receive(memory, 2000, 1, from, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.receive(memory, 0, -1, from, 0));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.connect(Board.address("10.0.2.2"), 0));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.bind(W5500Options.anyAddress(), 65536));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.bind(W5500Options.anyAddress(), -1));
      assertThrows(UnsupportedOperationException.class, () -> board.driver.openDatagram(1, 1, 17));
    }
  }

  @Test
  void options() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver)) {
      assertEquals(0, endpoint.getOption(SOL_SOCKET, SO_BROADCAST));
      endpoint.setOption(SOL_SOCKET, SO_BROADCAST, 1);
      assertEquals(1, endpoint.getOption(SOL_SOCKET, SO_BROADCAST));
      assertEquals(2048, endpoint.getOption(SOL_SOCKET, SO_RCVBUF));
      assertEquals(2048, endpoint.getOption(SOL_SOCKET, SO_SNDBUF));
      assertEquals(128, endpoint.getOption(IPPROTO_IP, IP_TTL));
      endpoint.setOption(IPPROTO_IP, IP_TTL, 3);
      endpoint.setOption(IPPROTO_IP, IP_TOS, 0x10);
      assertThrows(IllegalArgumentException.class, () -> endpoint.setOption(IPPROTO_IP, IP_TTL, 0));
      assertThrows(
          UnsupportedOperationException.class,
          () -> endpoint.setOption(IPPROTO_TCP, TCP_NODELAY, 1));
      assertThrows(
          UnsupportedOperationException.class, () -> endpoint.getOption(IPPROTO_TCP, TCP_NODELAY));
      var host = new LanHost(board.lan);
      Packets.send(endpoint, new byte[] {1}, Board.address("10.0.2.20"), 9);
      var seen = host.next().ip();
      assertEquals(3, seen.ttl());
      assertEquals(0x10, seen.tos());
      assertThrows(SocketException.class, () -> endpoint.setOption(IPPROTO_IP, IP_TTL, 4));
    }
  }

  @Test
  void aHostThatDoesNotAnswerIsNamedAtTheNextCallOfAConnectedSocket() throws Exception {
    try (var board = Board.builder().build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver)) {
      board.shortenRetries();
      endpoint.connect(Board.NOBODY, 9);
      Packets.send(endpoint, new byte[] {1}, Board.NOBODY, 9);
      var failure =
          assertThrows(
              HostUnreachableException.class,
              () -> Packets.send(endpoint, new byte[] {2}, Board.NOBODY, 9));
      assertTrue(Streams.message(failure).contains("10.0.2.77"), failure.toString());
      // Said once, and nothing of the lost packet is left.
      endpoint.connect(Board.HOST, peer.port());
      Packets.send(endpoint, new byte[] {3}, Board.HOST, peer.port());
      assertArrayEquals(new byte[] {3}, Packets.receive(endpoint).data);
    }
  }

  /** As with BSD: what is sent to one host has nothing to do with what was sent to another. */
  @Test
  void aHostThatDoesNotAnswerIsNoConcernOfOthers() throws Exception {
    try (var board = Board.builder().build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver)) {
      board.shortenRetries();
      for (byte i = 1; i <= 3; i++) {
        Packets.send(endpoint, new byte[] {9}, Board.NOBODY, 9);
        Packets.send(endpoint, new byte[] {i}, Board.HOST, peer.port());
        assertArrayEquals(new byte[] {i}, Packets.receive(endpoint).data);
      }
      // Nor does a peer that is chosen later have to do with it, nor one that was left.
      Packets.send(endpoint, new byte[] {9}, Board.NOBODY, 9);
      endpoint.connect(Board.HOST, peer.port());
      Packets.send(endpoint, new byte[] {4}, Board.HOST, peer.port());
      assertArrayEquals(new byte[] {4}, Packets.receive(endpoint).data);
      endpoint.connect(Board.NOBODY, 9);
      Packets.send(endpoint, new byte[] {9}, Board.NOBODY, 9);
      endpoint.disconnect();
      Packets.send(endpoint, new byte[] {5}, Board.HOST, peer.port());
      assertArrayEquals(new byte[] {5}, Packets.receive(endpoint).data);
    }
  }

  @Test
  void aConnectedReceiverHearsThatItsPeerIsNotThere() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver)) {
      board.shortenRetries();
      endpoint.connect(Board.NOBODY, 9);
      Packets.send(endpoint, new byte[] {1}, Board.NOBODY, 9);
      assertThrows(HostUnreachableException.class, () -> Packets.receive(endpoint));
      assertNull(Packets.receive(endpoint, 10, 0));
    }
  }

  /** The host says that nobody listens there; the chip tells it to whoever asks for it. */
  @Test
  void aConnectedSocketHearsThatItsPeerRefuses() throws Exception {
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ofMillis(20))).build();
        var endpoint = Packets.udp(board.driver);
        var other = Packets.udp(board.driver)) {
      var host = new LanHost(board.lan);
      var address = Board.address("10.0.2.20");
      endpoint.connect(address, 9);
      other.connect(address, 10);
      for (int i = 0; i < 2; i++) {
        Packets.send(endpoint, new byte[] {1}, address, 9);
        host.refuse(host.next());
        var refused =
            assertThrows(ConnectionRefusedException.class, () -> Packets.receive(endpoint));
        assertTrue(Streams.message(refused).contains("10.0.2.20:9"), refused.toString());
        // Said once, and to nobody else.
        assertNull(Packets.receive(endpoint, 10, 0));
        assertNull(Packets.receive(other, 10, 0));
      }
    }
  }

  @Test
  void otherNetworksNeedAGateway() throws Exception {
    var far = Board.address("192.0.2.1");
    try (var board =
            Board.builder()
                .options(o ->
                    o.address(
                        Board.address("10.0.2.15"),
                        Board.address("255.255.255.0"),
                        W5500Options.anyAddress()))
                .build();
        var endpoint = Packets.udp(board.driver)) {
      assertThrows(
          HostUnreachableException.class, () -> Packets.send(endpoint, new byte[] {1}, far, 9));
    }
  }

  @Test
  void withoutALink() throws Exception {
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ofMillis(1))).build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver)) {
      Packets.send(endpoint, new byte[] {1}, Board.HOST, peer.port());
      assertEquals(1, Packets.receive(endpoint).length);
      board.cable.setPluggedIn(false);
      Streams.await(
          "no link",
          () -> {
            try {
              return !board.driver.isLinked();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      TimeUnit.MILLISECONDS.sleep(2);
      assertThrows(
          LinkDownException.class,
          () -> Packets.send(endpoint, new byte[] {2}, Board.HOST, peer.port()));
      board.cable.setPluggedIn(true);
      Streams.await(
          "a link",
          () -> {
            try {
              return board.driver.isLinked();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      Packets.send(endpoint, new byte[] {3, 3}, Board.HOST, peer.port());
      assertEquals(2, Packets.receive(endpoint).length);
    }
  }

  @Test
  void withoutAnAddress() throws Exception {
    try (var board = Board.builder().linked(false).build();
        var endpoint = Packets.udp(board.driver)) {
      assertThrows(
          LinkDownException.class, () -> Packets.send(endpoint, new byte[] {1}, Board.HOST, 9));
    }
  }

  private CompletableFuture<@Nullable Exception> receiving(
      DatagramEndpoint endpoint, AtomicReference<@Nullable Thread> thread) {
    var done = new CompletableFuture<@Nullable Exception>();
    thread.set(
        Thread.ofPlatform()
            .start(() -> {
              try {
                var from = new DatagramSource();
                endpoint.receive(memory, 0, 100, from, Long.MAX_VALUE);
                done.complete(null);
              } catch (IOException e) {
                done.complete(e);
              }
            }));
    return done;
  }

  private static void awaitParked(AtomicReference<@Nullable Thread> thread) throws Exception {
    Streams.await("parked", () -> Streams.present(thread.get()).getState() == Thread.State.WAITING);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingWakesAReceiver(boolean driver) throws Exception {
    try (var board = Board.builder().build()) {
      var endpoint = Packets.udp(board.driver);
      var thread = new AtomicReference<@Nullable Thread>();
      var done = receiving(endpoint, thread);
      awaitParked(thread);
      if (driver) {
        board.driver.close();
      } else {
        endpoint.close();
      }
      var failure = Streams.present(done.get(10, TimeUnit.SECONDS));
      assertTrue(failure instanceof SocketException, failure.toString());
      endpoint.close();
      assertThrows(SocketException.class, () -> Packets.receive(endpoint));
      assertThrows(SocketException.class, endpoint::available);
    }
  }

  @Test
  void anInterruptLosesNothing() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      var thread = new AtomicReference<@Nullable Thread>();
      var done = receiving(endpoint, thread);
      awaitParked(thread);
      Streams.present(thread.get()).interrupt();
      var failure = Streams.present(done.get(10, TimeUnit.SECONDS));
      assertTrue(failure instanceof InterruptedIOException, failure.toString());
      host.send(9, PORT, new byte[] {1, 2});
      assertArrayEquals(new byte[] {1, 2}, Packets.receive(endpoint).data);
      // A call that need not wait does its work all the same.
      host.send(9, PORT, new byte[] {3});
      awaitAvailable(endpoint, 1);
      Thread.currentThread().interrupt();
      assertArrayEquals(new byte[] {3}, Packets.receive(endpoint).data);
      Packets.send(endpoint, new byte[] {4}, Board.address("10.0.2.20"), 9);
      assertTrue(Thread.interrupted());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readiness(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      var told = new Semaphore(0);
      Runnable listener = told::release;
      endpoint.watch(Endpoint.READABLE, listener);
      assertEquals(Endpoint.WRITABLE, endpoint.poll(Endpoint.READABLE | Endpoint.WRITABLE));
      for (int i = 1; i < 4; i++) {
        told.drainPermits();
        host.send(9, PORT, new byte[i]);
        assertTrue(told.tryAcquire(10, TimeUnit.SECONDS));
        awaitAvailable(endpoint, i);
        assertEquals(Endpoint.READABLE, endpoint.poll(Endpoint.READABLE));
        assertEquals(i, Packets.receive(endpoint).length);
        assertEquals(0, endpoint.poll(Endpoint.READABLE));
      }
      endpoint.unwatch(listener);
      told.drainPermits();
      host.send(9, PORT, new byte[7]);
      awaitAvailable(endpoint, 7);
      assertFalse(told.tryAcquire());
    }
  }

  @Test
  void whatWasSentBeforeClosingIsSent() throws Exception {
    try (var board = Board.builder().build()) {
      var host = new LanHost(board.lan);
      for (int i = 0; i < 20; i++) {
        try (var endpoint = Packets.udp(board.driver)) {
          Packets.send(endpoint, new byte[] {(byte) i}, Board.address("10.0.2.20"), 9);
        }
        assertArrayEquals(new byte[] {(byte) i}, LanHost.payload(host.next()));
      }
      Streams.await(
          "all sockets free",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> "nobody".equals(socket.user())));
    }
  }
}
