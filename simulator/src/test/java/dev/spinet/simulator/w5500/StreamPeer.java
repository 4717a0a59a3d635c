package dev.spinet.simulator.w5500;

import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * A peer that takes a stream from the chip and sends one to it at the same time: acknowledges every
 * segment in order, fills the chip's window, repeats what it does not hear of.
 */
final class StreamPeer {

  private static final long TICK = Duration.ofMillis(50).toNanos();

  private final Harness bench;
  private final byte[] toSend;
  private final int first;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private int acknowledged;
  private int chipWindow;
  private int sent;

  /** Takes over the connection that the host has made; segments now come here. */
  StreamPeer(Harness bench, byte[] toSend, int chipWindow) {
    this.bench = bench;
    this.toSend = toSend;
    this.first = bench.host.next;
    this.chipWindow = chipWindow;
    bench.host.script = this::receive;
    output();
    bench.clock.schedule(TICK, this::tick);
  }

  byte[] received() {
    return received.toByteArray();
  }

  boolean isAllAcknowledged() {
    return acknowledged == toSend.length;
  }

  private void receive(TcpSegment segment) {
    var host = bench.host;
    int ack = segment.acknowledgment() - first;
    if (ack >= acknowledged) {
      acknowledged = ack;
      sent = Math.max(sent, ack);
      chipWindow = segment.window();
    }
    if (segment.payloadLength() > 0) {
      int skip = host.expected - segment.sequence();
      if (skip >= 0 && skip < segment.payloadLength()) {
        byte[] payload = ScriptedHost.payload(segment);
        received.write(payload, skip, payload.length - skip);
        host.expected += payload.length - skip;
      }
      host.sendAt(first + sent, TcpHeader.ACK);
    }
    output();
  }

  private void output() {
    while (true) {
      int room = chipWindow - (sent - acknowledged);
      int length = Math.min(Math.min(room, toSend.length - sent), Harness.MSS);
      if (length <= 0) {
        return;
      }
      bench.host.sendAt(
          first + sent, TcpHeader.ACK, Arrays.copyOfRange(toSend, sent, sent + length));
      sent += length;
    }
  }

  private void tick() {
    if (sent > acknowledged) {
      sent = acknowledged;
      output();
    }
    bench.clock.schedule(TICK, this::tick);
  }
}
