package dev.spinet.simulator.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.simulator.bus.Wire;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SpiSocketServerTest {

  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(300);

  @TempDir Path directory;
  private final InvertingChip chip = new InvertingChip();
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private Path path;
  private SpiSocketServer server;

  @BeforeEach
  void serve() throws IOException {
    path = directory.resolve("chip");
    server = open();
  }

  private SpiSocketServer open() throws IOException {
    var pins = new ChipPins(chip, new Wire(), new Wire(), List::of);
    return SpiSocketServer.open(path, pins, log::add, PATIENCE);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private Client client() throws IOException {
    return new Client(path);
  }

  /** A client as somebody else would write it. */
  private static final class Client implements AutoCloseable {

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;

    Client(Path path) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      in = new DataInputStream(Channels.newInputStream(channel));
      out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    void send(byte... mosi) throws IOException {
      // At once: who stops in the middle for long is cut off.
      var message = ByteBuffer.allocate(Integer.BYTES + mosi.length).putInt(mosi.length).put(mosi);
      out.write(message.array());
    }

    void expect(byte... mosi) throws IOException {
      var inverted = mosi.clone();
      for (int i = 0; i < inverted.length; i++) {
        inverted[i] = (byte) ~inverted[i];
      }
      assertArrayEquals(inverted, in.readNBytes(mosi.length));
    }

    void requireCutOff() throws IOException {
      try {
        assertEquals(-1, in.read());
      } catch (IOException e) {
        // Cut off with something unread: the system calls it a reset.
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Waits for a line of the log; others may come before it. */
  private void requireLogged(String text) throws InterruptedException {
    var line = log.poll(20, TimeUnit.SECONDS);
    while (line != null && !line.contains(text)) {
      line = log.poll(20, TimeUnit.SECONDS);
    }
    assertTrue(line != null, "never logged: " + text);
  }

  private void requireInOrder() throws IOException {
    try (var client = client()) {
      client.send((byte) 1, (byte) 2);
      client.expect((byte) 1, (byte) 2);
    }
  }

  /**
   * As soon as those who came before are dealt with: further clients are refused while many wait.
   */
  private void requireInOrderAgain() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        requireInOrder();
        return;
      } catch (IOException | AssertionError e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        log.clear();
      }
    }
  }

  @Test
  void answersAsManyBytesWithOneSelectForEachMessage() throws IOException {
    try (var client = client()) {
      client.send((byte) 0x12);
      client.expect((byte) 0x12);
      client.send();
      var longest = new byte[65_539];
      new Random(1).nextBytes(longest);
      client.send(longest);
      client.expect(longest);
    }
    assertEquals(3, chip.frames.get());
    assertEquals(65_540, server.counters().snapshot().bytes());
  }

  @Test
  void takesMessagesInAnyPieces() throws IOException {
    try (var client = client()) {
      for (byte b : new byte[] {0, 0, 0, 3, 7, 8, 9}) {
        client.out.write(b);
        client.out.flush();
      }
      client.expect((byte) 7, (byte) 8, (byte) 9);
      client.out.write(new byte[] {0, 0, 0, 1, 5, 0, 0, 0, 2, 6, 7, 0, 0});
      client.expect((byte) 5, (byte) 6, (byte) 7);
    }
  }

  @Test
  void cutsOffWhoSendsAnImpossibleLength() throws Exception {
    for (int length : new int[] {65_540, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      try (var client = client()) {
        client.out.writeInt(length);
        client.requireCutOff();
      }
      requireLogged("length of " + Integer.toUnsignedString(length) + " bytes");
    }
    assertEquals(0, chip.frames.get());
    requireInOrder();
  }

  @Test
  void cutsOffWhoLeavesInTheMiddle() throws Exception {
    try (var client = client()) {
      client.out.write(new byte[] {0, 0, 0, 9, 1});
    }
    requireLogged("left in the middle");
    assertEquals(0, chip.frames.get());
    requireInOrder();
  }

  @Test
  void cutsOffWhoStopsInTheMiddle() throws Exception {
    try (var client = client()) {
      client.out.write(new byte[] {0, 0});
      client.requireCutOff();
    }
    requireLogged("rest of a message");
    requireInOrder();
  }

  @Test
  void cutsOffWhoSendsAByteNowAndThen() throws Exception {
    try (var client = client()) {
      client.out.writeInt(60_000);
      long begun = System.nanoTime();
      var cutOff =
          assertThrows(
              IOException.class,
              () -> {
                while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(30)) {
                  client.out.write(0);
                  TimeUnit.NANOSECONDS.sleep(PATIENCE / 10);
                }
              });
      assertTrue(cutOff.getMessage() != null);
    }
    requireLogged("rest of a message");
    requireInOrder();
  }

  @Test
  void cutsOffWhoDoesNotReadTheAnswers() throws Exception {
    try (var client = client()) {
      // More than all buffers on the way hold; the server stops reading, so the write fails.
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 1_000; i++) {
              client.send(new byte[60_000]);
            }
          });
    }
    requireLogged("does not read");
    requireInOrder();
  }

  @Test
  void servesASecondClientWhenTheFirstHasGone() throws Exception {
    try (var second = secondWhileFirstIsThere()) {
      second.expect((byte) 2);
    }
  }

  @Test
  void saysThatAClientWaitsAlsoWhenItComesAtOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      // Nobody has looked at the first one yet when the second one comes.
      try (var first = client();
          var second = client()) {
        requireLogged("waits until another one has gone");
        first.send((byte) 1);
        first.expect((byte) 1);
        first.channel.shutdownOutput();
        second.send((byte) 2);
        second.expect((byte) 2);
      }
      requireInOrderAgain();
      log.clear();
    }
  }

  @Test
  void busTakesLongSubmissionsAfterShortOnes() throws Exception {
    try (var bus = SpiSocketBus.connect(path);
        var arena = Arena.ofConfined()) {
      var shortOne = bus.prepare(SpiFrame.fixed(1));
      var longOne = bus.prepare(SpiFrame.fixed(4), SpiFrame.writing(3), SpiFrame.fixed(2));
      var reading = bus.prepare(SpiFrame.reading(3));
      var payload = arena.allocate(9_000);
      for (int round = 0; round < 3; round++) {
        shortOne.tx().fill((byte) 1);
        shortOne.submit();
        assertEquals(~1, shortOne.rx().get(JAVA_BYTE, 0));
        longOne.tx().fill((byte) 2);
        longOne.submit(payload, 0, 8_000);
        for (long at = 0; at < longOne.rx().byteSize(); at++) {
          assertEquals(~2, longOne.rx().get(JAVA_BYTE, at));
        }
        // What is read while zeros go out; what is written leaves the memory as it was.
        assertEquals(0, payload.get(JAVA_BYTE, 7_999));
        reading.submit(payload, 8_500, 400);
        assertEquals(0, payload.get(JAVA_BYTE, 8_499));
        assertEquals(-1, payload.get(JAVA_BYTE, 8_500));
        assertEquals(-1, payload.get(JAVA_BYTE, 8_899));
        assertEquals(0, payload.get(JAVA_BYTE, 8_900));
        payload.fill((byte) 0);
      }
      assertEquals(3 * (1 + 8_009 + 403), bus.counters().snapshot().bytes());
    }
    assertEquals(3 * 5, chip.frames.get());
  }

  @Test
  void requestsThatComeTogetherAreOneSubmission() throws Exception {
    try (var client = client()) {
      client.out.write(new byte[] {0, 0, 0, 1, 5, 0, 0, 0, 1, 6, 0, 0, 0, 1, 7});
      client.expect((byte) 5, (byte) 6, (byte) 7);
      client.send((byte) 8);
      client.expect((byte) 8);
    }
    assertEquals(4, chip.frames.get());
    assertEquals(2, chip.submissions.get());
  }

  private Client secondWhileFirstIsThere() throws Exception {
    try (var first = client()) {
      first.send((byte) 1);
      first.expect((byte) 1);
      var second = client();
      second.send((byte) 2);
      requireLogged("waits");
      first.send((byte) 3);
      first.expect((byte) 3);
      assertEquals(2, server.counters().snapshot().frames());
      return second;
    }
  }

  @Test
  void survivesGarbage() throws Exception {
    var random = new Random(20_261_122);
    for (int round = 0; round < 60; round++) {
      var garbage = new byte[random.nextInt(1, 3_000)];
      random.nextBytes(garbage);
      // Half of it begins like a message.
      if (random.nextBoolean() && garbage.length > 4) {
        garbage[0] = 0;
        garbage[1] = 0;
      }
      try (var client = client()) {
        client.out.write(garbage);
      } catch (IOException e) {
        // It was cut off before it had sent everything.
      }
      log.clear();
    }
    requireInOrderAgain();
    assertFalse(chip.isSelected());
  }

  @Test
  void removesItsFilesAndCutsOffItsClientsAtTheEnd() throws Exception {
    try (var client = client();
        var waiting = client()) {
      client.send((byte) 1);
      client.expect((byte) 1);
      server.close();
      client.requireCutOff();
      waiting.requireCutOff();
    }
    assertFalse(Files.exists(path));
    assertFalse(Files.exists(server.controlPath()));
    server.close();
  }

  @Test
  void replacesWhatAKilledServerHasLeft() throws Exception {
    server.close();
    for (var left : List.of(path, server.controlPath())) {
      try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        killed.bind(UnixDomainSocketAddress.of(left));
      }
      assertTrue(Files.exists(left));
    }
    server = open();
    requireInOrder();
  }

  @Test
  void doesNotTouchWhatIsNotItsOwn() throws Exception {
    var busy = assertThrows(BusException.class, this::open);
    assertTrue(busy.getMessage().contains("another program serves it"), busy.getMessage());
    requireInOrder();
    server.close();
    Files.writeString(path, "mine");
    var file = assertThrows(BusException.class, this::open);
    assertTrue(file.getMessage().contains("no socket"), file.getMessage());
    assertEquals("mine", Files.readString(path));
    // The control socket cannot be had: then there is no other one either.
    Files.delete(path);
    Files.writeString(server.controlPath(), "mine");
    assertThrows(BusException.class, this::open);
    assertFalse(Files.exists(path));
  }

  @Test
  void saysWhenThereIsNoDirectory() throws Exception {
    server.close();
    path = directory.resolve("none/chip");
    var failure = assertThrows(BusException.class, this::open);
    assertTrue(failure.getMessage().contains("no directory"), failure.getMessage());
    path = directory.resolve("x".repeat(200));
    assertThrows(BusException.class, this::open);
  }
}
