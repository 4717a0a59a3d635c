package dev.spinet.simulator.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.simulator.bus.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlServerTest {

  @TempDir Path directory;
  private final Wire interrupt = new Wire();
  private final Wire reset = new Wire();
  private final BlockingQueue<Boolean> resetLevels = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private SpiSocketServer server;

  @BeforeEach
  void serve() throws IOException {
    reset.watch(resetLevels::add);
    var pins =
        new ChipPins(new InvertingChip(), interrupt, reset, () -> List.of("first", "second"));
    server = SpiSocketServer.open(directory.resolve("chip"), pins, log::add);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private final class Client implements AutoCloseable {

    private final SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(server.controlPath()));
    private final BufferedReader in =
        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));

    Client() throws IOException {}

    void send(String text) throws IOException {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    String ask(String line) throws IOException {
      send(line + "\n");
      return String.valueOf(in.readLine());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void tellsTheLevel() throws IOException {
    try (var client = new Client()) {
      assertEquals("int released", client.ask("int"));
      interrupt.set(true);
      assertEquals("int asserted", client.ask("int"));
    }
  }

  @Test
  void tellsEachChangeInOrder() throws IOException {
    try (var client = new Client()) {
      assertEquals("int released", client.ask("watch"));
      for (int i = 0; i < 500; i++) {
        interrupt.set(true);
        interrupt.set(false);
      }
      for (int i = 0; i < 500; i++) {
        assertEquals("int asserted", client.in.readLine());
        assertEquals("int released", client.in.readLine());
      }
      assertEquals("ok", client.ask("unwatch"));
      interrupt.set(true);
      assertEquals("diagnostics 2", client.ask("diagnostics"));
      assertEquals("first", client.in.readLine());
      assertEquals("second", client.in.readLine());
    }
  }

  @Test
  void resetsUntilTheLastWhoHoldsItLetsGo() throws Exception {
    try (var other = new Client()) {
      try (var client = new Client()) {
        assertEquals("ok", client.ask("reset assert"));
        assertEquals(true, resetLevels.poll(20, TimeUnit.SECONDS));
        assertEquals("ok", other.ask("reset assert"));
        assertEquals("ok", other.ask("reset release"));
        assertTrue(reset.isAsserted());
        assertTrue(resetLevels.isEmpty());
      }
      assertEquals(false, resetLevels.poll(20, TimeUnit.SECONDS));
    }
    assertFalse(reset.isAsserted());
  }

  @Test
  void namesAnUnknownCommand() throws IOException {
    try (var client = new Client()) {
      var answer = client.ask("re\u0007boot");
      assertTrue(answer.startsWith("error: 're?boot' is none of: int, watch"), answer);
      assertTrue(client.ask("").startsWith("error"));
      assertEquals("int released", client.ask("int"));
    }
  }

  @Test
  void answersALastLineWithoutAnEnd() throws IOException {
    try (var client = new Client()) {
      client.send("int");
      client.channel.shutdownOutput();
      assertEquals("int released", client.in.readLine());
      assertEquals(null, client.in.readLine());
    }
  }

  @Test
  void cutsOffALineWithoutEnd() throws Exception {
    try (var client = new Client()) {
      client.send("x".repeat(10_000));
      assertNotNull(log.poll(20, TimeUnit.SECONDS));
    }
    try (var client = new Client()) {
      assertEquals("int released", client.ask("int"));
    }
  }

  @Test
  void cutsOffAWatcherThatDoesNotRead() throws Exception {
    try (var client = new Client()) {
      assertEquals("int released", client.ask("watch"));
      String line = null;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (line == null && System.nanoTime() < deadline) {
        for (int i = 0; i < 1_000; i++) {
          interrupt.set(true);
          interrupt.set(false);
        }
        line = log.poll();
      }
      assertTrue(String.valueOf(line).contains("does not read"), line);
    }
  }

  @Test
  void interruptLineNeverGivesAnOldLevel() throws Exception {
    try (var line = SpiSocketInterruptLine.connect(server.path())) {
      for (int i = 0; i < 1_000; i++) {
        boolean level = i % 2 == 0;
        interrupt.set(level);
        assertEquals(level, line.isAsserted());
      }
    }
  }

  @Test
  void saysNothingOfAClientThatLeavesWhileItIsTold() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (var client = new Client()) {
        assertEquals("int released", client.ask("watch"));
        interrupt.set(true);
        interrupt.set(false);
      }
      interrupt.set(true);
      interrupt.set(false);
    }
    try (var client = new Client()) {
      assertEquals("int released", client.ask("int"));
    }
    assertTrue(log.isEmpty(), log::toString);
  }

  @Test
  void resetLineReachesTheChip() throws Exception {
    try (var line = SpiSocketResetLine.connect(server.path())) {
      line.set(true);
      assertTrue(reset.isAsserted());
      line.set(false);
      assertFalse(reset.isAsserted());
      line.set(true);
    }
    assertEquals(List.of(true, false, true), take(3));
    assertEquals(false, resetLevels.poll(20, TimeUnit.SECONDS));
    var line = SpiSocketResetLine.connect(server.path());
    server.close();
    var failure = assertThrows(BusException.class, () -> line.set(true));
    assertTrue(failure.getMessage().contains("cannot drive the reset line"), failure.getMessage());
    line.close();
    line.close();
    assertThrows(BusException.class, () -> SpiSocketResetLine.connect(server.path()));
  }

  private List<Boolean> take(int count) throws InterruptedException {
    var levels = new ArrayList<Boolean>();
    while (levels.size() < count) {
      levels.add(resetLevels.poll(20, TimeUnit.SECONDS));
    }
    return levels;
  }

  @Test
  void interruptLineFollows() throws Exception {
    try (var line = SpiSocketInterruptLine.connect(server.path())) {
      assertFalse(line.await(0));
      interrupt.set(true);
      assertTrue(line.await(TimeUnit.SECONDS.toNanos(20)));
      assertTrue(line.isAsserted());
      line.wakeup();
      assertFalse(line.await(Long.MAX_VALUE));
      server.close();
      var failure =
          assertThrows(
              BusException.class,
              () -> {
                while (true) {
                  line.isAsserted();
                  Thread.onSpinWait();
                }
              });
      assertTrue(failure.getMessage().contains("control"), failure.getMessage());
    }
  }
}
