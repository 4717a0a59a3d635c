package dev.spinet.simulator.net.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.random.RandomCases;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two connections that talk to each other over a bad wire, in virtual time. */
class TcpConnectionTest {

  @Test
  void everyByteArrivesOverABadWire() {
    RandomCases.of(
        300,
        random -> {
          int lossPercent = RandomCases.upTo(10, random);
          int there = RandomCases.upTo(60_000, random);
          int back = RandomCases.upTo(60_000, random);
          var pair =
              new TcpPair(random, 2920 + random.nextInt(30_000), random.nextBoolean())
                  .lossy(lossPercent / 100.0, 0.05, 0.1);
          pair.left.give(bytes(random, there));
          pair.right.give(bytes(random, back));
          pair.runUntil(() -> pair.left.isOver() && pair.right.isOver(), Duration.ofHours(2));
          assertEquals(TcpConnection.End.CLOSED, pair.left.connection().end());
          assertEquals(TcpConnection.End.CLOSED, pair.right.connection().end());
          assertArrayEquals(pair.left.given(), pair.right.taken());
          assertArrayEquals(pair.right.given(), pair.left.taken());
        });
  }

  @Test
  void sequenceNumbersWrapInTheMiddleOfTheStream() {
    var random = new Random(7);
    var pair = new TcpPair(random, 8192, false, -20_000, -30_000);
    pair.left.give(bytes(random, 100_000));
    pair.right.give(bytes(random, 100_000));
    pair.runUntil(() -> pair.left.isOver() && pair.right.isOver(), Duration.ofMinutes(5));
    assertArrayEquals(pair.left.given(), pair.right.taken());
    assertArrayEquals(pair.right.given(), pair.left.taken());
  }

  @Test
  void aReaderThatStopsClosesTheWindowAndIsProbed() {
    var random = new Random(8);
    var pair = new TcpPair(random, 4096, false);
    pair.right.stopReading();
    pair.left.give(bytes(random, 50_000));
    pair.run(Duration.ofMinutes(30));
    assertTrue(pair.right.announcedZeroWindow());
    assertEquals(0, pair.right.taken().length);
    assertNull(pair.left.connection().end(), "a closed window is no reason to give up");
    long probes = pair.left.sentSegments();
    pair.run(Duration.ofMinutes(10));
    assertTrue(pair.left.sentSegments() > probes, "the closed window is probed");
    assertTrue(pair.left.sentSegments() < probes + 15, "but not all the time");
    pair.right.resumeReading();
    pair.right.give(new byte[0]);
    pair.runUntil(() -> pair.left.isOver() && pair.right.isOver(), Duration.ofMinutes(5));
    assertArrayEquals(pair.left.given(), pair.right.taken());
  }

  @Test
  void aLostWindowUpdateDoesNotStopTheStream() {
    var random = new Random(9);
    var pair = new TcpPair(random, 4096, false);
    pair.right.stopReading();
    pair.left.give(bytes(random, 50_000));
    pair.run(Duration.ofSeconds(5));
    pair.cut();
    pair.right.resumeReading();
    pair.run(Duration.ofSeconds(5));
    pair.mend();
    pair.right.give(new byte[0]);
    pair.runUntil(() -> pair.left.isOver() && pair.right.isOver(), Duration.ofMinutes(5));
    assertArrayEquals(pair.left.given(), pair.right.taken());
  }

  @Test
  void aSilentPeerIsGivenUpInTheMiddleOfData() {
    var random = new Random(10);
    var pair = new TcpPair(random, 4096, false);
    pair.run(Duration.ofSeconds(1));
    pair.cut();
    pair.left.give(bytes(random, 1));
    pair.run(Duration.ofMinutes(10));
    assertEquals(TcpConnection.End.TIMED_OUT, pair.left.connection().end());
    assertEquals(Long.MAX_VALUE, pair.left.connection().nextDeadline());
  }

  @Test
  void anIdlePeerIsAskedAndLivesOn() {
    var pair = new TcpPair(new Random(11), 4096, false);
    pair.run(Duration.ofSeconds(1));
    long before = pair.left.sentSegments();
    pair.run(Duration.ofHours(3));
    assertTrue(pair.left.sentSegments() > before);
    assertNull(pair.left.connection().end());
    assertNull(pair.right.connection().end());
  }

  @Test
  void anIdlePeerThatIsGoneIsNoticed() {
    var pair = new TcpPair(new Random(12), 4096, false);
    pair.run(Duration.ofSeconds(1));
    pair.cut();
    pair.run(Duration.ofHours(2));
    assertEquals(TcpConnection.End.TIMED_OUT, pair.left.connection().end());
  }

  @Test
  void aPeerThatNeverAnswersIsGivenUp() {
    var pair = new TcpPair(new Random(13), 4096, false);
    pair.cut();
    pair.run(Duration.ofMinutes(5));
    assertEquals(TcpConnection.End.TIMED_OUT, pair.left.connection().end());
  }

  @Test
  void anAbortIsSeenAsAReset() {
    var pair = new TcpPair(new Random(14), 4096, false);
    pair.run(Duration.ofSeconds(1));
    pair.left.connection().abort();
    pair.run(Duration.ofSeconds(1));
    assertEquals(TcpConnection.End.ABORTED, pair.left.connection().end());
    assertEquals(TcpConnection.End.RESET, pair.right.connection().end());
  }

  @Test
  void anAbortIsSeenThroughAClosedWindow() {
    var random = new Random(15);
    var pair = new TcpPair(random, 4096, false);
    pair.right.stopReading();
    pair.left.give(bytes(random, 50_000));
    pair.run(Duration.ofSeconds(10));
    pair.left.connection().abort();
    pair.run(Duration.ofSeconds(1));
    assertEquals(TcpConnection.End.RESET, pair.right.connection().end());
  }

  private static byte[] bytes(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
