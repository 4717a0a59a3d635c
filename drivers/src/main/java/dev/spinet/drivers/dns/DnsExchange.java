package dev.spinet.drivers.dns;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One question to one server: a datagram from a port nobody can guess, and the same over TCP if the
 * answer did not fit. What comes from elsewhere, carries another identification or answers another
 * question is ignored.
 */
final class DnsExchange {

  /** Where name servers listen (RFC 1035, section 4.2). */
  static final int PORT = 53;

  private static final int LENGTH_PREFIX = Short.BYTES;
  private static final int LONGEST_TCP = 0xffff;

  private final NetworkDriver driver;
  private final LongSupplier clock;
  private final Inet4Address server;
  private final DnsQuery query;
  private int ignored;

  DnsExchange(NetworkDriver driver, LongSupplier clock, Inet4Address server, DnsQuery query) {
    this.driver = driver;
    this.clock = clock;
    this.server = server;
    this.query = query;
  }

  /** Messages that were no answers. */
  int ignored() {
    return ignored;
  }

  /**
   * Asks and waits for the answer.
   *
   * @param datagramNanos the longest wait for a datagram
   * @param timeoutNanos the longest wait in all
   * @return the answer, or {@code null} if none came in time
   */
  @Nullable DnsResponse run(long datagramNanos, long timeoutNanos) throws IOException {
    long start = clock.getAsLong();
    var response = byDatagram(Math.min(datagramNanos, timeoutNanos));
    if (response == null || !response.truncated()) {
      return response;
    }
    return byStream(timeoutNanos - (clock.getAsLong() - start));
  }

  private @Nullable DnsResponse byDatagram(long timeoutNanos) throws IOException {
    long start = clock.getAsLong();
    try (var arena = Arena.ofConfined();
        var endpoint = driver.openDatagram(AF_INET, SOCK_DGRAM, IPPROTO_UDP)) {
      endpoint.connect(server, PORT);
      byte[] question = query.encode();
      var memory = arena.allocate(Math.max(DnsQuery.MAXIMUM_UDP, endpoint.maxPayload()));
      MemorySegment.copy(question, 0, memory, JAVA_BYTE, 0, question.length);
      int address = Ipv4Bits.of(server);
      if (!endpoint.send(memory, 0, question.length, address, PORT, timeoutNanos)) {
        return null;
      }
      var source = new DatagramSource();
      while (true) {
        long left = timeoutNanos - (clock.getAsLong() - start);
        int length =
            left <= 0 ? -1 : endpoint.receive(memory, 0, (int) memory.byteSize(), source, left);
        if (length < 0) {
          return null;
        }
        boolean fromServer = source.addressBits() == address && source.port() == PORT;
        var response = fromServer ? answer(memory.asSlice(0, length).toArray(JAVA_BYTE)) : null;
        if (response != null) {
          return response;
        }
        ignored++;
      }
    }
  }

  /** Reads a message; {@code null} if it is not the answer to the question. */
  private @Nullable DnsResponse answer(byte[] octets) {
    try {
      var response = DnsResponse.parse(octets, octets.length);
      boolean matches =
          response.id() == query.id() && response.question().equals(query.name().text());
      return matches ? response : null;
    } catch (MalformedDnsException e) {
      return null;
    }
  }

  private @Nullable DnsResponse byStream(long timeoutNanos) throws IOException {
    long start = clock.getAsLong();
    try (var arena = Arena.ofConfined();
        var endpoint = driver.openStream()) {
      if (timeoutNanos <= 0 || !endpoint.connect(server, PORT, timeoutNanos)) {
        return null;
      }
      byte[] question = query.encode();
      byte[] framed =
          ByteBuffer.allocate(LENGTH_PREFIX + question.length)
              .putShort((short) question.length)
              .put(question)
              .array();
      var memory = arena.allocate(LENGTH_PREFIX + LONGEST_TCP);
      MemorySegment.copy(framed, 0, memory, JAVA_BYTE, 0, framed.length);
      var deadline = new Deadline(start, timeoutNanos);
      if (!sendAll(endpoint, memory, framed.length, deadline)
          || !receiveAll(endpoint, memory, 0, LENGTH_PREFIX, deadline)) {
        return null;
      }
      byte[] prefix = memory.asSlice(0, LENGTH_PREFIX).toArray(JAVA_BYTE);
      int length = Short.toUnsignedInt(ByteBuffer.wrap(prefix).getShort());
      if (!receiveAll(endpoint, memory, 0, length, deadline)) {
        return null;
      }
      var response = answer(memory.asSlice(0, length).toArray(JAVA_BYTE));
      if (response == null) {
        ignored++;
      }
      return response;
    }
  }

  private final class Deadline {

    private final long start;
    private final long nanos;

    Deadline(long start, long nanos) {
      this.start = start;
      this.nanos = nanos;
    }

    long left() {
      return nanos - (clock.getAsLong() - start);
    }
  }

  private static boolean sendAll(
      StreamEndpoint endpoint, MemorySegment memory, int length, Deadline deadline)
      throws IOException {
    for (int sent = 0; sent < length; ) {
      long left = deadline.left();
      int count = left <= 0 ? 0 : endpoint.send(memory, sent, length - sent, left);
      if (count == 0) {
        return false;
      }
      sent += count;
    }
    return true;
  }

  private static boolean receiveAll(
      StreamEndpoint endpoint, MemorySegment memory, int from, int length, Deadline deadline)
      throws IOException {
    for (int received = 0; received < length; ) {
      long left = deadline.left();
      int count =
          left <= 0 ? 0 : endpoint.receive(memory, from + received, length - received, left);
      if (count <= 0) {
        return false;
      }
      received += count;
    }
    return true;
  }
}
