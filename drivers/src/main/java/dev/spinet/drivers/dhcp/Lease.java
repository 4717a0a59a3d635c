package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An address that a server has given for a time. Times are {@link System#nanoTime} of the client's
 * clock.
 *
 * @param address the address, 32 bits as in {@link Ipv4Bits}
 * @param mask the subnet mask
 * @param gateway the router in the same network, or 0
 * @param nameServers the name servers, best first
 * @param domain the network's domain, or {@code null}
 * @param server who has given it
 * @param since when it was asked for
 * @param seconds how long it lasts; {@link #FOR_EVER} for ever
 * @param renewSeconds T1: when to ask the same server to extend it, from {@code since}
 * @param rebindSeconds T2: when to ask any server to, from {@code since}
 */
public record Lease(
    int address,
    int mask,
    int gateway,
    List<Integer> nameServers,
    @Nullable String domain,
    int server,
    long since,
    long seconds,
    long renewSeconds,
    long rebindSeconds) {

  /** The number of seconds that means no end (RFC 2132, section 9.2). */
  static final long FOR_EVER = 0xffff_ffffL;

  /** Copies the list. */
  public Lease {
    nameServers = List.copyOf(nameServers);
  }

  /**
   * Whether it never ends.
   *
   * @return {@code true} if it was given for ever
   */
  public boolean isForEver() {
    return seconds == FOR_EVER;
  }

  /** T1 on the client's clock. */
  long renewAt() {
    return since + TimeUnit.SECONDS.toNanos(renewSeconds);
  }

  /** T2 on the client's clock. */
  long rebindAt() {
    return since + TimeUnit.SECONDS.toNanos(rebindSeconds);
  }

  /** The end on the client's clock. */
  long expiresAt() {
    return since + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Whether another lease puts the interface into the same state. */
  boolean isSameConfiguration(Lease other) {
    return address == other.address
        && mask == other.mask
        && gateway == other.gateway
        && nameServers.equals(other.nameServers);
  }
}
