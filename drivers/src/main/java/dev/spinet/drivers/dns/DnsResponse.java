package dev.spinet.drivers.dns;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question for addresses, as far as a stub resolver needs it.
 *
 * @param id that of the question
 * @param code the response code (RFC 1035, section 4.1.1)
 * @param truncated whether there was more to say than fitted
 * @param question the name that was asked for
 * @param canonical the name at the end of the aliases, which has the addresses
 * @param addresses its addresses, 32 bits each, in the server's order
 * @param ttlSeconds how long all this may be kept
 */
record DnsResponse(
    int id,
    int code,
    boolean truncated,
    String question,
    String canonical,
    List<Integer> addresses,
    long ttlSeconds) {

  static final int NO_ERROR = 0;
  static final int SERVER_FAILURE = 2;
  static final int NO_SUCH_NAME = 3;
  static final int REFUSED = 5;

  private static final int RESPONSE = 0x8000;
  private static final int OPERATION = 0x7800;
  private static final int TRUNCATED = 0x0200;
  private static final int CODE = 0x000f;

  /** A time above this counts as none (RFC 2181, section 8). */
  private static final long LONGEST_TTL = Integer.MAX_VALUE;

  /** Copies the list. */
  DnsResponse {
    addresses = List.copyOf(addresses);
  }

  /** The identification of a message that has one; -1 of others. */
  static int id(byte[] octets, int length) {
    return length < Short.BYTES
        ? -1
        : Byte.toUnsignedInt(octets[0]) << Byte.SIZE | Byte.toUnsignedInt(octets[1]);
  }

  /**
   * Reads a message.
   *
   * @param octets holds the message
   * @param length bytes of it
   * @throws MalformedDnsException if it is no answer to one question for addresses, or damaged
   */
  static DnsResponse parse(byte[] octets, int length) throws MalformedDnsException {
    var in = new DnsReader(octets, length);
    int id = in.number16();
    int flags = in.number16();
    if ((flags & RESPONSE) == 0 || (flags & OPERATION) != 0) {
      throw new MalformedDnsException("no answer to a question");
    }
    int questions = in.number16();
    int answers = in.number16();
    in.skip(2 * Short.BYTES);
    if (questions != 1) {
      throw new MalformedDnsException("%d questions instead of one".formatted(questions));
    }
    String question = in.name();
    if (in.number16() != DnsQuery.TYPE_A || in.number16() != DnsQuery.CLASS_IN) {
      throw new MalformedDnsException("an answer to another kind of question");
    }
    boolean truncated = (flags & TRUNCATED) != 0;
    var records = new Records();
    // What is left of an answer that was cut off is not used, so it need not be sound.
    for (int i = 0; i < answers && !truncated; i++) {
      records.read(in);
    }
    var end = records.follow(question);
    return new DnsResponse(
        id, flags & CODE, truncated, question, end.name, end.addresses, end.ttlSeconds);
  }

  /** Where a chain of aliases ends. */
  private record End(String name, List<Integer> addresses, long ttlSeconds) {}

  /** The records of an answer that lead to addresses. */
  private static final class Records {

    private record Alias(String target, long ttl) {}

    private final Map<String, Alias> aliases = new HashMap<>();
    private final Map<String, List<Integer>> addresses = new HashMap<>();
    private final Map<String, Long> ttls = new HashMap<>();

    void read(DnsReader in) throws MalformedDnsException {
      String owner = in.name();
      int type = in.number16();
      int recordClass = in.number16();
      long ttl = Integer.toUnsignedLong(in.number32());
      ttl = ttl > LONGEST_TTL ? 0 : ttl;
      int size = in.number16();
      int start = in.position();
      if (recordClass == DnsQuery.CLASS_IN && type == DnsQuery.TYPE_A && size == Integer.BYTES) {
        addresses.computeIfAbsent(owner, _ -> new ArrayList<>()).add(in.number32());
        ttls.merge(owner, ttl, Math::min);
      } else if (recordClass == DnsQuery.CLASS_IN && type == DnsQuery.TYPE_CNAME) {
        aliases.put(owner, new Alias(in.name(), ttl));
        if (in.position() != start + size) {
          throw new MalformedDnsException("an alias of a wrong length");
        }
      } else {
        in.skip(size);
      }
    }

    /** Each alias is used once, so that aliases in a circle end too. */
    End follow(String question) {
      String name = question;
      long ttl = LONGEST_TTL;
      for (@Nullable Alias alias = aliases.remove(name);
          alias != null;
          alias = aliases.remove(name)) {
        name = alias.target;
        ttl = Math.min(ttl, alias.ttl);
      }
      var found = addresses.getOrDefault(name, List.of());
      return new End(
          name,
          found.stream().filter(Ipv4Bits::isHost).toList(),
          found.isEmpty() ? 0 : Math.min(ttl, ttls.getOrDefault(name, 0L)));
    }
  }
}
