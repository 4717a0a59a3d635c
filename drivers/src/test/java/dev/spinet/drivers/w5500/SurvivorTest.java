package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.net.gateway.ForwardedPort;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What outlives a reset of the chip or a cable that is pulled, and what waits meanwhile. */
@Timeout(60)
final class SurvivorTest {

  private static final int PORT = 8080;
  private static final int EIO = 5;

  private static Board.Builder watchful() {
    return Board.builder().options(o -> o.healthCheck(Duration.ofMillis(20)));
  }

  private static void tolerateResets(Board board) {
    board.tolerate(Diagnostic.Kind.NOT_READY);
    board.tolerate(Diagnostic.Kind.WRONG_STATE);
  }

  /** Resets the chip under a caller that waits, and waits until the driver has seen to it. */
  private static void resetUnder(Thread waiter, Board board) throws InterruptedException {
    Streams.await("waiting", () -> waiter.getState() == Thread.State.TIMED_WAITING);
    long before = recoveries(board);
    board.chip.brownOut();
    Streams.await("recovered", () -> recoveries(board) > before);
  }

  private static long recoveries(Board board) {
    return board.driver.statistics().faults().recoveries();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerAndWhoWaitsAtItOutliveAReset(boolean interrupt) throws Exception {
    try (var board = watchful().interrupt(interrupt).build();
        var endpoint = board.driver.openStream()) {
      tolerateResets(board);
      endpoint.bind(Board.address("0.0.0.0"), PORT);
      try (var listener = endpoint.listen(2);
          var forward =
              board.network.forwardTcp(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  new Ipv4Address(0x0A00020F),
                  PORT)) {
        for (int round = 1; round <= 5; round++) {
          var accepted = new CompletableFuture<StreamEndpoint>();
          var waiter =
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      accepted.complete(Streams.present(listener.accept(Board.SECONDS_10)));
                    } catch (IOException e) {
                      accepted.completeExceptionally(e);
                    }
                  });
          resetUnder(waiter, board);
          try (var client = connect(forward, accepted);
              var connection = accepted.get(10, TimeUnit.SECONDS)) {
            client.getOutputStream().write(round);
            assertArrayEquals(new byte[] {(byte) round}, Streams.receive(connection, 1));
          }
        }
      }
    }
  }

  /** Until the listener is there again, peers are refused, and try again. */
  private static Socket connect(ForwardedPort forward, CompletableFuture<StreamEndpoint> accepted)
      throws Exception {
    while (true) {
      var client = new Socket();
      client.connect(forward.address());
      if (!isRefused(client, accepted)) {
        return client;
      }
      client.close();
    }
  }

  /** The gateway takes every client; one that the chip refuses is disconnected. */
  private static boolean isRefused(Socket client, CompletableFuture<StreamEndpoint> accepted)
      throws IOException {
    client.setSoTimeout(50);
    while (!accepted.isDone()) {
      try {
        assertEquals(-1, client.getInputStream().read());
        return true;
      } catch (SocketTimeoutException e) {
        // Neither refused nor accepted.
      } catch (SocketException e) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDatagramSocketAndWhoWaitsAtItOutliveAReset(boolean interrupt) throws Exception {
    try (var board = watchful().interrupt(interrupt).build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver, 5000)) {
      tolerateResets(board);
      for (int round = 1; round <= 5; round++) {
        var received = new CompletableFuture<byte[]>();
        var waiter =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    received.complete(Packets.receive(endpoint).data);
                  } catch (IOException | AssertionError e) {
                    received.completeExceptionally(e);
                  }
                });
        resetUnder(waiter, board);
        byte[] data = {(byte) round, 2, 3};
        Packets.send(endpoint, data, Board.HOST, peer.port());
        assertArrayEquals(data, received.get(10, TimeUnit.SECONDS));
        assertEquals(5000, Streams.present(endpoint.localAddress()).getPort());
      }
    }
  }

  /** The group's own hardware socket comes back too, and only its packets come through it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMulticastGroupOutlivesAReset(boolean interrupt) throws Exception {
    var group = Board.address("239.1.2.3");
    try (var board = watchful().interrupt(interrupt).build();
        var neighbour = new Neighbour(board);
        var member = Packets.udp(board.driver, 5000);
        var sender = Packets.udp(neighbour.driver, 6000)) {
      tolerateResets(board);
      member.join(group);
      for (int round = 1; round <= 3; round++) {
        var received = new CompletableFuture<byte[]>();
        var waiter =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    received.complete(Packets.receive(member).data);
                  } catch (IOException | AssertionError e) {
                    received.completeExceptionally(e);
                  }
                });
        resetUnder(waiter, board);
        var open = "UDP 10.0.2.15:5000 for the group 239.1.2.3";
        Streams.await("both are open", () -> openSockets(board) == 2);
        assertTrue(
            board.driver.statistics().sockets().stream().anyMatch(s -> s.user().equals(open)));
        Packets.send(sender, new byte[] {(byte) round, 1}, group, 5000);
        assertArrayEquals(new byte[] {(byte) round, 1}, received.get(10, TimeUnit.SECONDS));
        Packets.send(sender, new byte[] {(byte) round, 2}, Board.address("10.0.2.15"), 5000);
        assertArrayEquals(new byte[] {(byte) round, 2}, Packets.receive(member).data);
      }
      member.leave(group);
    }
  }

  private static int openSockets(Board board) {
    int open = 0;
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      var chip = new Chip(probe);
      for (int number = 0; number < 8; number++) {
        int status = chip.readRegister(Block.socketRegister(number), SocketRegister.SR);
        open += status == SocketStatus.UDP ? 1 : 0;
      }
      return open;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waiting goes on through a short failure; one that lasts is told, and can be waited out. */
  @Test
  void whoWaitsAtAListenerLearnsThatTheChipStaysAway() throws Exception {
    @Nullable AccidentBus[] bus = {null};
    try (var board =
            watchful()
                .bus(sound -> {
                  var accidents = new AccidentBus(sound);
                  bus[0] = accidents;
                  return accidents;
                })
                .build();
        var endpoint = board.driver.openStream();
        var listener = endpoint.listen(1)) {
      tolerateResets(board);
      var failed = new CompletableFuture<Object>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              failed.complete(listener.accept(Board.SECONDS_10) == null);
            } catch (IOException e) {
              failed.complete(e);
            }
          });
      Streams.present(bus[0]).fail(AccidentBus.ALWAYS, EIO);
      assertEquals(
          BusException.class, failed.get(10, TimeUnit.SECONDS).getClass(), "the cause is named");
      Streams.present(bus[0]).fail(0, 0);
      Streams.await("recovered", () -> recoveries(board) > 0);
      assertEquals(null, listener.accept(0));
    }
  }

  @Test
  void aConnectionOutlivesACableThatIsPulledForAMoment() throws Exception {
    byte[] data = Streams.pattern(5_000);
    try (var board = watchful().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      var changes = new ArrayList<Boolean>();
      board.driver.onLinkChange(up -> {
        synchronized (changes) {
          changes.add(up);
        }
      });
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      board.cable.setPluggedIn(false);
      Streams.await("link down", () -> board.driver.statistics().faults().linkChanges() == 1);
      assertFalse(board.driver.isLinked());
      Streams.sendAll(endpoint, new byte[] {1, 2, 3});
      try (var other = board.driver.openStream()) {
        assertThrows(
            LinkDownException.class,
            () -> other.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      }
      board.cable.setPluggedIn(true);
      assertArrayEquals(new byte[] {1, 2, 3}, Streams.receive(endpoint, 3));
      Streams.await("link up", () -> board.driver.statistics().faults().linkChanges() == 2);
      assertTrue(board.driver.isLinked());
      Streams.await(
          "told",
          () -> {
            synchronized (changes) {
              return changes.size() == 2 && !changes.get(0) && changes.get(1);
            }
          });
    }
  }

  @Test
  void connectingEndsSoonAfterTheCableIsPulled() throws Exception {
    try (var board = watchful().build();
        var endpoint = board.driver.openStream()) {
      var result = new CompletableFuture<Object>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              result.complete(endpoint.connect(Board.NOBODY, 80, Long.MAX_VALUE));
            } catch (IOException e) {
              result.complete(e);
            }
          });
      Streams.await("connecting", () -> endpoint.localAddress() != null);
      board.cable.setPluggedIn(false);
      assertEquals(LinkDownException.class, result.get(10, TimeUnit.SECONDS).getClass());
      board.cable.setPluggedIn(true);
    }
  }

  /** More virtual threads wait than there are carriers, and another one gets its turn. */
  @Test
  void waitingVirtualThreadsDoNotPinTheirCarriers() throws Exception {
    int boards = Runtime.getRuntime().availableProcessors() / 8 + 1;
    try (var peer = Peer.silent();
        var arena = Arena.ofShared()) {
      var opened = new ArrayList<Board>();
      var waiting = new ArrayList<Thread>();
      try {
        for (int i = 0; i < boards; i++) {
          var board = Board.builder().build();
          opened.add(board);
          for (int k = 0; k < 8; k++) {
            var endpoint = board.connect(peer.port());
            MemorySegment memory = arena.allocate(1);
            waiting.add(
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        assertEquals(-1, endpoint.receive(memory, 0, 1, Long.MAX_VALUE));
                      } catch (IOException e) {
                        // The board is closed, which ends the test.
                      }
                    }));
          }
        }
        Streams.await(
            "all parked",
            () -> waiting.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        var turn = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> turn.complete("mine"));
        assertNotNull(turn.get(10, TimeUnit.SECONDS));
      } finally {
        for (var board : opened) {
          board.abandon();
        }
      }
      for (var thread : waiting) {
        assertTrue(thread.join(Duration.ofSeconds(10)));
      }
    }
  }
}
