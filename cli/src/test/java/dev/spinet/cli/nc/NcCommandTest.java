package dev.spinet.cli.nc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.Spinet;
import dev.spinet.cli.Stdin;
import dev.spinet.cli.device.Devices;
import dev.spinet.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** spinet nc, with servers and clients of this machine beyond the simulated chip. */
@Timeout(120)
final class NcCommandTest {

  private static final String DEVICE = "--device=sim:w5500";
  private static final String GATEWAY = "10.0.2.2";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(int port) {
    return Integer.toString(port);
  }

  private static int run(Captured pipe, InputStream in, String... arguments) {
    try (var _ = Stdin.of(in)) {
      return pipe.run(Devices::open, arguments);
    }
  }

  private static InputStream input(String text) {
    return new ByteArrayInputStream(utf8(text));
  }

  @Test
  void carriesEveryByteBothWaysAndTellsTheEnd() throws Exception {
    byte[] there = new byte[3_000_001];
    byte[] back = new byte[2_000_003];
    new Random(1).nextBytes(there);
    new Random(2).nextBytes(back);
    try (var server = Peers.listen();
        var out = new ByteArrayOutputStream();
        var _ = Stdin.of(new ByteArrayInputStream(there))) {
      var received =
          Peers.later(() -> {
            try (var peer = server.accept()) {
              var writer =
                  Peers.later(() -> {
                    peer.getOutputStream().write(back);
                    return true;
                  });
              byte[] all = peer.getInputStream().readAllBytes();
              assertTrue(writer.get(60, TimeUnit.SECONDS));
              return all;
            }
          });
      int code =
          Spinet.run(
              terminal(out), Devices::open, "nc", DEVICE, GATEWAY, text(server.getLocalPort()));
      assertEquals(0, code);
      assertArrayEquals(there, received.get(60, TimeUnit.SECONDS));
      assertArrayEquals(back, out.toByteArray());
    }
  }

  @Test
  void endsWhenThePeerHasEndedAndNobodyTypes() throws Exception {
    var pipe = Captured.pipe();
    try (var server = Peers.listen();
        var typing = new PipedOutputStream();
        var in = new PipedInputStream(typing)) {
      System.setProperty(Terminal.TERMINALS_PROPERTY, "0");
      var peer = Peers.says(server, utf8("bye\n"));
      assertEquals(
          0, run(pipe, in, "nc", "-v", DEVICE, GATEWAY, text(server.getLocalPort())), pipe.err());
      assertTrue(peer.get(30, TimeUnit.SECONDS));
      assertEquals("bye\n", pipe.out());
      assertTrue(pipe.err().contains("connected to 10.0.2.2:"), pipe.err());
    } finally {
      System.clearProperty(Terminal.TERMINALS_PROPERTY);
    }
  }

  /** Whoever reads may be slower than -w: what has come is not idle, and not lost. */
  @Test
  void waitsForASlowReaderOfStandardOutput() throws Exception {
    byte[] data = new byte[1_000_000];
    new Random(3).nextBytes(data);
    var read = new CountDownLatch(1);
    var out = new StalledOutput(read);
    try (var server = Peers.listen();
        var _ = Stdin.of(input(""))) {
      var sent = Peers.says(server, data);
      var code =
          Peers.later(() ->
              Spinet.run(
                  terminal(out),
                  Devices::open,
                  "nc",
                  "-w",
                  "2s",
                  DEVICE,
                  GATEWAY,
                  text(server.getLocalPort())));
      assertTrue(out.stalled.await(60, TimeUnit.SECONDS));
      assertThrows(TimeoutException.class, () -> code.get(4, TimeUnit.SECONDS));
      read.countDown();
      assertEquals(0, code.get(60, TimeUnit.SECONDS));
      assertTrue(sent.get(60, TimeUnit.SECONDS));
      assertArrayEquals(data, out.toByteArray());
    }
  }

