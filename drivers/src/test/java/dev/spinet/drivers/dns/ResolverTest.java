package dev.spinet.drivers.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.dns.ScriptedNetwork.Datagram;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** Whom the resolver asks, what it believes and what it says, on a clock that only waits move. */
final class ResolverTest {

  private static final int FIRST = 0x0A000203;
  private static final int SECOND = 0x0A000204;
  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  private final ScriptedNetwork network = new ScriptedNetwork();
  private List<Inet4Address> servers = List.of(Ipv4Bits.address(FIRST), Ipv4Bits.address(SECOND));
  private final Resolver resolver =
      new Resolver(network, () -> servers, () -> network.now, new SplittableRandom(9));

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, network.open.get());
  }

  private String resolve(String host) throws IOException {
    return resolver.resolve(host, SECONDS_10).getHostAddress();
  }

  private static String message(Exception e) {
    return Objects.requireNonNull(e.getMessage());
  }

  private interface Change {
    void apply(Message message);
  }

  /** The answer of a server to a question, put together by another implementation. */
  private static byte[] reply(byte[] question, int rcode, Change change, Record... records) {
    try {
      var asked = new Message(question);
      var answer =
          MessageTest.answer(
              Objects.requireNonNull(asked.getQuestion()).getName().toString(), rcode, records);
      answer.getHeader().setID(asked.getHeader().getID());
      change.apply(answer);
      return answer.toWire();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ScriptedNetwork.Server serving(int server, int rcode, Record... records) {
    return question -> List.of(new Datagram(server, 53, reply(question, rcode, _ -> {}, records)));
  }

  @Test
  void findsAndRemembers() throws Exception {
    network.servers.put(
        FIRST,
        serving(FIRST, Rcode.NOERROR, MessageTest.address("www.example.org.", 60, "192.0.2.7")));
    assertEquals("192.0.2.7", resolve("www.example.org"));
    assertEquals("192.0.2.7", resolve("WWW.Example.Org."));
    assertEquals(List.of("10.0.2.3:53"), network.asked);
    network.now += TimeUnit.SECONDS.toNanos(61);
    assertEquals("192.0.2.7", resolve("www.example.org"));
    assertEquals(2, network.asked.size());
    resolver.forget();
    assertEquals("192.0.2.7", resolve("www.example.org"));
    assertEquals(3, network.asked.size());
  }

  /** Each search holds a hardware socket, of which a chip has eight. */
  @Test
  void manyWhoAskAtOnceTakeTwoSocketsAtMost() throws Exception {
    var answering = new CountDownLatch(1);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    network.servers.put(
        FIRST,
        question -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            answering.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          inside.decrementAndGet();
          return List.of(new Datagram(FIRST, 53, reply(question, Rcode.NXDOMAIN, _ -> {})));
        });
    var unknown = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 6; i++) {
      String host = "host%d.example.org".formatted(i);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                if (assertThrows(UnknownHostException.class, () -> resolve(host)) != null) {
                  unknown.incrementAndGet();
                }
              }));
    }
    for (var thread : threads) {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    // Who waits gives up in his own time, and as an interrupt says.
    var late =
        assertThrows(SocketTimeoutException.class, () -> resolver.resolve("late.example.org", 1));
    assertTrue(message(late).contains("other names"), message(late));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> resolve("interrupted.example.org"));
    assertTrue(Thread.interrupted());
    answering.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(6, unknown.get());
    assertEquals(2, most.get());
  }

  @Test
  void literalsAreNotLookedUp() throws Exception {
    assertEquals("192.0.2.200", resolve("192.0.2.200"));
    assertEquals(List.of(), network.asked);
    servers = List.of();
    var failure = assertThrows(UnknownHostException.class, () -> resolve("192.0.2.256"));
    assertTrue(message(failure).contains("no name server"), message(failure));
  }

  @Test
  void eachQuestionHasAnotherId() throws Exception {
    var ids = new HashSet<Integer>();
    network.servers.put(
        FIRST,
        question -> {
          ids.add(DnsResponse.id(question, question.length));
          return List.of(new Datagram(FIRST, 53, reply(question, Rcode.NXDOMAIN, _ -> {})));
        });
    for (int i = 0; i < 50; i++) {
      assertThrows(UnknownHostException.class, () -> resolve("a.example"));
    }
    assertTrue(ids.size() > 45, ids.size() + " ids of 50");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 'unknown host ''a.example'': the name server 10.0.2.3 knows no host of this name'",
    "0, 'unknown host ''a.example'': it has no IPv4 address, says the name server 10.0.2.3'",
  })
  void definiteAnswersAreNotAskedAgain(int rcode, String expected) {
    network.servers.put(FIRST, serving(FIRST, rcode));
    var failure = assertThrows(UnknownHostException.class, () -> resolve("a.example"));
    assertEquals(expected, message(failure));
    assertEquals(1, network.asked.size());
  }

  @Test
  void anAliasWithoutAddress() throws Exception {
    network.servers.put(
        FIRST, serving(FIRST, Rcode.NOERROR, MessageTest.alias("a.example.", 9, "b.example.")));
    var failure = assertThrows(UnknownHostException.class, () -> resolve("a.example"));
    assertTrue(
        message(failure).contains("alias of 'b.example', which has no IPv4"), message(failure));
  }

  @ParameterizedTest
  @CsvSource({"2, SERVFAIL", "5, REFUSED", "4, code 4"})
  void anotherServerIsAskedIfOneFails(int rcode, String word) throws Exception {
    network.servers.put(FIRST, serving(FIRST, rcode));
    network.servers.put(SECOND, serving(SECOND, rcode));
    var failure = assertThrows(UnknownHostException.class, () -> resolve("a.example"));
    assertTrue(message(failure).contains(word), message(failure));
    network.servers.put(
        SECOND, serving(SECOND, Rcode.NOERROR, MessageTest.address("a.example.", 60, "192.0.2.7")));
    assertEquals("192.0.2.7", resolve("a.example"));
  }

  @Test
  void serversThatAreNotThere() {
    var failure = assertThrows(UnknownHostException.class, () -> resolve("a.example"));
    assertTrue(message(failure).contains("10.0.2.4 cannot be reached"), message(failure));
    assertEquals(List.of("10.0.2.3:53", "10.0.2.4:53"), network.asked);
  }

  @Test
  void silentServersAreAskedInTurnUntilTheTimeIsOver() {
    network.servers.put(FIRST, _ -> List.of());
    network.servers.put(SECOND, _ -> List.of());
    long start = network.now;
    var failure = assertThrows(SocketTimeoutException.class, () -> resolve("a.example"));
    assertEquals(SECONDS_10, network.now - start);
    // 1 + 1 + 2 + 2 + 4 seconds.
    assertEquals(5, network.asked.size());
    assertTrue(message(failure).contains("within 10000 ms"), message(failure));
    assertTrue(message(failure).contains("10.0.2.3 or 10.0.2.4"), message(failure));
  }

  @Test
  void noTimeIsNotForEver() {
    network.servers.put(FIRST, _ -> List.of());
    network.servers.put(SECOND, _ -> List.of());
    assertThrows(SocketTimeoutException.class, () -> resolver.resolve("a.example", Long.MAX_VALUE));
    assertEquals(Resolver.LONGEST_NANOS, network.now - 1_000);
    assertThrows(SocketTimeoutException.class, () -> resolver.resolve("b.example", 0));
  }

  @Test
  void forgedAnswersAreIgnored() throws Exception {
    var truth = MessageTest.address("a.example.", 60, "192.0.2.7");
    var lie = MessageTest.address("a.example.", 60, "198.51.100.66");
    network.servers.put(
        FIRST,
        question -> {
          var answers = new ArrayList<Datagram>();
          byte[] forged = reply(question, Rcode.NOERROR, _ -> {}, lie);
          answers.add(new Datagram(SECOND, 53, forged));
          answers.add(new Datagram(FIRST, 5353, forged));
          answers.add(
              new Datagram(
                  FIRST,
                  53,
                  reply(
                      question,
                      Rcode.NOERROR,
                      answer -> answer.getHeader().setID(answer.getHeader().getID() ^ 1),
                      lie)));
          answers.add(new Datagram(FIRST, 53, otherQuestion(question)));
          answers.add(new Datagram(FIRST, 53, question));
          answers.add(new Datagram(FIRST, 53, new byte[0]));
          answers.add(new Datagram(FIRST, 53, new byte[] {1, 2, 3, 4, 5, 6, 7}));
          answers.add(new Datagram(FIRST, 53, reply(question, Rcode.NOERROR, _ -> {}, truth)));
          return answers;
        });
    assertEquals("192.0.2.7", resolve("a.example"));
  }

  private static byte[] otherQuestion(byte[] question) {
    try {
      var answer =
          MessageTest.answer(
              "b.example.", Rcode.NOERROR, MessageTest.address("b.example.", 60, "198.51.100.66"));
      answer.getHeader().setID(DnsResponse.id(question, question.length));
      return answer.toWire();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onlyForgedAnswersAreATimeOutThatSaysSo() {
    servers = List.of(Ipv4Bits.address(FIRST));
    network.servers.put(FIRST, _ -> List.of(new Datagram(SECOND, 53, new byte[12])));
    var failure = assertThrows(SocketTimeoutException.class, () -> resolve("a.example"));
    assertTrue(message(failure).contains("messages that were no answers"), message(failure));
  }

  @Test
  void longAnswersComeByTcp() throws Exception {
    network.servers.put(
        FIRST,
        question ->
            List.of(
                new Datagram(
                    FIRST,
                    53,
                    reply(
                        question, Rcode.NOERROR, answer -> answer.getHeader().setFlag(Flags.TC)))));
    var records = new Record[40];
    for (int i = 0; i < records.length; i++) {
      records[i] = MessageTest.address("a.example.", 60, "192.0.2." + (i + 1));
    }
    network.streamServers.put(FIRST, serving(FIRST, Rcode.NOERROR, records));
    assertEquals("192.0.2.1", resolve("a.example"));
    assertEquals(List.of("10.0.2.3:53", "10.0.2.3:53/tcp"), network.asked);
    // A server that hangs up.
    network.streamServers.put(FIRST, _ -> List.of());
    servers = List.of(Ipv4Bits.address(FIRST));
    assertThrows(SocketTimeoutException.class, () -> resolve("b.example"));
    assertTrue(network.asked.size() < 20, network.asked.size() + " questions");
  }

  @Test
  void withoutServers() {
    servers = List.of();
    var failure = assertThrows(UnknownHostException.class, () -> resolve("a.example"));
    assertTrue(message(failure).contains("has no name server"), message(failure));
    failure = assertThrows(UnknownHostException.class, () -> resolve("localhost"));
    assertTrue(message(failure).contains("is this machine"), message(failure));
    failure = assertThrows(UnknownHostException.class, () -> resolve("no such host"));
    assertTrue(message(failure).contains("cannot be the name"), message(failure));
  }

  @Test
  void theCacheIsBounded() {
    var cache = new DnsCache(() -> network.now);
    for (int i = 0; i < 1000; i++) {
      cache.put("h" + i, List.of(i), 1_000_000);
    }
    assertEquals(null, cache.get("h0"));
    assertEquals(List.of(999), cache.get("h999"));
    network.now += TimeUnit.HOURS.toNanos(1);
    assertEquals(null, cache.get("h999"));
    cache.put("now", List.of(1), 0);
    assertEquals(null, cache.get("now"));
  }
}
