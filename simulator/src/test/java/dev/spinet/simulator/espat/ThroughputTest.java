package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.simulator.espat.stack.TcpSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a host that wastes no time gets out of the module, in the simulation's time, which is exact:
 * the serial line is the limit, not the model.
 */
class ThroughputTest {
  private static final int BYTES = 200_000;

  /** More than all buffers on the way hold but the last one, that of the host's port. */
  private static final int STALLED = 16_000;

  private static final int HOST_BUFFER = 4096;
  private static final int MOST_READS = 500;
  private static final Duration STEP = Duration.ofNanos(20_000);
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final double LEAST_SHARE = 0.93;
  private static final int BITS_PER_BYTE = 10;

  /** A minute. */
  private static final int STEPS = 3_000_000;

  private static ModuleBench bench(int baud) {
    var options =
        EspAtOptions.DEFAULT
            .withTiming(ModuleTiming.LINE)
            .withBaud(baud)
            .withFlowControl(FlowControl.RTS_CTS, true);
    var bench = ModuleBench.joined(options);
    var terminal = bench.terminal();
    try {
      terminal.link().setFlowControl(true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    terminal.expectOk("AT+CIPMUX=1", "AT+CIPRECVTYPE=5,1", "AT+CIPSENDLCFG=1048576");
    return bench;
  }

  private static void assertShare(ModuleBench bench, long start, int baud, String what) {
    double seconds = (bench.clock().nanoTime() - start) / 1e9;
    double share = BYTES / seconds / ((double) baud / BITS_PER_BYTE);
    var figure =
        String.format(
            Locale.ROOT,
            "%s at %d baud: %.1f kB/s, %.1f %%",
            what,
            baud,
            BYTES / seconds / 1e3,
            share * 100);
    assertTrue(share >= LEAST_SHARE, figure);
  }

  @ParameterizedTest
  @ValueSource(ints = {115_200, 921_600, 3_000_000})
  void bulkReceive(int baud) {
    try (var bench = bench(baud)) {
      var terminal = bench.terminal();
      bench.pc().listen(9, ThroughputTest::fill);
      terminal.ask("AT+CIPSTART=0,\"TCP\",\"192.168.3.102\",9", LONG);
      int received = 0;
      long start = bench.clock().nanoTime();
      while (received < BYTES) {
        terminal.type("AT+CIPRECVDATA=0,5760\r\n");
        received += readAnswer(terminal);
      }
      assertShare(bench, start, baud, "receive");
    }
  }

  /** Waits until all of an answer has come, whatever comes behind it; how many bytes were in it. */
  private static int readAnswer(Terminal terminal) {
    var name = "+CIPRECVDATA:";
    var answer = new StringBuilder();
    for (int step = 0; step < STEPS; step++) {
      terminal.listen(STEP);
      answer.append(terminal.heard());
      int from = answer.indexOf(name);
      int comma = from < 0 ? -1 : answer.indexOf(",", from);
      if (comma > 0) {
        int length = Integer.parseInt(answer.substring(from + name.length(), comma));
        if (answer.length() >= comma + 1 + length + "\r\nOK\r\n".length()) {
          return length;
        }
      }
    }
    throw new AssertionError("no answer: " + answer);
  }

  /** Sends as much as there is room for, again and again. */
  private static void fill(TcpSocket socket) {
    var block = new byte[5760];
    socket.setListener(changed -> {
      if (changed.room() > 0) {
        var _ = changed.write(block, 0, changed.room());
      }
    });
    var _ = socket.write(block, 0, block.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {115_200, 921_600, 3_000_000})
  void bulkSend(int baud) {
    try (var bench = bench(baud)) {
      var server = PcServer.listen(bench.pc(), 9);
      var terminal = bench.terminal();
      terminal.ask("AT+CIPSTART=0,\"TCP\",\"192.168.3.102\",9", LONG);
      long start = bench.clock().nanoTime();
      terminal.type("AT+CIPSENDL=0," + BYTES + "\r\n");
      await(terminal, ">");
      terminal.type("s".repeat(BYTES));
      await(terminal, "SEND OK\r\n");
      assertShare(bench, start, baud, "send");
      terminal.listen(LONG);
      assertEquals(BYTES, server.received().length());
    }
  }

  private static void await(Terminal terminal, String text) {
    var heard = new StringBuilder();
    for (int step = 0; step < STEPS; step++) {
      terminal.listen(STEP);
      heard.append(terminal.heard());
      if (heard.indexOf(text) >= 0) {
        return;
      }
    }
    throw new AssertionError("no " + text + " in " + heard);
  }

  /** On a line that takes no time the peer holds the sender back, wherever chunks of it end. */
  @Test
  void aPeerThatDoesNotReadLosesNothing() {
    for (int first = 1; first < HOST_BUFFER; first += 100) {
      sendToSleeper(first);
    }
  }

  private static void sendToSleeper(int first) {
    try (var bench = ModuleBench.joined(EspAtOptions.DEFAULT)) {
      var peer = new AtomicReference<TcpSocket>();
      bench.pc().listen(9, peer::set);
      var terminal = bench.terminal();
      terminal.expectOk("AT+CIPMUX=1");
      terminal.ask("AT+CIPSTART=0,\"TCP\",\"192.168.3.102\",9", LONG);
      terminal.type("AT+CIPSENDL=0," + STALLED + "\r\n");
      await(terminal, ">");
      terminal.type("s".repeat(first));
      terminal.listen(STEP);
      terminal.type("s".repeat(STALLED - first));
      terminal.listen(LONG);
      assertEquals(0, bench.module().counters().serial().moduleOverruns());
      int received = 0;
      for (int i = 0; i < MOST_READS && received < STALLED; i++) {
        received += peer.get().read(peer.get().available()).length;
        terminal.listen(STEP);
      }
      assertEquals(STALLED, received);
      terminal.listen(LONG);
      assertTrue(terminal.heard().endsWith("SEND OK\r\n"));
    }
  }
}
