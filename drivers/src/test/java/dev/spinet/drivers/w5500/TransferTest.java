package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.bus.SimulatedSpiBus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes through the chip to real servers and back, byte by byte the same. */
@Timeout(60)
final class TransferTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void echoesHello(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      byte[] hello = "Hello World!".getBytes(StandardCharsets.US_ASCII);
      Streams.sendAll(endpoint, hello);
      assertArrayEquals(hello, Streams.receive(endpoint, hello.length));
      assertEquals(peer.port(), Streams.present(endpoint.remoteAddress()).getPort());
      var local = Streams.present(endpoint.localAddress());
      assertTrue(local.getPort() >= 49152, "an ephemeral port: " + local);
      assertEquals("10.0.2.15", local.getAddress().getHostAddress());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "2, false", "4, true", "8, false", "16, true"})
  void downloads(int kib, boolean deferred) throws Exception {
    byte[] data = Streams.pattern(2 << 20);
    try (var board =
            Board.builder().options(o -> o.bufferKiB(kib).deferredReceive(deferred)).build();
        var peer =
            new Peer(connection -> {
              connection.getOutputStream().write(data);
              connection.close();
            });
        var endpoint = board.connect(peer.port())) {
      assertArrayEquals(data, Streams.receive(endpoint, data.length + 1));
      peer.finish();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "2, false", "4, true", "8, false", "16, true"})
  void uploads(int kib, boolean combined) throws Exception {
    byte[] data = Streams.pattern(1 << 20);
    var received = new ArrayList<byte[]>();
    try (var board =
            Board.builder().options(o -> o.bufferKiB(kib).combinedCommand(combined)).build();
        var peer =
            new Peer(connection -> {
              received.add(connection.getInputStream().readAllBytes());
              connection.close();
            });
        var endpoint = board.connect(peer.port())) {
      Streams.sendAll(endpoint, data);
      endpoint.shutdownOutput();
      assertEquals(0, Streams.receive(endpoint, 1).length);
      peer.finish();
      assertArrayEquals(data, received.getFirst());
    }
  }

  @Test
  void eightSocketsAtOnce() throws Exception {
    byte[] data = Streams.pattern(200_000);
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<Future<byte[]>>();
      for (int i = 0; i < 8; i++) {
        var endpoint = board.connect(peer.port());
        var _ =
            executor.submit(
                (Callable<Void>)
                    () -> {
                      Streams.sendAll(endpoint, data);
                      endpoint.shutdownOutput();
                      return null;
                    });
        results.add(
            executor.submit(() -> {
              try (endpoint) {
                return Streams.receive(endpoint, data.length + 1);
              }
            }));
      }
      for (var result : results) {
        assertArrayEquals(data, result.get(50, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void smallBusMessagesCarryLargeTransfers() throws Exception {
    byte[] data = Streams.pattern(300_000);
    try (var board =
            Board.builder()
                .limits(new SimulatedSpiBus.Limits(600, 1))
                .options(o -> o.bufferKiB(16))
                .build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      var sender = Executors.newSingleThreadExecutor();
      var sent =
          sender.submit(
              (Callable<Void>)
                  () -> {
                    Streams.sendAll(endpoint, data);
                    return null;
                  });
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      sent.get();
      sender.shutdown();
    }
  }
}