  /** A peer that has said its last word may still listen, and standard input may be slow. */
  @Test
  void sendsTheRestOfStandardInputAfterThePeersEnd() throws Exception {
    var writing = new PipedOutputStream();
    try (var server = Peers.listen();
        var _ = Stdin.of(new PipedInputStream(writing));
        var command =
            RunningCommand.launch("nc", "-v", DEVICE, GATEWAY, text(server.getLocalPort()));
        var peer = server.accept()) {
      peer.getOutputStream().write(utf8("that is all\n"));
      peer.shutdownOutput();
      command.await("that is all");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (command.isRunning() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      assertTrue(command.isRunning(), command.err());
      writing.write(utf8("the rest"));
      writing.close();
      assertEquals(
          "the rest", new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(0, command.awaitEnd(), command.err());
    }
  }

  @Test
  void saysThatStandardInputHasNotEnded() throws Exception {
    var pipe = Captured.pipe();
    try (var server = Peers.listen();
        var writing = new PipedOutputStream();
        var in = new PipedInputStream(writing)) {
      var peer = Peers.says(server, utf8("bye\n"));
      assertEquals(
          0, run(pipe, in, "nc", "-w", "2s", DEVICE, GATEWAY, text(server.getLocalPort())));
      assertTrue(peer.get(30, TimeUnit.SECONDS));
      assertEquals("bye\n", pipe.out());
      assertTrue(pipe.err().contains("standard input had not ended"), pipe.err());
    }
  }

  /** Standard output that nobody reads at first. */
  private static final class StalledOutput extends ByteArrayOutputStream {

    private final CountDownLatch read;
    private final CountDownLatch stalled = new CountDownLatch(1);

    StalledOutput(CountDownLatch read) {
      this.read = read;
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) {
      stalled.countDown();
      try {
        assertTrue(read.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.write(data, offset, length);
    }
  }

  private static Terminal terminal(OutputStream out) {
    return new Terminal(
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        false,
        false,
        false,
        true,
        () -> 80);
  }

  @Test
  void namesARefusal() throws Exception {
    int port = Peers.closedPort();
    var pipe = Captured.pipe();
    assertEquals(4, run(pipe, input(""), "nc", DEVICE, GATEWAY, text(port)));
    assertTrue(pipe.err().contains("refused"), pipe.err());
  }

  @Test
  void namesAReset() throws Exception {
    var pipe = Captured.pipe();
    try (var server = Peers.listen();
        var typing = new PipedOutputStream();
        var in = new PipedInputStream(typing)) {
      var peer =
          Peers.later(() -> {
            try (var socket = server.accept()) {
              // A reset before the gateway has told the chip of the connection is a refusal.
              assertEquals('x', socket.getInputStream().read());
              socket.setSoLinger(true, 0);
            }
            return true;
          });
      typing.write('x');
      typing.flush();
      assertEquals(4, run(pipe, in, "nc", DEVICE, GATEWAY, text(server.getLocalPort())));
      assertTrue(peer.get(30, TimeUnit.SECONDS));
      assertTrue(pipe.err().contains("reset"), pipe.err());
    }
  }

  @Test
  void talksUdpAndEndsAfterSilence() throws Exception {
    var pipe = Captured.pipe();
    try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var peer =
          Peers.later(() -> {
            var packet = new DatagramPacket(new byte[2000], 2000);
            server.receive(packet);
            String said =
                new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            byte[] answer = utf8("I heard %s".formatted(said));
            server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            return said;
          });
      int code =
          run(
              pipe,
              input("hello\n"),
              "nc",
              "-u",
              "-w",
              "3s",
              DEVICE,
              GATEWAY,
              text(server.getLocalPort()));
      assertEquals(0, code, pipe.err());
      assertEquals("hello\n", peer.get(30, TimeUnit.SECONDS));
      assertEquals("I heard hello\n", pipe.out());
    }
  }

  /** Whoever connects to a port of this machine is led to the port of the chip. */
  @Test
  void listens() throws Exception {
    int port = Peers.closedPort();
    try (var _ = Stdin.of(input("welcome"));
        var command =
            RunningCommand.launch(
                "nc", "-v", "-l", "--device=sim:w5500?forward=%d:5000".formatted(port), "5000")) {
      command.await("listening on port 5000");
      try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.getOutputStream().write(utf8("knock"));
        client.shutdownOutput();
        assertEquals(
            "welcome", new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      assertEquals(0, command.awaitEnd(), command.err());
      assertEquals("knock", command.out());
    }
  }

  /** One peer after the other, until nobody comes for the time of --wait. */
  @Test
  void keepsListening() throws Exception {
    int port = Peers.closedPort();
    String device = "--device=sim:w5500?forward=%d:5000".formatted(port);
    try (var command = RunningCommand.launch("nc", "-v", "-k", "-l", "-w", "5s", device, "5000")) {
      command.await("listening on port 5000");
      for (String line : List.of("first\n", "second\n", "third\n")) {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.getOutputStream().write(utf8(line));
          client.shutdownOutput();
          assertEquals(-1, client.getInputStream().read());
        }
      }
      assertEquals(0, command.awaitEnd(), command.err());
      assertEquals("first\nsecond\nthird\n", command.out());
    }
  }

  @Test
  void namesWrongArgumentsInTheObjectToo() throws Exception {
    var json = Captured.pipe();
    assertEquals(2, json.run(Devices::open, "nc", "-z", "--json", DEVICE, GATEWAY, "http"));
    var facts = new ObjectMapper().readTree(json.out());
    assertEquals(2, facts.get("exitCode").asInt(), json.out());
    assertTrue(facts.get("error").asText().contains("'http' is not a port"), json.out());
  }

  @Test
  void triesPorts() throws Exception {
    try (var open = Peers.listen()) {
      var pipe = Captured.pipe();
      String port = text(open.getLocalPort());
      assertEquals(0, pipe.run(Devices::open, "nc", "-z", DEVICE, GATEWAY, port), pipe.err());
      assertEquals("10.0.2.2 %s open\n".formatted(port), pipe.out());
      var json = Captured.pipe();
      assertEquals(0, json.run(Devices::open, "nc", "-z", "--json", DEVICE, GATEWAY, port));
      var facts = new ObjectMapper().readTree(json.out());
      assertTrue(facts.at("/ports/0/open").asBoolean(), json.out());
    }
    var pipe = Captured.pipe();
    assertEquals(4, pipe.run(Devices::open, "nc", "-z", DEVICE, GATEWAY, text(Peers.closedPort())));
    assertTrue(pipe.err().contains("refused"), pipe.err());
  }

  @Test
  void ctrlCEndsTheConnectionInOrder() throws Exception {
    try (var server = Peers.listen();
        var typing = new PipedOutputStream();
        var _ = Stdin.of(new PipedInputStream(typing));
        var command =
            RunningCommand.launch("nc", "-v", DEVICE, GATEWAY, text(server.getLocalPort()))) {
      try (var peer = server.accept()) {
        command.await("connected to");
        assertEquals(130, command.end());
        // The end of the stream; a reset would throw.
        assertEquals(-1, peer.getInputStream().read());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nc 10.0.2.2,                       name a host and a port",
    "nc 10.0.2.2 http,                  'http' is not a port",
    "nc 10.0.2.2 70000,                 a port is 0 to 65535",
    "nc 10.0.2.2 0,                     they begin with 1",
    "nc -l 10.0.2.2 80,                 -l takes one argument",
    "nc -z -u 10.0.2.2 80,              neither -l nor -u",
    "nc --json 10.0.2.2 80,             --json goes with -z",
    "nc -z 10.0.2.2 90-80,              no port to connect to",
    "nc -l -p 5 80,                     without -p",
    "nc -k 10.0.2.2 80,                 -k goes with -l",
    "nc -k -u -l 80,                    -k goes with -l"
  })
  void refusesWhatCannotBe(String line, String sentence) {
    var pipe = Captured.pipe();
    assertEquals(2, pipe.run(Devices::open, line.split(" ")), pipe.err());
    assertTrue(pipe.err().contains(sentence), pipe.err());
  }
}
