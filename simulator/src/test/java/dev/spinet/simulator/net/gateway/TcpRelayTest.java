package dev.spinet.simulator.net.gateway;

import static dev.spinet.simulator.net.gateway.GatewayFixture.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A station's TCP connections through the gateway to real servers. */
@Timeout(120)
@Tag("slow")
class TcpRelayTest {
  private static final Ipv4Address GATEWAY = UserNetworkConfig.DEFAULT.gateway();
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void aMessageComesBackFromAnEchoServer() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      tcp.write("Hello World!".getBytes(US_ASCII));
      net.station.await(() -> tcp.receivedBytes() >= 12, "the echo");
      assertEquals("Hello World!", new String(tcp.received(), US_ASCII));
      tcp.finish();
      net.station.await(tcp::isFinished, "the server's end");
      await(() -> net.activeFlows() == 0, "the flow to be forgotten");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 16_384, 65_535})
  void aMebibyteGoesThereAndBack(int window) throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      echo(net, server, window, MEBIBYTE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aMebibyteGoesThereAndBackOverABadWire(long seed) throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      net.lan.setImpairment(Impairment.random(seed, 0.05, 0.05, 0.1, Duration.ofMillis(5)));
      echo(net, server, 16_384, MEBIBYTE);
      assertTrue(net.lan.counters().impaired() > 50);
    }
  }

  private static void echo(GatewayFixture net, TestServer server, int window, int length)
      throws InterruptedException {
    byte[] data = bytes(window, length);
    var tcp = net.station.connect(GATEWAY, server.port(), window);
    tcp.write(data);
    tcp.finish();
    net.station.await(tcp::isFinished, "the end of the echo");
    assertArrayEquals(data, tcp.received());
    assertFalse(tcp.isReset());
  }

  /** Nobody else can listen at a port that is taken, and this socket does not. */
  private static Socket takePort() throws IOException {
    var taken = new Socket();
    taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return taken;
  }

  @Test
  void aPortWithoutServerRefuses() throws Exception {
    try (var taken = takePort();
        var net = new GatewayFixture()) {
      var tcp = net.station.startConnect(GATEWAY, taken.getLocalPort(), 2048);
      net.station.await(tcp::isReset, "the refusal");
      assertFalse(tcp.isEstablished());
      await(() -> net.activeFlows() == 0, "no attempt that is left");
    }
  }

  @Test
  void aServerThatNeverAnswersIsHeardAsSilence() throws Exception {
    var config =
        UserNetworkConfig.DEFAULT.withTimes(Duration.ofSeconds(20), Duration.ofMinutes(15));
    try (var net = new GatewayFixture(config);
        var deaf = new DeafServer()) {
      var tcp = net.station.startConnect(GATEWAY, deaf.port(), 2048);
      await(() -> net.activeFlows() == 1, "the attempt");
      await(() -> net.activeFlows() == 0, "the attempt to be dropped");
      assertFalse(tcp.isEstablished());
      assertFalse(tcp.isReset());
      assertFalse(net.station.hasHeardOthers());
    }
  }

  @Test
  void aResetFromTheServerReachesTheStation() throws Exception {
    try (var server =
            new TestServer(socket -> {
              socket.getOutputStream().write(bytes(1, 100));
              socket.getInputStream().read();
              socket.setSoLinger(true, 0);
            });
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      net.station.await(() -> tcp.receivedBytes() == 100, "the data before the reset");
      tcp.write(new byte[1]);
      net.station.await(tcp::isReset, "the reset");
      assertFalse(tcp.isFinished());
      assertEquals(0, net.activeFlows());
    }
  }

  /** Now and then the reset is there before the gateway knows that the connection was made. */
  @Test
  void aServerThatResetsAtOnceIsNotTakenForSilence() throws Exception {
    try (var server =
            new TestServer(socket -> {
              socket.setSoLinger(true, 0);
              socket.close();
            });
        var net = new GatewayFixture()) {
      for (int i = 0; i < 100; i++) {
        var tcp = net.station.startConnect(GATEWAY, server.port(), 2048);
        net.station.await(tcp::isReset, "the reset");
      }
    }
  }

  @Test
  void whatTheServerSentRightBeforeAResetArrives() throws Exception {
    // A connection that is reset before the gateway knows that it was made is refused instead.
    var made = new CountDownLatch(1);
    var sent = new CountDownLatch(1);
    try (var server =
            new TestServer(socket -> {
              assertTrue(made.await(10, TimeUnit.SECONDS));
              socket.getOutputStream().write(bytes(1, 500));
              socket.setSoLinger(true, 0);
              socket.close();
              sent.countDown();
            });
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      made.countDown();
      assertTrue(sent.await(10, TimeUnit.SECONDS));
      net.station.await(tcp::isReset, "the reset");
      assertArrayEquals(bytes(1, 500), tcp.received());
    }
  }

  @Test
  void aResetFromTheStationReachesTheServer() throws Exception {
    var connected = new CountDownLatch(1);
    try (var server =
            new TestServer(socket -> {
              connected.countDown();
              assertThrows(SocketException.class, () -> socket.getInputStream().read());
            });
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      assertTrue(connected.await(10, TimeUnit.SECONDS));
      tcp.abort();
      server.awaitScript();
      assertEquals(0, net.activeFlows());
    }
  }

  @Test
  void theStationMayFinishFirstAndStillReceive() throws Exception {
    var heard = new CompletableFuture<byte[]>();
    try (var server =
            new TestServer(socket -> {
              heard.complete(socket.getInputStream().readAllBytes());
              socket.getOutputStream().write(bytes(2, 200_000));
            });
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 4096);
      tcp.write(bytes(1, 50_000));
      tcp.finish();
      net.station.await(tcp::isFinished, "the server's end");
      assertArrayEquals(bytes(1, 50_000), heard.get(10, TimeUnit.SECONDS));
      assertArrayEquals(bytes(2, 200_000), tcp.received());
      await(() -> net.activeFlows() == 0, "the flow to be forgotten");
    }
  }

  @Test
  void theServerMayFinishFirstAndStillReceive() throws Exception {
    var heard = new CompletableFuture<byte[]>();
    try (var server =
            new TestServer(socket -> {
              socket.getOutputStream().write(bytes(2, 50_000));
              socket.shutdownOutput();
              heard.complete(socket.getInputStream().readAllBytes());
            });
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 4096);
      net.station.await(tcp::isFinished, "the server's end");
      assertArrayEquals(bytes(2, 50_000), tcp.received());
      tcp.write(bytes(1, 200_000));
      tcp.finish();
      assertArrayEquals(bytes(1, 200_000), heard.get(60, TimeUnit.SECONDS));
      await(() -> net.activeFlows() == 0, "TIME_WAIT to pass");
    }
  }

  @Test
  void aServerThatDoesNotReadClosesTheWindow() throws Exception {
    var mayRead = new CountDownLatch(1);
    var heard = new CompletableFuture<byte[]>();
    byte[] data = bytes(3, 12 * MEBIBYTE);
    try (var server =
            new TestServer(
                4096,
                socket -> {
                  assertTrue(mayRead.await(60, TimeUnit.SECONDS));
                  heard.complete(socket.getInputStream().readAllBytes());
                });
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      tcp.write(data);
      tcp.finish();
      net.station.await(tcp::sawZeroWindow, "the window to close");
      assertFalse(tcp.isAllAcknowledged());
      mayRead.countDown();
      assertArrayEquals(data, heard.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void aStationThatDoesNotReadStopsTheServer() throws Exception {
    byte[] data = bytes(4, 16 * MEBIBYTE);
    try (var server = new TestServer(socket -> socket.getOutputStream().write(data));
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      net.station.await(() -> tcp.receivedBytes() > 10_000, "the stream to run");
      tcp.stopReading();
      long buffered = stableCount(net);
      assertTrue(buffered < tcp.receivedBytes() + 70_000, "more read than can be kept");
      tcp.resumeReading();
      net.station.await(tcp::isFinished, "the server's end");
      assertArrayEquals(data, tcp.received());
    }
  }

  /** The bytes read from hosts once that number does not grow any more. */
  private static long stableCount(GatewayFixture net) {
    long last = -1;
    int unchanged = 0;
    while (unchanged < 50) {
      long now = net.network.counters().bytesFromHosts();
      unchanged = now == last ? unchanged + 1 : 0;
      last = now;
      LockSupport.parkNanos(4_000_000);
    }
    return last;
  }

  @Test
  void manyConnectionsAtOnceKeepTheirBytesApart() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      List<TestTcp> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(net.station.startConnect(GATEWAY, server.port(), 4096));
      }
      net.station.await(() -> all.stream().allMatch(TestTcp::isEstablished), "connections");
      assertEquals(200, net.activeFlows());
      for (int i = 0; i < 200; i++) {
        all.get(i).write(bytes(i, 20_000));
        all.get(i).finish();
      }
      for (int i = 0; i < 200; i++) {
        net.station.await(all.get(i)::isFinished, "the end of an echo");
        assertArrayEquals(bytes(i, 20_000), all.get(i).received());
      }
    }
  }

  @Test
  void tooManyConnectionsAreDroppedUntilThereIsRoom() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture(UserNetworkConfig.DEFAULT.withLimits(5, 8192))) {
      List<TestTcp> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(net.station.connect(GATEWAY, server.port(), 2048));
      }
      var sixth = net.station.startConnect(GATEWAY, server.port(), 2048);
      await(() -> net.network.counters().flowsDropped() > 0, "the sixth to be dropped");
      assertFalse(sixth.isEstablished());
      all.getFirst().abort();
      net.station.await(sixth::isEstablished, "the sixth to get the free place");
      assertEquals(5, net.activeFlows());
    }
  }

  @Test
  void aKeepAliveIsAnswered() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      tcp.write(new byte[1]);
      net.station.await(() -> tcp.receivedBytes() == 1 && tcp.isAllAcknowledged(), "the echo");
      long before = net.lan.counters().delivered();
      tcp.sendKeepAlive();
      await(() -> net.lan.counters().delivered() >= before + 2, "probe and answer");
    }
  }

  @Test
  void aStationThatIsGoneIsNoticedAndTheServerReset() throws Exception {
    var config = UserNetworkConfig.DEFAULT.withTimes(Duration.ofSeconds(20), Duration.ofSeconds(5));
    try (var server =
            new TestServer(socket ->
                assertThrows(SocketException.class, () -> socket.getInputStream().read()));
        var net = new GatewayFixture(config)) {
      net.station.connect(GATEWAY, server.port(), 2048);
      net.station.fallSilent();
      server.awaitScript();
      await(() -> net.activeFlows() == 0, "the flow to be forgotten");
    }
  }

  @Test
  void closingResetsBothEnds() throws Exception {
    try (var server =
        new TestServer(
            socket -> assertThrows(SocketException.class, () -> socket.getInputStream().read()))) {
      TestTcp tcp;
      try (var net = new GatewayFixture()) {
        tcp = net.station.connect(GATEWAY, server.port(), 2048);
        net.network.close();
        server.awaitScript();
        net.station.await(tcp::isReset, "the reset");
      }
    }
  }

  static byte[] bytes(long seed, int length) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A listening socket whose queue is full, so that the kernel drops further attempts. */
  private static final class DeafServer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> queue = new ArrayList<>();

    DeafServer() throws IOException {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      while (true) {
        var socket = new Socket();
        queue.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), 200);
        } catch (SocketTimeoutException e) {
          return;
        }
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (var socket : queue) {
        socket.close();
      }
      server.close();
    }
  }
}
