package dev.spinet.simulator.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.random.RandomCases;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketTest {
  private static final MacAddress CHIP_MAC = MacAddress.parse("02:53:50:4e:00:01");
  private static final MacAddress GATEWAY_MAC = MacAddress.parse("02:53:50:4e:00:02");
  private static final Ipv4Address CHIP = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address GATEWAY = Ipv4Address.parse("10.0.2.2");
  private static final Ipv4Envelope ENVELOPE =
      Ipv4Envelope.of(CHIP_MAC, GATEWAY_MAC, CHIP, GATEWAY);

  @Test
  void anArpRequestIsAnswered() {
    var request = ArpPacket.request(CHIP_MAC, CHIP, GATEWAY);
    var reply = request.reply(GATEWAY_MAC);
    assertEquals(request, Packet.parse(request.toFrame()));
    assertEquals(reply, Packet.parse(reply.toFrame()));
    assertEquals(MacAddress.BROADCAST, new EthernetFrame(request.toFrame()).destination());
    assertEquals(CHIP_MAC, new EthernetFrame(reply.toFrame()).destination());
    assertEquals(GATEWAY, reply.senderIp());
    assertEquals(GATEWAY_MAC, reply.senderMac());
  }

  /** Bytes written out by hand from RFC 791 and RFC 9293, checksums computed elsewhere. */
  @Test
  void aSegmentLooksAsTheStandardsSay() {
    byte[] frame =
        new TcpHeader(1025, 80, 0x01020304, 0x0A0B0C0D, TcpHeader.SYN, 2048, 1460)
            .frame(ENVELOPE, 0x1234, 0, PayloadWriter.NONE);
    String expected =
        "0253504e0002 0253504e0001 0800"
            + "4500002c 12344000 4006 1088 0a00020f 0a000202"
            + "04010050 01020304 0a0b0c0d 6002 0800 59a7 0000 020405b4";
    assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(frame));
  }

  @Test
  void segmentsSurviveTheWire() {
    RandomCases.of(
        500,
        random -> {
          byte[] payload = RandomCases.bytes(0, 1456, random);
          int padding = RandomCases.upTo(20, random);
          var header =
              new TcpHeader(
                  RandomCases.upTo(0xFFFF, random),
                  RandomCases.upTo(0xFFFF, random),
                  RandomCases.anyInt(random),
                  RandomCases.anyInt(random),
                  RandomCases.upTo(0x3F, random),
                  RandomCases.upTo(0xFFFF, random),
                  RandomCases.upTo(0xFFFF, random));
          byte[] frame =
              header.frame(
                  ENVELOPE, 7, payload.length, PayloadWriter.of(payload, 0, payload.length));
          byte[] padded = Arrays.copyOf(frame, frame.length + padding);
          var segment = assertInstanceOf(TcpSegment.class, Packet.parse(padded));
          assertEquals(
              header,
              new TcpHeader(
                  segment.sourcePort(),
                  segment.destinationPort(),
                  segment.sequence(),
                  segment.acknowledgment(),
                  segment.flags(),
                  segment.window(),
                  segment.maximumSegmentSize()));
          assertArrayEquals(
              payload, part(padded, segment.payloadOffset(), segment.payloadLength()));
          assertEquals(CHIP, segment.ip().source());
          assertEquals(GATEWAY, segment.ip().destination());
          assertEquals(GATEWAY_MAC, segment.ip().ethernet().destination());
          assertEquals(7, segment.ip().identification());
          assertTrue(segment.ip().dontFragment());
        });
  }

  @Test
  void datagramsSurviveTheWire() {
    RandomCases.of(
        500,
        random -> {
          int sourcePort = RandomCases.upTo(0xFFFF, random);
          int destinationPort = RandomCases.upTo(0xFFFF, random);
          byte[] payload = RandomCases.bytes(0, 1472, random);
          byte[] frame =
              UdpDatagram.frame(
                  ENVELOPE,
                  0x1_FFFF,
                  sourcePort,
                  destinationPort,
                  payload.length,
                  PayloadWriter.of(payload, 0, payload.length));
          var datagram = assertInstanceOf(UdpDatagram.class, Packet.parse(frame));
          assertEquals(sourcePort, datagram.sourcePort());
          assertEquals(destinationPort, datagram.destinationPort());
          assertEquals(0xFFFF, datagram.ip().identification());
          assertArrayEquals(
              payload, part(frame, datagram.payloadOffset(), datagram.payloadLength()));
        });
  }

  @Test
  void echoesSurviveTheWire() {
    RandomCases.of(
        500,
        random -> {
          int identifierAndSequence = RandomCases.anyInt(random);
          byte[] data = RandomCases.bytes(0, 1472, random);
          byte[] frame =
              IcmpMessage.frame(
                  ENVELOPE,
                  1,
                  IcmpMessage.ECHO_REQUEST,
                  0,
                  identifierAndSequence,
                  data.length,
                  PayloadWriter.of(data, 0, data.length));
          var request = assertInstanceOf(IcmpMessage.class, Packet.parse(frame));
          assertEquals(IcmpMessage.ECHO_REQUEST, request.type());
          byte[] answer =
              request.echoReply(Ipv4Envelope.of(GATEWAY_MAC, CHIP_MAC, GATEWAY, CHIP), 2);
          var reply = assertInstanceOf(IcmpMessage.class, Packet.parse(answer));
          assertEquals(IcmpMessage.ECHO_REPLY, reply.type());
          assertEquals(identifierAndSequence >>> 16, reply.identifier());
          assertEquals(identifierAndSequence & 0xFFFF, reply.sequence());
          assertArrayEquals(data, part(answer, reply.payloadOffset(), reply.payloadLength()));
          assertTrue(reply.quote().isEmpty());
        });
  }

  @Test
  void anUnreachableMessageQuotesThePacketItIsAbout() {
    byte[] lost = UdpDatagram.frame(ENVELOPE, 3, 5000, 53, 100, PayloadWriter.NONE);
    var datagram = assertInstanceOf(UdpDatagram.class, Packet.parse(lost));
    byte[] frame =
        IcmpMessage.unreachable(
            Ipv4Envelope.of(GATEWAY_MAC, CHIP_MAC, GATEWAY, CHIP),
            4,
            IcmpMessage.PORT_UNREACHABLE,
            datagram.ip());
    var message = assertInstanceOf(IcmpMessage.class, Packet.parse(frame));
    assertEquals(IcmpMessage.DESTINATION_UNREACHABLE, message.type());
    assertEquals(IcmpMessage.PORT_UNREACHABLE, message.code());
    assertEquals(28, message.payloadLength());
    assertEquals(
        new IcmpMessage.Quote(CHIP, GATEWAY, Ipv4Packet.UDP, 5000, 53),
        message.quote().orElseThrow());
  }

  @Test
  void fragmentsAreRecognised() {
    byte[] frame = UdpDatagram.frame(ENVELOPE, 3, 5000, 53, 100, PayloadWriter.NONE);
    NetworkOrder.put16(frame, 20, 0x2000 | 185);
    rechecksum(frame);
    var fragment = assertInstanceOf(Ipv4Packet.class, Packet.parse(frame));
    assertTrue(fragment.isFragment());
    assertTrue(fragment.moreFragments());
    assertEquals(1480, fragment.fragmentOffset());
  }

  @Test
  void aDatagramWithoutChecksumIsGood() {
    byte[] frame = UdpDatagram.frame(ENVELOPE, 3, 5000, 53, 10, PayloadWriter.NONE);
    NetworkOrder.put16(frame, 40, 0);
    assertInstanceOf(UdpDatagram.class, Packet.parse(frame));
  }

  @Test
  void otherProtocolsStayWhatTheyAre() {
    byte[] igmp = ENVELOPE.frame(1, Ipv4Packet.IGMP, 8, PayloadWriter.NONE);
    var packet = assertInstanceOf(Ipv4Packet.class, Packet.parse(igmp));
    assertEquals(Ipv4Packet.IGMP, packet.protocol());
    assertFalse(packet.isFragment());
    byte[] ipv6 = EthernetFrame.begin(CHIP_MAC, GATEWAY_MAC, 0x86DD, 40);
    assertEquals(0x86DD, assertInstanceOf(EthernetFrame.class, Packet.parse(ipv6)).etherType());
  }

  @Test
  void aFlippedBitIsNoticedByTheChecksum() {
    RandomCases.of(
        500,
        random -> {
          byte[] payload = RandomCases.bytes(0, 100, random);
          byte[] frame =
              new TcpHeader(1, 2, 3, 4, TcpHeader.ACK, 5)
                  .frame(ENVELOPE, 6, payload.length, PayloadWriter.of(payload, 0, payload.length));
          int bit = RandomCases.upTo((frame.length - 14) * 8 - 1, random);
          frame[14 + bit / 8] ^= (byte) (1 << bit % 8);
          assertInstanceOf(Packet.Malformed.class, Packet.parse(frame));
        });
  }

  @Test
  void garbageNeverThrows() {
    RandomCases.of(3000, random -> touch(Packet.parse(RandomCases.bytes(0, 120, random))));
  }

  /** Fuzzes where random bytes never get: behind correct types, lengths and checksums. */
  @Test
  void damagedPacketsNeverThrow() {
    RandomCases.of(
        3000,
        random -> {
          byte[] frame = someFrame(random);
          for (int i = random.nextInt(4); i > 0; i--) {
            frame[14 + random.nextInt(frame.length - 14)] = (byte) random.nextInt();
          }
          frame = Arrays.copyOf(frame, random.nextInt(4) > 0 ? frame.length : random.nextInt(80));
          rechecksum(frame);
          touch(Packet.parse(frame));
        });
  }

  @Test
  void tcpOptionsAreSkippedAndOverrunsNoticed() {
    RandomCases.of(
        500,
        random -> {
          byte[] options = RandomCases.bytes(40, 40, random);
          byte[] frame =
              new TcpHeader(1, 2, 3, 4, TcpHeader.ACK, 5)
                  .frame(ENVELOPE, 6, 40, PayloadWriter.of(options, 0, 40));
          NetworkOrder.put8(frame, 34 + TcpHeader.DATA_OFFSET, 15 << 4);
          rechecksum(frame);
          Packet packet = Packet.parse(frame);
          if (packet instanceof TcpSegment segment) {
            assertEquals(0, segment.payloadLength());
          } else {
            assertEquals(Packet.Malformed.TCP_INVALID, packet);
          }
        });
  }

  @Test
  void theSegmentSizeIsFoundBehindOtherOptions() {
    byte[] options = {1, 3, 3, 7, 1, 2, 4, 0x02, 0x18, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] frame =
        new TcpHeader(1, 2, 3, 4, TcpHeader.SYN, 5)
            .frame(ENVELOPE, 6, 20, PayloadWriter.of(options, 0, 20));
    NetworkOrder.put8(frame, 34 + TcpHeader.DATA_OFFSET, 10 << 4);
    rechecksum(frame);
    var segment = assertInstanceOf(TcpSegment.class, Packet.parse(frame));
    assertEquals(536, segment.maximumSegmentSize());
  }

  private static byte[] someFrame(Random random) {
    int length = random.nextInt(60);
    return switch (random.nextInt(5)) {
      case 0 -> UdpDatagram.frame(ENVELOPE, 1, 2, 3, length, PayloadWriter.NONE);
      case 1 ->
          IcmpMessage.frame(ENVELOPE, 1, random.nextInt(12), 0, 0, length, PayloadWriter.NONE);
      case 2 -> ArpPacket.request(CHIP_MAC, CHIP, GATEWAY).toFrame();
      default ->
          new TcpHeader(1, 2, 3, 4, TcpHeader.SYN, 5, random.nextInt(2))
              .frame(ENVELOPE, 6, length, PayloadWriter.NONE);
    };
  }

  /** Makes the checksums right again where that is possible, so that deeper layers are reached. */
  private static void rechecksum(byte[] frame) {
    if (frame.length < 34 || NetworkOrder.u16(frame, 12) != EthernetFrame.TYPE_IPV4) {
      return;
    }
    int headerLength = (frame[14] & 0xF) * 4;
    if (headerLength < 20 || 14 + headerLength > frame.length) {
      return;
    }
    NetworkOrder.put16(frame, 24, 0);
    NetworkOrder.put16(frame, 24, InternetChecksum.of(frame, 14, headerLength));
    int at = 14 + headerLength;
    int length = Math.min(NetworkOrder.u16(frame, 16) - headerLength, frame.length - at);
    int checksumAt =
        switch (frame[23]) {
          case Ipv4Packet.ICMP -> 2;
          case Ipv4Packet.TCP -> TcpHeader.CHECKSUM;
          default -> 6;
        };
    if (length < checksumAt + 2) {
      return;
    }
    NetworkOrder.put16(frame, at + checksumAt, 0);
    long sum =
        frame[23] == Ipv4Packet.ICMP
            ? 0
            : InternetChecksum.pseudoHeader(
                Ipv4Address.read(frame, 26), Ipv4Address.read(frame, 30), frame[23] & 0xFF, length);
    NetworkOrder.put16(
        frame,
        at + checksumAt,
        InternetChecksum.finish(InternetChecksum.add(sum, frame, at, length)));
  }

  /** Calls whatever a view offers; the ranges it names must lie in the frame. */
  private static void touch(Packet packet) {
    switch (packet) {
      case EthernetFrame frame -> assertTrue(frame.payloadLength() >= 0);
      case ArpPacket arp -> assertEquals(arp, Packet.parse(arp.toFrame()));
      case Ipv4Packet ip -> part(ip.ethernet().bytes(), ip.payloadOffset(), ip.payloadLength());
      case IcmpMessage icmp -> {
        part(icmp.ip().ethernet().bytes(), icmp.payloadOffset(), icmp.payloadLength());
        icmp.quote().ifPresent(quote -> assertTrue(quote.sourcePort() >= 0));
      }
      case UdpDatagram udp ->
          part(udp.ip().ethernet().bytes(), udp.payloadOffset(), udp.payloadLength());
      case TcpSegment tcp ->
          part(tcp.ip().ethernet().bytes(), tcp.payloadOffset(), tcp.payloadLength());
      case Packet.Malformed malformed -> assertFalse(malformed.name().isEmpty());
    }
  }

  private static byte[] part(byte[] frame, int offset, int length) {
    assertTrue(offset >= 0 && length >= 0 && offset + length <= frame.length);
    return Arrays.copyOfRange(frame, offset, offset + length);
  }
}
