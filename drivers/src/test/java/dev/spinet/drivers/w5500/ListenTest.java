package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.gateway.ForwardedPort;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A TCP server on the chip, with real clients on this machine. */
@Timeout(60)
final class ListenTest {

  private static final int PORT = 8080;

  private static ListenEndpoint listen(Board board, int port, int backlog) throws IOException {
    var endpoint = board.driver.openStream();
    endpoint.bind(Board.address("0.0.0.0"), port);
    return endpoint.listen(backlog);
  }

  private static ForwardedPort forward(Board board, int port) throws IOException {
    return board.network.forwardTcp(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Ipv4Address(0x0A00020F),
        port);
  }

  /** A client whose data pass through the simulated gateway. */
  private static Socket client(ForwardedPort forward) throws IOException {
    var socket = new Socket();
    socket.setSoTimeout(10_000);
    socket.connect(forward.address());
    return socket;
  }

  private static StreamEndpoint accept(ListenEndpoint listener) throws IOException {
    return Streams.present(listener.accept(Board.SECONDS_10));
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> background(Call<T> call) {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(call.run());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** A thread that accepts, for as long as it takes. */
  private static final class Accepting {
    private final CompletableFuture<StreamEndpoint> result = new CompletableFuture<>();
    private final Thread thread;

    Accepting(ListenEndpoint listener) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  result.complete(Streams.present(listener.accept(Long.MAX_VALUE)));
                } catch (IOException e) {
                  result.completeExceptionally(e);
                }
              });
    }

    Throwable failure() {
      var failure = assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS));
      return Streams.present(failure.getCause());
    }
  }

  /** How many sockets of the chip the driver has for somebody. */
  private static List<String> users(Board board) {
    return board.driver.statistics().sockets().stream()
        .map(W5500Statistics.SocketStatistics::user)
        .filter(user -> !user.equals("nobody"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void servesOneAfterAnother(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var listener = listen(board, PORT, 1);
        var forward = forward(board, PORT)) {
      assertEquals(new InetSocketAddress("0.0.0.0", PORT), listener.localAddress());
      for (int i = 0; i < 20; i++) {
        try (var client = client(forward)) {
          client.getOutputStream().write(Streams.pattern(100 + i));
          try (var endpoint = accept(listener)) {
            assertEquals(new InetSocketAddress("10.0.2.15", PORT), endpoint.localAddress());
            assertEquals(Board.HOST, Streams.present(endpoint.remoteAddress()).getAddress());
            assertArrayEquals(Streams.pattern(100 + i), Streams.receive(endpoint, 100 + i));
            Streams.sendAll(endpoint, Streams.pattern(3000));
          }
          assertArrayEquals(Streams.pattern(3000), client.getInputStream().readAllBytes());
        }
      }
    }
  }

  /** As many peers as the backlog says find a socket, whatever the program does meanwhile. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void acceptsABurst(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var listener = listen(board, PORT, 4);
        var forward = forward(board, PORT)) {
      for (int round = 0; round < 5; round++) {
        var clients = new ArrayList<CompletableFuture<Socket>>();
        for (int i = 0; i < 4; i++) {
          clients.add(background(() -> client(forward)));
        }
        for (var client : clients) {
          client.get(10, TimeUnit.SECONDS).getOutputStream().write(7);
        }
        for (int i = 0; i < 4; i++) {
          try (var endpoint = accept(listener)) {
            assertArrayEquals(new byte[] {7}, Streams.receive(endpoint, 1));
          }
        }
        for (var client : clients) {
          assertEquals(-1, client.get().getInputStream().read());
          client.get().close();
        }
      }
    }
  }

  /** Data and the end of the stream that come before anybody accepts. */
  @Test
  void whatCameBeforeAcceptIsThere() throws Exception {
    try (var board = Board.builder().build();
        var listener = listen(board, PORT, 2);
        var forward = forward(board, PORT);
        var client = client(forward)) {
      client.getOutputStream().write(Streams.pattern(1500));
      client.shutdownOutput();
      Streams.await("CLOSE_WAIT", () -> isStatus(board, 0x1C));
      try (var endpoint = accept(listener)) {
        assertArrayEquals(Streams.pattern(1500), Streams.receive(endpoint, 2000));
        Streams.sendAll(endpoint, Streams.pattern(10));
        endpoint.shutdownOutput();
        assertArrayEquals(Streams.pattern(10), client.getInputStream().readAllBytes());
      }
    }
  }

  private static boolean isStatus(Board board, int status) {
    return count(board, status) > 0;
  }

  private static long count(Board board, int status) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      var chip = new Chip(probe);
      long found = 0;
      for (int i = 0; i < 8; i++) {
        if (chip.readRegister(Block.socketRegister(i), SocketRegister.SR) == status) {
          found++;
        }
      }
      return found;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPeerThatHasGoneIsNotAccepted() throws Exception {
    try (var board = Board.builder().build();
        var listener = listen(board, PORT, 2);
        var forward = forward(board, PORT)) {
      for (int i = 0; i < 5; i++) {
        var client = client(forward);
        Streams.await("connected", () -> isStatus(board, 0x17));
        client.setSoLinger(true, 0);
        client.close();
        Streams.await("listening again", () -> count(board, 0x14) == 2);
        assertNull(listener.accept(0));
      }
      try (var client = client(forward);
          var endpoint = accept(listener)) {
        client.getOutputStream().write(1);
        assertArrayEquals(new byte[] {1}, Streams.receive(endpoint, 1));
      }
    }
  }

  @Test
  void acceptWaitsAsLongAsItIsTold() throws Exception {
    try (var board = Board.builder().build();
        var listener = listen(board, PORT, 1)) {
      assertNull(listener.accept(0));
      long start = System.nanoTime();
      assertNull(listener.accept(TimeUnit.MILLISECONDS.toNanos(30)));
      assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(30));
    }
  }

  @Test
  void closingWakesAccept() throws Exception {
    try (var board = Board.builder().build()) {
      var listener = listen(board, PORT, 1);
      var accepting = new Accepting(listener);
      Streams.await("parked", () -> accepting.thread.getState() == Thread.State.WAITING);
      listener.close();
      assertEquals("Socket closed", Streams.message(accepting.failure()));
      assertEquals(List.of(), users(board));
      assertThrows(SocketException.class, () -> listener.accept(0));
      listener.close();
    }
  }

  @Test
  void interruptingAcceptLosesNoConnection() throws Exception {
    try (var board = Board.builder().build();
        var listener = listen(board, PORT, 1);
        var forward = forward(board, PORT)) {
      var accepting = new Accepting(listener);
      Streams.await("parked", () -> accepting.thread.getState() == Thread.State.WAITING);
      accepting.thread.interrupt();
      assertInstanceOf(InterruptedIOException.class, accepting.failure());
      try (var client = client(forward);
          var endpoint = accept(listener)) {
        client.getOutputStream().write(1);
        assertArrayEquals(new byte[] {1}, Streams.receive(endpoint, 1));
      }
    }
  }

  /** Those who wait see the end of the stream; those who were accepted go on. */
  @Test
  void closingCutsWhoWaitsOnly() throws Exception {
    try (var board = Board.builder().build();
        var forward = forward(board, PORT)) {
      var listener = listen(board, PORT, 2);
      try (var first = client(forward);
          var endpoint = accept(listener);
          var second = client(forward)) {
        Streams.await("second", () -> count(board, 0x17) == 2);
        listener.close();
        assertEquals(-1, second.getInputStream().read());
        Streams.sendAll(endpoint, Streams.pattern(100));
        assertArrayEquals(Streams.pattern(100), first.getInputStream().readNBytes(100));
      }
      Streams.await("free", () -> users(board).isEmpty());
    }
  }

  /** The chip says nothing to the peer of a socket that is closed: the driver has to. */
  @Test
  void closingCutsWhoNobodyHasNoticed() throws Exception {
    try (var board =
            Board.builder()
                .line(line -> new DeafLine())
                .options(o -> o.healthCheck(Duration.ZERO))
                .build();
        var forward = forward(board, PORT)) {
      var listener = listen(board, PORT, 2);
      try (var peer = client(forward)) {
        Streams.await("connected", () -> count(board, 0x17) == 1);
        listener.close();
        assertEquals(-1, peer.getInputStream().read());
      }
    }
  }

  @Test
  void portsInUse() throws Exception {
    try (var board = Board.builder().build();
        var forward = forward(board, PORT)) {
      var any = Board.address("0.0.0.0");
      var listener = listen(board, PORT, 1);
      try (var other = board.driver.openStream()) {
        var failure = assertThrows(BindException.class, () -> other.bind(any, PORT));
        assertTrue(
            Streams.message(failure).contains("in use by the listener at TCP port 8080"),
            Streams.message(failure));
        other.setOption(SOL_SOCKET, SO_REUSEADDR, 1);
        assertThrows(BindException.class, () -> other.bind(any, PORT));
        other.bind(any, PORT + 1);
        assertThrows(BindException.class, () -> other.bind(any, PORT + 2));
        assertEquals(new InetSocketAddress("0.0.0.0", PORT + 1), other.localAddress());

        try (var _ = client(forward);
            var endpoint = accept(listener);
            var third = board.driver.openStream()) {
          listener.close();
          var shared = assertThrows(BindException.class, () -> third.bind(any, PORT));
          assertTrue(Streams.message(shared).contains("SO_REUSEADDR"), Streams.message(shared));
          third.setOption(SOL_SOCKET, SO_REUSEADDR, 1);
          third.bind(any, PORT);
          try (var again = third.listen(1)) {
            assertEquals(PORT, Streams.present(again.localAddress()).getPort());
            Streams.sendAll(endpoint, Streams.pattern(10));
          }
        }
      }
    }
  }

  @Test
  void localEnds() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      var elsewhere = assertThrows(BindException.class, () -> endpoint.bind(Board.HOST, PORT));
      assertTrue(Streams.message(elsewhere).contains("10.0.2.15"), Streams.message(elsewhere));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.bind(Board.address("0.0.0.0"), 65536));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.bind(Board.address("0.0.0.0"), -1));
      assertThrows(IllegalArgumentException.class, () -> endpoint.listen(0));
      endpoint.bind(Board.address("10.0.2.15"), 0);
      var local = Streams.present(endpoint.localAddress());
      assertEquals("10.0.2.15", local.getAddress().getHostAddress());
      assertTrue(local.getPort() >= 49152, local.toString());
    }
  }

  @Test
  void connectsFromABoundPort() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var first = board.driver.openStream();
        var second = board.driver.openStream()) {
      first.bind(Board.address("0.0.0.0"), 5000);
      assertTrue(first.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      assertEquals(new InetSocketAddress("10.0.2.15", 5000), first.localAddress());
      second.setOption(SOL_SOCKET, SO_REUSEADDR, 1);
      second.bind(Board.address("0.0.0.0"), 5000);
      var failure =
          assertThrows(
              BindException.class, () -> second.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      assertTrue(Streams.message(failure).contains("5000"), Streams.message(failure));
      assertThrows(SocketException.class, () -> first.listen(1));
    }
  }

  @Test
  void aListenerWithoutPortGetsOne() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream();
        var listener = endpoint.listen(1)) {
      assertTrue(Streams.present(listener.localAddress()).getPort() >= 49152);
      assertThrows(SocketException.class, () -> endpoint.available());
    }
  }

  /** A listener shares what it does not need, but keeps one socket. */
  @Test
  void givesSpareSocketsAway() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var listener = listen(board, PORT, 8);
        var forward = forward(board, PORT)) {
      assertEquals(8, count(board, 0x14));
      var others = new ArrayList<StreamEndpoint>();
      for (int i = 0; i < 7; i++) {
        others.add(board.connect(peer.port()));
      }
      assertEquals(1, count(board, 0x14));
      var failure = assertThrows(NoFreeSocketException.class, board.driver::openStream);
      assertTrue(
          Streams.message(failure).contains("the listener at TCP port 8080"),
          Streams.message(failure));
      // A socket that is let go of is used to listen again.
      others.removeFirst().close();
      others.removeFirst().close();
      Streams.await("listening", () -> count(board, 0x14) == 3);
      try (var client = client(forward);
          var endpoint = accept(listener)) {
        client.getOutputStream().write(1);
        assertArrayEquals(new byte[] {1}, Streams.receive(endpoint, 1));
      }
      for (var other : others) {
        other.close();
      }
    }
  }

  /** Eight connections, and nobody can listen: the next free socket does. */
  @Test
  void listensAgainWhenASocketIsFree() throws Exception {
    try (var board = Board.builder().build();
        var listener = listen(board, PORT, 8);
        var forward = forward(board, PORT)) {
      var clients = new ArrayList<Socket>();
      var endpoints = new ArrayList<StreamEndpoint>();
      for (int i = 0; i < 8; i++) {
        clients.add(client(forward));
        endpoints.add(accept(listener));
      }
      assertEquals(0, count(board, 0x14));
      assertThrows(NoFreeSocketException.class, board.driver::openStream);
      endpoints.removeFirst().close();
      clients.removeFirst().close();
      Streams.await("listening", () -> count(board, 0x14) == 1);
      clients.add(client(forward));
      endpoints.add(accept(listener));
      for (var endpoint : endpoints) {
        endpoint.close();
      }
      for (var client : clients) {
        client.close();
      }
      Streams.await("listening", () -> count(board, 0x14) == 8);
    }
  }

  /** Connections that nobody accepts do not take all of the chip. */
  @Test
  void theBacklogHasAnEnd() throws Exception {
    try (var board = Board.builder().build();
        var _ = listen(board, PORT, 2);
        var forward = forward(board, PORT)) {
      var clients = new ArrayList<Socket>();
      for (int i = 1; i <= 3; i++) {
        int waiting = i;
        // The socket in the place of one that is connected takes a moment.
        Streams.await("listening", () -> count(board, 0x14) >= 1);
        clients.add(client(forward));
        Streams.await("connected", () -> count(board, 0x17) == waiting);
      }
      Streams.await("full", () -> count(board, 0x14) == 0);
      assertEquals(3, users(board).size());
      for (var client : clients) {
        client.close();
      }
    }
  }

  /** A handshake that nobody finishes ends in CLOSED, of which the listener is told by an event. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void survivesAHandshakeThatTimesOut(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var listener = listen(board, PORT, 1);
        var forward = forward(board, PORT)) {
      board.shortenRetries();
      // The gateway knows the chip's hardware address after this.
      client(forward).close();
      accept(listener).close();
      Streams.await("listening", () -> count(board, 0x14) == 1);
      // The chip's answers to SYN get lost, and then everything.
      var attempt = new AtomicInteger();
      board.lan.setImpairment((from, frame) -> {
        if (!from.equals(board.cable)
            && Packet.parse(frame) instanceof TcpSegment segment
            && segment.has(TcpHeader.SYN)) {
          attempt.set(segment.sourcePort());
        }
        return from.equals(board.cable) ? Impairment.Fate.LOST : Impairment.Fate.DELIVERED;
      });
      try (var _ = client(forward)) {
        Streams.await("SYNRECV", () -> isStatus(board, 0x16));
        board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
        Streams.await("listening again", () -> count(board, 0x14) == 1 && !isStatus(board, 0x16));
      }
      // The gateway goes on with its attempt, which is not to be the next connection.
      board.lan.setImpairment((from, frame) ->
          Packet.parse(frame) instanceof TcpSegment segment && segment.sourcePort() == attempt.get()
              ? Impairment.Fate.LOST
              : Impairment.Fate.DELIVERED);
      assertNull(listener.accept(0));
      try (var client = client(forward);
          var endpoint = accept(listener)) {
        client.getOutputStream().write(1);
        assertArrayEquals(new byte[] {1}, Streams.receive(endpoint, 1));
      }
    }
  }
}
