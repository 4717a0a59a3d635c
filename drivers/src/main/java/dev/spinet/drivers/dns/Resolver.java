package dev.spinet.drivers.dns;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of hosts by their names. Asks the servers in turn, and each of them again
 * with a longer wait, over a socket that is open only as long as its answer is awaited. Safe for
 * use by several threads.
 */
public final class Resolver {

  /** The longest search, whatever the caller allows: nothing waits for ever. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** The first wait for an answer; each round waits twice as long. */
  private static final long FIRST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** With these waits, more rounds than these do not fit into the longest search. */
  private static final int ROUNDS = 5;

  /** Searches at the same time: each holds a hardware socket, of which a chip has eight. */
  private static final int SEARCHES = 2;

  private static final int IDS = 0x10000;
  private static final int HIGHEST_OCTET = 255;
  private static final Pattern LITERAL =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
  private static final int OCTETS = 4;

  private final NetworkDriver driver;
  private final Servers servers;
  private final LongSupplier clock;
  private final RandomGenerator random;
  private final DnsCache cache;
  private final Semaphore searches = new Semaphore(SEARCHES, true);

  /** The name servers of a network. */
  public interface Servers {
    /**
     * The servers to ask now.
     *
     * @return their addresses, best first; empty if there are none
     * @throws IOException if that cannot be found out
     */
    List<Inet4Address> current() throws IOException;
  }

  /**
   * A resolver that knows nothing yet.
   *
   * @param driver carries the questions
   * @param servers whom to ask
   * @param clock the time in nanoseconds, such as {@link System#nanoTime}
   * @param random chooses the identifications of questions; must be hard to guess
   */
  public Resolver(
      NetworkDriver driver, Servers servers, LongSupplier clock, RandomGenerator random) {
    this.driver = driver;
    this.servers = servers;
    this.clock = clock;
    this.random = random;
    this.cache = new DnsCache(clock);
  }

