package dev.spinet.cli.relay;

import dev.spinet.cli.json.Json;
import java.util.Map;

/** What a relay has done so far. */
final class RelayState {

  private int now;
  private long accepted;
  private long refused;
  private long failed;
  private long sent;
  private long received;

  /** Notes a connection. */
  synchronized void begin() {
    now++;
    accepted++;
  }

  synchronized void end() {
    now--;
  }

  synchronized void refused() {
    refused++;
  }

  synchronized void failed() {
    failed++;
  }

  synchronized void moved(long there, long back) {
    sent += there;
    received += back;
  }

  /** Connections at present. */
  synchronized int now() {
    return now;
  }

  /** All of it, for programs. */
  synchronized Map<String, Object> facts() {
    var facts = Json.object();
    facts.put("connections", now);
    facts.put("accepted", accepted);
    facts.put("refused", refused);
    facts.put("failed", failed);
    facts.put("bytesThere", sent);
    facts.put("bytesBack", received);
    return facts;
  }
}
