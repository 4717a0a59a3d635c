package dev.spinet.drivers.dns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that were found lately, for as long as the servers allow, an hour at most. What was
 * not found is not kept. Safe for use by several threads.
 */
final class DnsCache {

  private static final int CAPACITY = 256;
  private static final long LONGEST_SECONDS = TimeUnit.HOURS.toSeconds(1);

  private record Entry(List<Integer> addresses, long until) {}

  private final LongSupplier clock;
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();

  DnsCache(LongSupplier clock) {
    this.clock = clock;
  }

  synchronized void put(String name, List<Integer> addresses, long ttlSeconds) {
    entries.remove(name);
    if (ttlSeconds == 0) {
      return;
    }
    if (entries.size() >= CAPACITY) {
      long now = clock.getAsLong();
      entries.values().removeIf(entry -> entry.until - now <= 0);
    }
    if (entries.size() >= CAPACITY) {
      entries.pollFirstEntry();
    }
    long seconds = Math.min(ttlSeconds, LONGEST_SECONDS);
    entries.put(name, new Entry(addresses, clock.getAsLong() + TimeUnit.SECONDS.toNanos(seconds)));
  }

  synchronized @Nullable List<Integer> get(String name) {
    var entry = entries.get(name);
    if (entry != null && entry.until - clock.getAsLong() <= 0) {
      entries.remove(name);
      return null;
    }
    return entry == null ? null : entry.addresses;
  }

  /** The network is another one. */
  synchronized void clear() {
    entries.clear();
  }
}