  /**
   * Finds an address of a host. An IPv4 address written as text is returned at once. Of several
   * callers two search at a time, and the others wait.
   *
   * @param host a name or an IPv4 address
   * @param timeoutNanos the longest wait; more than 20 s are not waited
   * @return the first address that the servers name
   * @throws UnknownHostException if there is no such name, it has no IPv4 address, no host can have
   *     it, or the servers fail; the message says which
   * @throws SocketTimeoutException if no server answered in time
   * @throws java.io.InterruptedIOException if the thread is interrupted
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets of the chip are in use
   * @throws IOException if the link is down or the chip fails
   */
  public Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    var literal = literal(host);
    if (literal != null) {
      return literal;
    }
    var name = HostName.of(host);
    if (name.isLocalhost()) {
      throw new UnknownHostException(
          "'%s' is this machine, which its chip cannot reach; use the JDK's own sockets"
              .formatted(host));
    }
    var known = cache.get(name.text());
    if (known != null) {
      return Ipv4Bits.address(known.getFirst());
    }
    long limit = Math.min(timeoutNanos, LONGEST_NANOS);
    long start = clock.getAsLong();
    awaitTurn(host, limit);
    try {
      // Who searched before may have looked for the same.
      known = cache.get(name.text());
      if (known == null) {
        var search = new Search(host, name, servers.current());
        known = search.run(limit - (clock.getAsLong() - start));
      }
      return Ipv4Bits.address(known.getFirst());
    } finally {
      searches.release();
    }
  }

  private void awaitTurn(String host, long nanos) throws IOException {
    if (searches.tryAcquire()) {
      return;
    }
    try {
      if (!searches.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException(
            "'%s' was not looked up within %d ms: other names were being looked up all the time"
                .formatted(host, TimeUnit.NANOSECONDS.toMillis(nanos)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted =
          new InterruptedIOException("interrupted while other names were being looked up");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Forgets what was found: the network is another one. */
  public void forget() {
    cache.clear();
  }

  private static @Nullable Inet4Address literal(String host) {
    var matcher = LITERAL.matcher(host);
    if (!matcher.matches()) {
      return null;
    }
    int bits = 0;
    for (int i = 1; i <= OCTETS; i++) {
      int octet = Integer.parseInt(matcher.group(i));
      if (octet > HIGHEST_OCTET) {
        return null;
      }
      bits = bits << Byte.SIZE | octet;
    }
    return Ipv4Bits.address(bits);
  }

  /** The search for one name. */
  private final class Search {

    private final String host;
    private final HostName name;
    private final List<Inet4Address> asked;
    private final List<Inet4Address> open;
    private int ignored;
    private @Nullable String refusal;
    private @Nullable IOException trouble;

    Search(String host, HostName name, List<Inet4Address> servers) {
      this.host = host;
      this.name = name;
      this.asked = servers;
      this.open = new ArrayList<>(servers);
    }

    List<Integer> run(long timeoutNanos) throws IOException {
      if (asked.isEmpty()) {
        throw new UnknownHostException(
            "'%s' cannot be looked up: %s has no name server; give one to setLinkInfo(ip, mask, gateway, dns), or an IPv4 address instead of the name"
                .formatted(host, driver.name()));
      }
      long start = clock.getAsLong();
      long wait = FIRST_WAIT_NANOS;
      for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
        for (var server : List.copyOf(open)) {
          long left = timeoutNanos - (clock.getAsLong() - start);
          if (left <= 0) {
            throw timedOut(timeoutNanos);
          }
          var found = ask(server, wait, left);
          if (found != null) {
            return found;
          }
        }
        wait *= 2;
      }
      if (!open.isEmpty()) {
        throw timedOut(clock.getAsLong() - start);
      }
      throw unknown(String.valueOf(refusal));
    }

    /** Asks one server; {@code null} if it is no help. */
    private @Nullable List<Integer> ask(Inet4Address server, long wait, long left)
        throws IOException {
      var query = new DnsQuery(random.nextInt(IDS), name);
      var exchange = new DnsExchange(driver, clock, server, query);
      try {
        var response = exchange.run(wait, left);
        return response == null ? null : evaluate(server, response);
      } catch (HostUnreachableException | ConnectionRefusedException | ConnectionResetException e) {
        // Another server may be there.
        trouble = e;
        drop(server, "cannot be reached: " + e.getMessage());
        return null;
      } finally {
        ignored += exchange.ignored();
      }
    }

    private @Nullable List<Integer> evaluate(Inet4Address server, DnsResponse response)
        throws UnknownHostException {
      String who = server.getHostAddress();
      if (response.code() == DnsResponse.NO_SUCH_NAME) {
        throw unknown("the name server %s knows no host of this name".formatted(who));
      }
      if (response.code() != DnsResponse.NO_ERROR) {
        drop(server, describe(response.code()));
        return null;
      }
      if (response.addresses().isEmpty()) {
        boolean alias = !response.canonical().equals(name.text());
        throw unknown(
            "%s has no IPv4 address, says the name server %s"
                .formatted(
                    alias ? "it is an alias of '%s', which".formatted(response.canonical()) : "it",
                    who));
      }
      cache.put(name.text(), response.addresses(), response.ttlSeconds());
      return response.addresses();
    }

    private void drop(Inet4Address server, String reason) {
      open.remove(server);
      refusal = "the name server %s %s".formatted(server.getHostAddress(), reason);
    }

    private static String describe(int code) {
      return switch (code) {
        case DnsResponse.SERVER_FAILURE -> "has failed to find it out (SERVFAIL); try again later";
        case DnsResponse.REFUSED -> "refuses to answer (REFUSED); use another one";
        default -> "reports an error (code %d)".formatted(code);
      };
    }

    private UnknownHostException unknown(String reason) {
      var exception = new UnknownHostException("unknown host '%s': %s".formatted(host, reason));
      exception.initCause(trouble);
      return exception;
    }

    private SocketTimeoutException timedOut(long timeoutNanos) {
      var exception =
          new SocketTimeoutException(
              "'%s' was not looked up within %d ms: no answer from the name server %s%s"
                  .formatted(
                      host,
                      TimeUnit.NANOSECONDS.toMillis(timeoutNanos),
                      asked.stream()
                          .map(Inet4Address::getHostAddress)
                          .collect(Collectors.joining(" or ")),
                      ignored == 0
                          ? ""
                          : ", but %d messages that were no answers to the question"
                              .formatted(ignored)));
      exception.initCause(trouble);
      return exception;
    }
  }
}
