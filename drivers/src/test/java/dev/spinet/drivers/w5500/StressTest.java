package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SpiFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many threads on all sockets at once. Every byte is right, and nothing hangs or is left over. */
@Timeout(120)
final class StressTest {

  private static final int WORKERS = 8;

  /** Flips a bit of a header echo now and then, by a repeatable pattern. */
  private static final class RareDisturbance implements SpiFault {
    private final Random random = new Random(5500);
    private boolean disturbed;

    @Override
    public int flipMiso(long frame, int position) {
      if (position == 0) {
        disturbed = random.nextInt(200) == 0;
      }
      return disturbed && position == 2 ? 0x08 : 0;
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true, false", "false, false, false", "true, false, true"})
  void conversations(boolean interrupt, boolean virtual, boolean disturbed) throws Exception {
    var builder = Board.builder().interrupt(interrupt);
    if (disturbed) {
      builder.wires(chip -> new FaultySpiSlave(chip, new RareDisturbance()));
    }
    var conversations = new AtomicInteger();
    try (var board = builder.build();
        var peer = Peer.echo();
        var executor =
            virtual
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newCachedThreadPool()) {
      var workers = new ArrayList<Future<Void>>();
      for (int worker = 0; worker < WORKERS; worker++) {
        var random = new Random(worker);
        workers.add(
            executor.submit(() -> {
              for (int i = 0; i < 8; i++) {
                converse(board, peer, random, executor);
                conversations.incrementAndGet();
              }
              return null;
            }));
      }
      for (var worker : workers) {
        worker.get(100, TimeUnit.SECONDS);
      }
      assertEquals(WORKERS * 8, conversations.get());
      assertTrue(!disturbed || board.driver.statistics().repeatedReads() > 0);
    }
  }

  private static void converse(Board board, Peer peer, Random random, ExecutorService executor)
      throws Exception {
    byte[] data = new byte[1 + random.nextInt(30_000)];
    random.nextBytes(data);
    boolean halfClose = random.nextBoolean();
    try (var endpoint = board.connect(peer.port())) {
      var sent =
          executor.submit(
              (Callable<Void>)
                  () -> {
                    Streams.sendAll(endpoint, data);
                    if (halfClose) {
                      endpoint.shutdownOutput();
                    }
                    return null;
                  });
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      sent.get(30, TimeUnit.SECONDS);
      if (halfClose) {
        assertEquals(0, Streams.receive(endpoint, 1).length);
      }
    }
  }

  @Test
  @Tag("slow")
  void closingInTheMiddle() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var random = new Random(1);
      for (int i = 0; i < 100; i++) {
        var endpoint = board.connect(peer.port());
        var calls = new ArrayList<Future<?>>();
        calls.add(
            executor.submit(() -> untilClosed(() -> Streams.sendAll(endpoint, new byte[50_000]))));
        calls.add(executor.submit(() -> untilClosed(() -> Streams.receive(endpoint, 1_000_000))));
        TimeUnit.MICROSECONDS.sleep(random.nextInt(3_000));
        endpoint.close();
        for (var call : calls) {
          call.get(10, TimeUnit.SECONDS);
        }
      }
    }
  }

  private interface Call {
    void run() throws IOException;
  }

  private static void untilClosed(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      assertEquals("Socket closed", e.getMessage());
    }
  }
}
