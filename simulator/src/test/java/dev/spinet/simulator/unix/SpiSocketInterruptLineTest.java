package dev.spinet.simulator.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A line whose news come late. */
@Timeout(60)
class SpiSocketInterruptLineTest {

  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  @TempDir Path directory;

  /** One connection of a server that a test speaks for. */
  private record Connection(SocketChannel channel, BufferedReader input, OutputStream output)
      implements AutoCloseable {

    static Connection accept(ServerSocketChannel server) throws IOException {
      var channel = server.accept();
      return new Connection(
          channel,
          new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII)),
          Channels.newOutputStream(channel));
    }

    void say(String line) throws IOException {
      output.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void whoHasAskedIsNotWokenByOlderNews() throws Exception {
    var path = directory.resolve("chip");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(SpiSocketProtocol.controlPath(path)));
      var connecting =
          CompletableFuture.supplyAsync(() -> {
            try {
              return SpiSocketInterruptLine.connect(path);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      try (var news = Connection.accept(server);
          var questions = Connection.accept(server);
          var line = connecting.get(10, TimeUnit.SECONDS)) {
        assertEquals(SpiSocketProtocol.WATCH, news.input().readLine());
        for (int i = 0; i < 3; i++) {
          news.say(SpiSocketProtocol.INTERRUPT_ASSERTED);
          assertTrue(line.await(SECONDS_10));
          // The chip has released the line meanwhile, and the news of that are on their way.
          questions.say(SpiSocketProtocol.INTERRUPT_RELEASED);
          assertFalse(line.isAsserted());
          assertEquals(SpiSocketProtocol.INTERRUPT, questions.input().readLine());
          assertFalse(line.await(0));
        }
        news.say(SpiSocketProtocol.INTERRUPT_RELEASED);
        news.say(SpiSocketProtocol.INTERRUPT_ASSERTED);
        assertTrue(line.await(SECONDS_10));
      }
    }
  }
}
