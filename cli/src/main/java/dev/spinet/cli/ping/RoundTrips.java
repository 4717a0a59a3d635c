package dev.spinet.cli.ping;

import dev.spinet.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long the replies took, and how many there were. */
final class RoundTrips {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Map<String, Object>> replies = new ArrayList<>();
  private long sent;
  private long received;
  private long least = Long.MAX_VALUE;
  private long most;
  private double sum;
  private double sumOfSquares;

  void sent() {
    sent++;
  }

  /**
   * A reply has come.
   *
   * @param kept whether it will be asked for one by one
   */
  void received(int sequence, long nanos, boolean kept) {
    received++;
    least = Math.min(least, nanos);
    most = Math.max(most, nanos);
    sum += nanos;
    sumOfSquares += (double) nanos * nanos;
    if (kept) {
      var reply = Json.object();
      reply.put("sequence", sequence);
      reply.put("seconds", nanos / NANOS_PER_SECOND);
      replies.add(reply);
    }
  }

  long received() {
    return received;
  }

  private double mean() {
    return sum / received;
  }

  private double deviation() {
    return Math.sqrt(Math.max(0, sumOfSquares / received - mean() * mean()));
  }

  /** How many there were, in a line. */
  String counts(long nanos) {
    return String.format(
        Locale.ROOT,
        "%d packets transmitted, %d received, %.0f%% packet loss, time %.0fms",
        sent,
        received,
        sent == 0 ? 0 : 100.0 * (sent - received) / sent,
        nanos / NANOS_PER_MILLI);
  }

  /** How long they took, in a line; only with replies. */
  String times() {
    return String.format(
        Locale.ROOT,
        "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms",
        least / NANOS_PER_MILLI,
        mean() / NANOS_PER_MILLI,
        most / NANOS_PER_MILLI,
        deviation() / NANOS_PER_MILLI);
  }

  /** All of it, for programs. */
  void addTo(Map<String, Object> facts) {
    facts.put("sent", sent);
    facts.put("received", received);
    facts.put("replies", replies);
    if (received > 0) {
      facts.put("minSeconds", least / NANOS_PER_SECOND);
      facts.put("avgSeconds", mean() / NANOS_PER_SECOND);
      facts.put("maxSeconds", most / NANOS_PER_SECOND);
      facts.put("mdevSeconds", deviation() / NANOS_PER_SECOND);
    }
  }
}
