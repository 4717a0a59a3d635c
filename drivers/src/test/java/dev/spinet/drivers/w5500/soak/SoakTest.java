package dev.spinet.drivers.w5500.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All hardware sockets and many threads under random faults: the data are right or the error has a
 * name, nobody hangs, the chip works again afterwards and nothing is left over.
 *
 * <p>The soak lasts two minutes, or as long as the system property {@code spinet.soak} or else the
 * environment variable {@code SPINET_SOAK} says, such as {@code PT10M}. Its faults come from {@code
 * spinet.soak.seed} or {@code SPINET_SOAK_SEED}.
 */
@Tag("slow")
@Tag("fuse")
final class SoakTest {

  private static final long USUAL_SEED = 5500;
  private static final long EPISODE_SECONDS = 12;
  private static final int SHOWN_INJECTIONS = 40;

  private static String setting(String property, String variable, String usual) {
    var value = System.getProperty(property);
    if (value == null || value.isEmpty()) {
      value = System.getenv(variable);
    }
    return value == null || value.isEmpty() ? usual : value;
  }

  private static long seed() {
    return Long.parseLong(
        setting("spinet.soak.seed", "SPINET_SOAK_SEED", Long.toString(USUAL_SEED)));
  }

  /** One chip for a while; what went wrong is in the tally, which is also the judge. */
  private static void episode(
      Rig.Attachment attachment,
      boolean lines,
      boolean virtual,
      Episode.Load load,
      LongFunction<String> faults,
      long seed,
      long nanos,
      Tally tally)
      throws Exception {
    var scenario = faults.apply(seed);
    var setting =
        "%s, %s lines, %s threads, seed %d"
            .formatted(
                attachment, lines ? "with" : "without", virtual ? "virtual" : "platform", seed);
    System.out.println("soak: " + setting);
    var watchdog = new Watchdog();
    var rig = new Rig(attachment, lines, scenario, tally);
    new Episode(rig, tally, watchdog, virtual).run(load, seed, nanos);
    var log = rig.run.log();
    // Taken before the end, which may hang as well.
    var state = tally.failures().isEmpty() ? "" : watchdog.dump() + rig.driver.statistics();
    var closing = Thread.ofPlatform().daemon().name("closing").start(() -> close(rig, tally));
    if (!closing.join(Duration.ofNanos(Watchdog.LIMIT))) {
      tally.fail("the driver does not close");
      state += watchdog.dump();
    }
    if (!tally.failures().isEmpty()) {
      System.out.println(setting);
      System.out.println(scenario);
      log.stream()
          .skip(Math.max(0, log.size() - SHOWN_INJECTIONS))
          .forEach(injection -> System.out.println("  " + injection));
      System.out.println(tally);
      System.out.println(state);
    }
    assertEquals(List.of(), tally.failures(), setting);
  }

  private static void close(Rig rig, Tally tally) {
    try {
      rig.close();
    } catch (Exception | AssertionError e) {
      tally.error("closing", e);
      tally.fail("closing: " + e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IN_PROCESS, true, false, 1",
    "IN_PROCESS, false, true, 2",
    "UNIX_SOCKET, true, true, 3",
    "UNIX_SOCKET, false, false, 4",
    "DEVICE_FILES, true, false, 5",
    "DEVICE_FILES, false, true, 6",
  })
  void everyAttachment(Rig.Attachment attachment, boolean lines, boolean virtual, long seed)
      throws Exception {
    var tally = new Tally();
    episode(
        attachment,
        lines,
        virtual,
        Episode.Load.FULL,
        Troubles::noticeable,
        seed,
        TimeUnit.SECONDS.toNanos(6),
        tally);
    System.out.print(tally);
    assertTrue(tally.conversations.sum() > 0);
    assertTrue(tally.faults() > 0);
  }

  /** The same work where nothing is wrong: there is no error, and nobody is refused. */
  @ParameterizedTest
  @CsvSource({
    "IN_PROCESS, true, true, 3, 0",
    "IN_PROCESS, false, false, 0, 2",
    "UNIX_SOCKET, false, false, 3, 0",
    "UNIX_SOCKET, true, true, 0, 2",
    "DEVICE_FILES, true, true, 3, 0",
    "DEVICE_FILES, false, false, 0, 2",
  })
  void withoutFaults(
      Rig.Attachment attachment, boolean lines, boolean virtual, int clients, int callers)
      throws Exception {
    var tally = new Tally();
    var load = new Episode.Load(clients, callers, 2);
    long length = TimeUnit.SECONDS.toNanos(3);
    episode(attachment, lines, virtual, load, _ -> "seed 1\n", 1, length, tally);
    System.out.print(tally);
    assertEquals(Set.of(), tally.errors());
    assertEquals(0, tally.lostDatagrams.sum());
    assertTrue(tally.conversations.sum() > 0);
    assertTrue(tally.datagrams.sum() > 0);
  }

  /** Whatever bits are flipped, nobody hangs, errors have names, and the chip recovers. */
  @ParameterizedTest
  @CsvSource({"IN_PROCESS, true, true, 11", "IN_PROCESS, false, false, 12"})
  void anyBits(Rig.Attachment attachment, boolean lines, boolean virtual, long seed)
      throws Exception {
    var tally = new Tally();
    tally.allowUnnoticeable(true);
    episode(
        attachment,
        lines,
        virtual,
        Episode.Load.FULL,
        Troubles::anything,
        seed,
        TimeUnit.SECONDS.toNanos(6),
        tally);
    System.out.print(tally);
    assertTrue(tally.conversations.sum() > 0);
  }

  @Test
  void soak() throws Exception {
    long seed = seed();
    long length = Duration.parse(setting("spinet.soak", "SPINET_SOAK", "PT2M")).toNanos();
    System.out.printf("soak: %s with seed %d%n", Duration.ofNanos(length), seed);
    var random = new Random(seed);
    var tally = new Tally();
    long end = System.nanoTime() + length;
    var attachments = Rig.Attachment.values();
    Leftovers before = null;
    for (int i = 0; System.nanoTime() - end < 0; i++) {
      boolean anyBits = i % 5 == 4;
      tally.allowUnnoticeable(anyBits);
      long left = end - System.nanoTime();
      episode(
          attachments[i % attachments.length],
          random.nextInt(3) != 0,
          random.nextBoolean(),
          Episode.Load.FULL,
          anyBits ? Troubles::anything : Troubles::noticeable,
          random.nextLong(1, Long.MAX_VALUE),
          Math.min(left, TimeUnit.SECONDS.toNanos(EPISODE_SECONDS)),
          tally);
      if (i >= attachments.length - 1) {
        // Before every attachment has had its turn, the JVM has not yet made all it makes but once.
        if (before == null) {
          before = Leftovers.now();
        } else {
          assertEquals("", Leftovers.since(before), "left over, seed " + seed);
        }
      }
    }
    System.out.printf("soak: seed %d%n%s", seed, tally);
    assertTrue(tally.conversations.sum() > 0);
  }
}
