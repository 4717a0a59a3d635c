package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.Tool;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of this machine talk to others through the simulated chip. */
@Timeout(120)
final class RelayTest {

  /** At which the chip reaches the loopback of this machine. */
  private static final String GATEWAY = "10.0.2.2";

  private static final int SIZE = 300_000;

  @TempDir private Path temporary;
  private final byte[] page = new byte[SIZE];
  private HttpServer web;

  RelayTest() throws IOException {
    new Random(5).nextBytes(page);
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    web.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
          }
        });
    web.start();
  }

  @AfterEach
  void stop() {
    web.stop(0);
  }

  private int webPort() {
    return web.getAddress().getPort();
  }

  private static RunningCommand forward(int port, String... more) throws InterruptedException {
    var words = new String[] {"forward", "--device=sim:w5500", "0=%s:%d".formatted(GATEWAY, port)};
    var all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return RunningCommand.start(all);
  }

  private static RunningCommand socks() throws InterruptedException {
    return RunningCommand.start("socks", "--device=sim:w5500", "--listen=0");
  }

  private static int port(RunningCommand relay) {
    var matcher = Pattern.compile("port 127.0.0.1:([0-9]+) ").matcher(relay.out());
    assertTrue(matcher.find(), relay.out());
    return Integer.parseInt(matcher.group(1));
  }

  private static Socket connect(RunningCommand relay) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port(relay));
    socket.setSoTimeout(30_000);
    return socket;
  }

  private byte[] curl(String... arguments) throws Exception {
    var file = temporary.resolve("page");
    var command =
        new String[] {"curl", "--silent", "--show-error", "--max-time", "40", "--noproxy", ""};
    var all = Arrays.copyOf(command, command.length + 2 + arguments.length);
    all[command.length] = "--output";
    all[command.length + 1] = file.toString();
    System.arraycopy(arguments, 0, all, command.length + 2, arguments.length);
    Tool.run(temporary, all);
    return Files.readAllBytes(file);
  }

  @Test
  void forwardsToAWebServer() throws Exception {
    try (var relay = forward(webPort())) {
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(page, curl("http://127.0.0.1:%d/".formatted(port(relay))));
      }
      relay.await(" back: done");
      assertEquals(130, relay.end());
      assertTrue(relay.err().contains("-> 10.0.2.2:" + webPort()), relay.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--socks5-hostname", "--socks5", "--socks4a", "--socks4"})
  void isASocksProxy(String kind) throws Exception {
    try (var relay = socks()) {
      assertArrayEquals(
          page,
          curl(kind, "127.0.0.1:" + port(relay), "http://%s:%d/".formatted(GATEWAY, webPort())));
      assertEquals(130, relay.end());
    }
  }

  /**
   * From one chip to another, through a network that this machine cannot look into: the name is
   * known there only.
   */
  @ParameterizedTest
  @ValueSource(strings = {"--socks5-hostname", "--socks4a"})
  void looksNamesUpInTheChipsNetwork(String kind) throws Exception {
    var path = temporary.resolve("chip");
    try (var _ = RunningCommand.start("sim", "w5500", "--net=lan", "--chips=2", "--unix=" + path);
        var _ =
            RunningCommand.start(
                "forward",
                "--device=w5500+unix:%s.1?mac=02:00:00:00:00:02&ip=10.0.2.16/24&gateway=10.0.2.2"
                    .formatted(path),
                "--reverse=80=127.0.0.1:" + webPort());
        var relay =
            RunningCommand.start(
                "socks",
                "--device=w5500+unix:%s.0?mac=02:00:00:00:00:01".formatted(path),
                "--listen=0")) {
      String proxy = "127.0.0.1:" + port(relay);
      // A chip has its name once it was heard.
      assertArrayEquals(page, curl(kind, proxy, "http://10.0.2.16/"));
      assertArrayEquals(page, curl(kind, proxy, "http://chip1.lan/"));
    }
  }

  private static byte[] ask(RunningCommand relay, int... octets) throws IOException {
    try (var socket = connect(relay)) {
      send(socket, 5, 1, 0);
      assertArrayEquals(new byte[] {5, 0}, socket.getInputStream().readNBytes(2));
      send(socket, octets);
      return socket.getInputStream().readNBytes(10);
    }
  }

  private static void send(Socket socket, int... octets) throws IOException {
    var bytes = new byte[octets.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    socket.getOutputStream().write(bytes);
  }

  @Test
  void saysWhyAProxyDoesNotConnect() throws Exception {
    int closed;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = server.getLocalPort();
    }
    try (var relay = socks()) {
      assertEquals(5, ask(relay, 5, 1, 0, 1, 10, 0, 2, 2, closed >> 8, closed)[1], "refused");
      assertEquals(
          4, ask(relay, 5, 1, 0, 3, 9, 'n', 'o', '.', 's', 'u', 'c', 'h', '.', 'x', 0, 80)[1]);
      assertEquals(7, ask(relay, 5, 2, 0, 1, 10, 0, 2, 2, 0, 80)[1], "BIND");
      assertEquals(7, ask(relay, 5, 3, 0, 1, 10, 0, 2, 2, 0, 80)[1], "UDP ASSOCIATE");
      assertEquals(8, ask(relay, 5, 1, 0, 9, 0, 0)[1], "address type");
      assertEquals(
          8,
          ask(relay, 5, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 80)[1],
          "IPv6");
      try (var socket = connect(relay)) {
        send(socket, 5, 1, 2);
        assertArrayEquals(new byte[] {5, (byte) 0xFF}, socket.getInputStream().readAllBytes());
      }
      try (var socket = connect(relay)) {
        socket
            .getOutputStream()
            .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        relay.await("perhaps of HTTP");
      }
    }
  }

  /** Clients that are gone before they are answered take nothing of the chip with them. */
  @Test
  void freesWhatClientsLeaveBehind() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var relay = socks()) {
      int to = server.getLocalPort();
      // Whether a client's request gets that far before it is gone is a matter of chance.
      Thread.ofVirtual().start(() -> closeAll(server));
      for (int i = 0; i < 20; i++) {
        try (var socket = connect(relay)) {
          send(socket, 5, 1, 0, 5, 1, 0, 1, 10, 0, 2, 2, to >> 8, to);
          socket.setSoLinger(true, 0);
        }
      }
      assertArrayEquals(
          page,
          curl(
              "--socks5",
              "127.0.0.1:" + port(relay),
              "http://%s:%d/".formatted(GATEWAY, webPort())));
    }
  }

  private static void closeAll(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** What a client sends must not act on the operator's terminal. */
  @Test
  void showsNoControlCharacters() throws Exception {
    try (var relay = socks();
        var socket = connect(relay)) {
      send(socket, 4, 1, 0, 80, 0, 0, 0, 1, 0, 27, '[', '2', 'J', 10, 'x', 0);
      assertEquals(91, socket.getInputStream().readNBytes(8)[1]);
      relay.await("no name of a host");
      assertFalse(relay.err().contains("\033"), relay.err());
    }
  }

  /** Whatever arrives, the proxy goes on. */
  @Test
  void survivesRubbish() throws Exception {
    var random = new Random(11);
    try (var relay = socks()) {
      for (int i = 0; i < 200; i++) {
        var rubbish = new byte[random.nextInt(40)];
        random.nextBytes(rubbish);
        if (rubbish.length > 3) {
          rubbish[0] = (byte) (4 + random.nextInt(2));
          // Not a request that is granted, which would take its time.
          rubbish[1] = (byte) 0xEE;
        }
        try (var socket = connect(relay)) {
          socket.getOutputStream().write(rubbish);
          socket.shutdownOutput();
          var _ = socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
          // It was refused with a reset, which is an answer too.
        }
      }
      assertArrayEquals(
          page,
          curl(
              "--socks5",
              "127.0.0.1:" + port(relay),
              "http://%s:%d/".formatted(GATEWAY, webPort())));
    }
  }

  @Test
  void passesTheEndOfEachDirectionOn() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var relay = forward(server.getLocalPort());
        var client = connect(relay);
        var peer = server.accept()) {
      client.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      assertEquals(
          "question", new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      peer.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      peer.shutdownOutput();
      assertEquals(
          "answer", new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      relay.await("8 B there, 6 B back: done");
    }
  }

  @Test
  void passesABrokenConnectionOn() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var relay = forward(server.getLocalPort());
        var client = connect(relay)) {
      var peer = server.accept();
      // A byte first, so that the connection certainly stands on all of its way.
      peer.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      peer.setSoLinger(true, 0);
      peer.close();
      relay.await("Connection reset");
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
  }

  @Test
  void refusesOneTooManyThatHasWaitedLong() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var relay = forward(server.getLocalPort(), "--connections=1", "--timeout=5s");
        var first = connect(relay);
        var peer = server.accept()) {
      try (var second = connect(relay)) {
        assertThrows(SocketException.class, () -> readOrFail(second));
      }
      relay.await("is one too many: there are 1, and none has ended in time");
      first.getOutputStream().write(1);
      assertEquals(1, peer.getInputStream().read());
    }
  }

  @Test
  void servesOneTooManyAsSoonAsAnotherEnds() throws Exception {
    try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var relay = forward(server.getLocalPort(), "--connections=1", "--timeout=1min");
        var first = connect(relay);
        var peer = server.accept();
        var second = connect(relay)) {
      second.getOutputStream().write(7);
      first.shutdownOutput();
      peer.shutdownOutput();
      try (var next = server.accept()) {
        assertEquals(7, next.getInputStream().read());
      }
    }
  }

  private static void readOrFail(Socket socket) throws IOException {
    if (socket.getInputStream().read() >= 0) {
      throw new AssertionError("a connection too many is served");
    }
    // The end of the stream may come before the reset.
    socket.getOutputStream().write(1);
    socket.getOutputStream().write(1);
    throw new SocketException("ended");
  }

  @Test
  void endsASilentConnection() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var relay = forward(server.getLocalPort(), "--idle=300ms");
        var client = connect(relay);
        var peer = server.accept()) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      relay.await("nothing has moved for too long");
      // The chip cannot send a reset at will.
      assertEquals(-1, peer.getInputStream().read());
    }
  }

  @Test
  void leadsIntoTheBoardToo() throws Exception {
    var path = temporary.resolve("chip");
    try (var simulation =
            RunningCommand.start("sim", "w5500", "--unix=" + path, "--forward=tcp:0:0:80");
        var relay =
            RunningCommand.start(
                "forward", "--device=w5500+unix:" + path, "--reverse=80=127.0.0.1:" + webPort())) {
      var matcher = Pattern.compile("tcp port 127.0.0.1:([0-9]+) ").matcher(simulation.out());
      assertTrue(matcher.find(), simulation.out());
      assertArrayEquals(page, curl("http://127.0.0.1:%s/".formatted(matcher.group(1))));
      assertTrue(relay.out().contains("chip port 80 -> board 127.0.0.1:" + webPort()));
      assertEquals(130, relay.end());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset chip", "brown-out for 50ms", "link down for 8s"})
  void worksAgainAfterAFault(String fault) throws Exception {
    var faults =
        Files.writeString(
            temporary.resolve("faults"), "on 2nd data packet from chip: %s\n".formatted(fault));
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var relay =
            RunningCommand.start(
                "forward",
                "--device=sim:w5500?faults=" + faults,
                "0=%s:%d".formatted(GATEWAY, server.getLocalPort()));
        var client = connect(relay);
        var peer = server.accept()) {
      client.getOutputStream().write(1);
      assertEquals(1, peer.getInputStream().read());
      client.getOutputStream().write(2);
      if (fault.startsWith("link")) {
        peer.setSoTimeout(500);
        assertThrows(SocketTimeoutException.class, () -> peer.getInputStream().readNBytes(2));
      } else {
        assertThrows(SocketException.class, () -> client.getInputStream().read());
      }
      long end = System.nanoTime() + 60_000_000_000L;
      while (!isServed(relay, server)) {
        assertTrue(System.nanoTime() < end, relay::err);
      }
      assertEquals(130, relay.end());
    }
  }

  private static boolean isServed(RunningCommand relay, ServerSocket server) throws IOException {
    server.setSoTimeout(2_000);
    try (var client = connect(relay)) {
      client.getOutputStream().write(7);
      try (var peer = server.accept()) {
        return peer.getInputStream().read() == 7;
      }
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void keepsItsStateInAFile() throws Exception {
    var file = temporary.resolve("state.json");
    try (var relay = forward(webPort(), "--state=" + file)) {
      assertArrayEquals(page, curl("http://127.0.0.1:%d/".formatted(port(relay))));
      var state = new StateReader(file).await(it -> it.path("bytesBack").asLong() > SIZE);
      assertEquals("10.0.2.15", state.path("address").asText());
      assertEquals(1, state.path("accepted").asInt());
      assertEquals(130, relay.end());
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void printsItsStateAsObjects() throws Exception {
    try (var relay =
        RunningCommand.launch(
            "forward", "--device=sim:w5500", "--json", "127.0.0.1:0=10.0.2.2:" + webPort())) {
      relay.await("\"ports\"");
      assertEquals(130, relay.end());
      var mapper = new ObjectMapper();
      for (String line : relay.out().lines().toList()) {
        var state = mapper.readTree(line);
        assertEquals("10.0.2.15", state.path("address").asText());
        assertTrue(state.path("ports").path(0).asText().contains("127.0.0.1:"), line);
      }
    }
  }

  @Test
  void explainsWrongUse() {
    var captured = Captured.pipe();
    assertEquals(2, captured.run(Devices::open, "forward", "-d", "sim:w5500"));
    assertTrue(captured.err().contains("nothing to forward"), captured.err());
    captured = Captured.pipe();
    assertEquals(2, captured.run(Devices::open, "socks", "-d", "sim:w5500", "--listen=0.0.0.0:1"));
    assertTrue(captured.err().contains("say which ones may connect"), captured.err());
  }

  @Test
  void namesAPortThatSomebodyElseHas() throws Exception {
    var captured = Captured.pipe();
    String taken = "127.0.0.1:" + webPort();
    assertEquals(
        4, captured.run(Devices::open, "forward", "-d", "sim:w5500", taken + "=10.0.2.2:80"));
    assertEquals(
        "spinet: cannot listen at board port %s: Address already in use\n".formatted(taken),
        captured.err());
  }
}
