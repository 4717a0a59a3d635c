package dev.spinet.bench.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkProgress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The ledger beside the budget of the architecture, and beside itself. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerTest {

  private Map<String, Entry> entries = Map.of();

  @BeforeAll
  void keep() throws Exception {
    entries = byName(new Ledger().measure(BenchmarkProgress.NONE));
  }

  private static Map<String, Entry> byName(List<Entry> list) {
    return list.stream()
        .collect(
            Collectors.toMap(
                entry -> entry.operation().id() + " " + entry.n(), Function.identity()));
  }

  private Entry entry(Operation operation, int n) {
    return Objects.requireNonNull(entries.get(operation.id() + " " + n), operation.id() + n);
  }

  /** The budget, for each submission that the size of spidev's buffer asks for. */
  private void assertWithin(Operation operation, int n, int frames, int overhead, int pieces) {
    var entry = entry(operation, n);
    var sequence = entry.sequence();
    assertTrue(sequence.frames() <= (long) pieces * frames, entry::toString);
    assertTrue(sequence.bytes() <= entry.payload() + (long) pieces * overhead, entry::toString);
  }

  private void assertCost(Operation operation, int frames, int bytes, int ioctls) {
    var sequence = entry(operation, 0).sequence();
    assertEquals(
        List.of(frames, bytes, ioctls),
        List.of((int) sequence.frames(), (int) sequence.bytes(), (int) sequence.ioctls()),
        operation.id());
  }

  /** What a submission of four frames carries: 4096 bytes less three small frames and a header. */
  private static int pieces(int n) {
    return Math.ceilDiv(n, 4096 - 4 * 128);
  }

  @Test
  void streamsAreWithinTheBudget() {
    for (int n : List.of(1, 64, 536, 1460, 4000, 16384)) {
      int pieces = pieces(n);
      assertWithin(Operation.TCP_RECV_STREAM, n, 4, 21, pieces);
      assertEquals(pieces, entry(Operation.TCP_RECV_STREAM, n).sequence().ioctls());
      assertWithin(Operation.TCP_SEND, n, 4, 19, pieces);
      assertEquals(pieces, entry(Operation.TCP_SEND, n).sequence().ioctls());
      assertWithin(Operation.TCP_RECV_DEFERRED, n, n < 16384 ? 2 : 4, n < 16384 ? 12 : 21, pieces);
      assertEquals(pieces, entry(Operation.TCP_RECV_DEFERRED, n).sequence().ioctls());
      // One look more.
      assertEquals(pieces + 1, entry(Operation.TCP_RECV_COLD, n).sequence().ioctls());
    }
    assertEquals(
        List.of(List.of(9), List.of(67, 9)),
        entry(Operation.TCP_RECV_COLD, 64).sequence().submissions());
  }

  @Test
  void datagramsAreWithinTheBudget() {
    for (int n : List.of(1, 64, 536, 1460)) {
      assertWithin(Operation.UDP_RECVFROM, n, 4, 29, 1);
      assertWithin(Operation.UDP_SENDTO_SAME, n, 4, 18, 1);
      assertEquals(1, entry(Operation.UDP_SENDTO_SAME, n).sequence().ioctls());
      assertWithin(Operation.UDP_SENDTO_NEW, n, 5, 27, 1);
      assertEquals(1, entry(Operation.UDP_SENDTO_NEW, n).sequence().ioctls());
      int calls = entry(Operation.UDP_RECVFROM_BURST, n).calls();
      assertTrue(calls > 1, "a burst of one is none");
      assertWithin(Operation.UDP_RECVFROM_BURST, n, 4, 8 * calls + 21, 1);
    }
  }

  @Test
  void connectionsCostWhatTheArchitectureSays() {
    assertCost(Operation.IDLE_INT, 0, 0, 0);
    assertCost(Operation.IDLE_POLL, 1, 4, 1);
    // Up to the SYN 14 frames, 73 bytes; once the peer has answered 9 frames, 70 bytes. Between
    // them the caller enables the interrupt, and the driver's thread finds it.
    var connect = entry(Operation.CONNECT, 0).sequence();
    assertEquals(14, connect.submissions().subList(0, 4).stream().mapToInt(List::size).sum());
    assertEquals(29, connect.frames());
    // Found, and another socket listens: 14 frames, 65 bytes; accepted: 9 frames, 68 bytes.
    assertCost(Operation.ACCEPT, 14 + 9, 65 + 68, 6 + 2);
    assertCost(Operation.CLOSE, 7, 97, 4);
  }

  @Test
  @Tag("slow")
  void everyRunIsTheSame() throws Exception {
    assertEquals(entries, byName(new Ledger().measure(BenchmarkProgress.NONE)));
  }

  @Test
  void leavesOutWhatCannotBe() {
    assertEquals(List.of(1, 64, 536, 1460), Ledger.sizes(Operation.UDP_RECVFROM));
    assertEquals(List.of(0), Ledger.sizes(Operation.CLOSE));
    assertEquals(45, entries.size());
  }
}
