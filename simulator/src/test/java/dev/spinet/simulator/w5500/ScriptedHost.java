package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host at the far end of the cable. Answers ARP by itself unless told not to; of everything
 * else it keeps the TCP segments (or hands them to a script) and sends what a test says.
 */
final class ScriptedHost {

  static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:99");
  static final Ipv4Address IP = Ipv4Address.parse("10.0.0.99");
  static final int PORT = 5555;

  private final TestCable cable;
  final Deque<TcpSegment> segments = new ArrayDeque<>();
  final Deque<Packet> others = new ArrayDeque<>();
  boolean answersArp = true;
  @Nullable Consumer<TcpSegment> script;

  // The connection of the scripted peer.
  int chipPort;
  int next;
  int expected;
  int window = 65535;
  private int identification;

  ScriptedHost(TestCable cable) {
    this.cable = cable;
    cable.connect(this::receive);
  }

  private void receive(byte[] frame) {
    switch (Packet.parse(frame)) {
      case ArpPacket arp when arp.operation() == ArpPacket.REQUEST && answersArp -> {
        if (!arp.targetIp().equals(Harness.CHIP_IP)) {
          cable.send(arp.reply(MAC).toFrame());
        }
      }
      case TcpSegment segment -> {
        if (script != null) {
          script.accept(segment);
        } else {
          segments.add(segment);
        }
      }
      case Packet other -> others.add(other);
    }
  }

  /** The next segment from the chip. */
  TcpSegment take() {
    var segment = segments.poll();
    assertNotNull(segment, "the chip has sent no segment");
    return segment;
  }

  TcpSegment take(int flags) {
    var segment = take();
    assertEquals(flags, segment.flags(), "flags");
    return segment;
  }

  static byte[] payload(TcpSegment segment) {
    return Arrays.copyOfRange(
        segment.ip().ethernet().bytes(),
        segment.payloadOffset(),
        segment.payloadOffset() + segment.payloadLength());
  }

  Ipv4Envelope envelope() {
    return Ipv4Envelope.of(MAC, Harness.CHIP_MAC, IP, Harness.CHIP_IP);
  }

  void send(byte[] frame) {
    cable.send(frame);
  }

  /** A segment of the connection, at {@link #next}, acknowledging {@link #expected}. */
  void send(int flags, byte... payload) {
    sendAt(next, flags, payload);
    next +=
        payload.length
            + ((flags & TcpHeader.SYN) != 0 ? 1 : 0)
            + ((flags & TcpHeader.FIN) != 0 ? 1 : 0);
  }

  void sendAt(int sequence, int flags, byte... payload) {
    send(segment(sequence, flags, 0, payload));
  }

  byte[] segment(int sequence, int flags, int mss, byte... payload) {
    return new TcpHeader(PORT, chipPort, sequence, expected, flags, window, mss)
        .frame(
            envelope(),
            ++identification & 0xFFFF,
            payload.length,
            PayloadWriter.of(payload, 0, payload.length));
  }

  /** Answers a SYN. */
  void accept(TcpSegment syn, int initialSequence, int mss) {
    chipPort = syn.sourcePort();
    expected = syn.sequence() + 1;
    next = initialSequence;
    send(segment(next, TcpHeader.SYN | TcpHeader.ACK, mss));
    next++;
  }
}
