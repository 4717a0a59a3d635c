package dev.spinet.drivers.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Messages, compared with those of another implementation, and damaged ones. */
final class MessageTest {

  @Test
  void questionsAreReadByOthers() throws Exception {
    for (var text : List.of("a", "www.example.org", "_x.a-b.example", "a".repeat(63) + ".org")) {
      byte[] octets = new DnsQuery(0xBEEF, HostName.of(text)).encode();
      var message = new Message(octets);
      assertEquals(0xBEEF, message.getHeader().getID());
      assertEquals(Opcode.QUERY, message.getHeader().getOpcode());
      assertTrue(message.getHeader().getFlag(Flags.RD));
      assertTrue(!message.getHeader().getFlag(Flags.QR));
      var question = Objects.requireNonNull(message.getQuestion());
      assertEquals(Name.fromString(text + "."), question.getName());
      assertEquals(Type.A, question.getType());
      assertEquals(DClass.IN, question.getDClass());
      assertEquals(0, message.getSection(Section.ADDITIONAL).size());
      assertEquals(octets.length, message.numBytes());
    }
  }

  static Message answer(String name, int rcode, Record... records) throws Exception {
    var message = new Message(0x1234);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.RA);
    message.getHeader().setRcode(rcode);
    message.addRecord(Record.newRecord(Name.fromString(name), Type.A, DClass.IN), Section.QUESTION);
    for (var record : records) {
      message.addRecord(record, Section.ANSWER);
    }
    return message;
  }

  static ARecord address(String name, long ttl, String address) throws Exception {
    return new ARecord(
        Name.fromString(name), DClass.IN, ttl, java.net.InetAddress.getByName(address));
  }

  static CNAMERecord alias(String name, long ttl, String target) throws Exception {
    return new CNAMERecord(Name.fromString(name), DClass.IN, ttl, Name.fromString(target));
  }

  private static DnsResponse parse(Message message) throws Exception {
    byte[] octets = message.toWire();
    return DnsResponse.parse(octets, octets.length);
  }

  @Test
  void addressesOfAName() throws Exception {
    var response =
        parse(
            answer(
                "WWW.example.org.",
                Rcode.NOERROR,
                address("www.example.org.", 300, "192.0.2.1"),
                address("www.example.org.", 200, "192.0.2.2"),
                address("other.example.org.", 1, "192.0.2.3")));
    assertEquals(0x1234, response.id());
    assertEquals(DnsResponse.NO_ERROR, response.code());
    assertEquals("www.example.org", response.question());
    assertEquals("www.example.org", response.canonical());
    assertEquals(List.of(0xC0000201, 0xC0000202), response.addresses());
    assertEquals(200, response.ttlSeconds());
  }

  @Test
  void aliasesInAnyOrder() throws Exception {
    var response =
        parse(
            answer(
                "a.example.org.",
                Rcode.NOERROR,
                address("c.example.net.", 300, "192.0.2.1"),
                alias("b.example.org.", 50, "c.example.net."),
                new TXTRecord(Name.fromString("a.example.org."), DClass.IN, 5, "text"),
                alias("a.example.org.", 100, "B.example.org.")));
    assertEquals("c.example.net", response.canonical());
    assertEquals(List.of(0xC0000201), response.addresses());
    assertEquals(50, response.ttlSeconds());
  }

  @Test
  void aliasesInACircleEnd() throws Exception {
    var response =
        parse(
            answer(
                "a.example.",
                Rcode.NOERROR,
                alias("a.example.", 9, "b.example."),
                alias("b.example.", 9, "a.example.")));
    assertEquals(List.of(), response.addresses());
  }

  @Test
  void addressesNoHostHas() throws Exception {
    var response =
        parse(
            answer(
                "a.example.",
                Rcode.NOERROR,
                address("a.example.", 9, "0.0.0.0"),
                address("a.example.", 9, "127.0.0.1"),
                address("a.example.", 9, "224.0.0.1"),
                address("a.example.", 9, "192.0.2.9")));
    assertEquals(List.of(0xC0000209), response.addresses());
  }

  @Test
  void truncation() throws Exception {
    var message = answer("a.example.", Rcode.NOERROR, address("a.example.", 9, "192.0.2.9"));
    message.getHeader().setFlag(Flags.TC);
    byte[] octets = message.toWire();
    // The record is cut off, as servers may do.
    assertTrue(DnsResponse.parse(octets, octets.length - 7).truncated());
  }

  @Test
  void whatIsNoAnswer() throws Exception {
    var question = answer("a.example.", Rcode.NOERROR);
    question.getHeader().unsetFlag(Flags.QR);
    assertThrows(MalformedDnsException.class, () -> parse(question));
    var update = answer("a.example.", Rcode.NOERROR);
    update.getHeader().setOpcode(Opcode.UPDATE);
    assertThrows(MalformedDnsException.class, () -> parse(update));
    var other = new Message(7);
    other.getHeader().setFlag(Flags.QR);
    other.addRecord(
        Record.newRecord(Name.fromString("a.example."), Type.AAAA, DClass.IN), Section.QUESTION);
    assertThrows(MalformedDnsException.class, () -> parse(other));
    var none = new Message(7);
    none.getHeader().setFlag(Flags.QR);
    assertThrows(MalformedDnsException.class, () -> parse(none));
    assertEquals(-1, DnsResponse.id(new byte[1], 1));
    assertEquals(0x1234, DnsResponse.id(question.toWire(), 12));
  }

  /** Written by hand: a pointer to itself, forwards, in a circle, and beyond the end. */
  @ParameterizedTest
  @ValueSource(strings = {"C00C", "C00E", "C0FF", "FFFF", "4001", "05616263", "C0"})
  void namesThatDoNotEnd(String name) {
    byte[] tail = java.util.HexFormat.of().parseHex(name);
    byte[] octets = new byte[12 + tail.length];
    System.arraycopy(tail, 0, octets, 12, tail.length);
    octets[2] = (byte) 0x80;
    octets[5] = 1;
    assertThrows(MalformedDnsException.class, () -> DnsResponse.parse(octets, octets.length));
  }

  @Test
  void randomAnswersAreReadAsOthersReadThem() throws Exception {
    var random = new SplittableRandom(1035);
    for (int round = 0; round < 2000; round++) {
      var records = new Record[random.nextInt(1, 8)];
      String name = "h%d.example.org.".formatted(random.nextInt(3));
      for (int i = 0; i < records.length; i++) {
        String owner = "h%d.example.org.".formatted(random.nextInt(3));
        records[i] =
            address(
                owner,
                random.nextInt(100_000),
                "10.%d.%d.1".formatted(random.nextInt(256), random.nextInt(256)));
      }
      var message = answer(name, Rcode.NOERROR, records);
      var expected =
          new Message(message.toWire())
              .getSection(Section.ANSWER).stream()
                  .filter(record -> record.getName().toString().equals(name))
                  .map(record -> ((ARecord) record).getAddress().getHostAddress())
                  .toList();
      var response = parse(message);
      assertEquals(
          expected,
          response.addresses().stream().map(dev.spinet.drivers.ipv4.Ipv4Bits::text).toList());
    }
  }

  @Test
  void noiseEndsInTheOneException() throws Exception {
    var random = new SplittableRandom(53);
    byte[] sound =
        answer(
                "a.example.org.",
                Rcode.NOERROR,
                alias("a.example.org.", 100, "b.example.org."),
                address("b.example.org.", 300, "192.0.2.1"))
            .toWire();
    int read = 0;
    for (int round = 0; round < 300_000; round++) {
      byte[] octets = sound.clone();
      if (round % 3 == 0) {
        octets = new byte[random.nextInt(64)];
        random.nextBytes(octets);
      }
      for (int i = random.nextInt(6); i > 0 && octets.length > 0; i--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      try {
        DnsResponse.parse(octets, random.nextInt(octets.length + 1));
        read++;
      } catch (MalformedDnsException e) {
        assertTrue(Objects.requireNonNull(e.getMessage()).length() > 5);
      }
    }
    assertTrue(read > 1000, read + " were read");
  }

  @ParameterizedTest
  @CsvSource({
    "Example.ORG, example.org",
    "example.org., example.org",
    "bücher.example, xn--bcher-kva.example",
    "under_score.example, under_score.example",
    "1.2.3, 1.2.3",
  })
  void names(String written, String expected) throws Exception {
    assertEquals(expected, HostName.of(written).text());
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "., empty",
    "a..b, ''",
    "-a.example, hyphens",
    "a b.example, hyphens",
    "a/b, hyphens",
    "a:80, hyphens",
  })
  void namesNoHostHas(String name, String reason) {
    var failure = assertThrows(UnknownHostException.class, () -> HostName.of(name));
    var message = Objects.requireNonNull(failure.getMessage());
    assertTrue(message.contains("'" + name + "' cannot be the name of a host"), message);
    assertTrue(message.contains(reason), message);
  }

  @Test
  void longNames() throws Exception {
    String label = "a".repeat(63);
    HostName.of(label + "." + label + "." + label + "." + "a".repeat(61));
    assertThrows(UnknownHostException.class, () -> HostName.of("a".repeat(64)));
    assertThrows(
        UnknownHostException.class,
        () -> HostName.of(label + "." + label + "." + label + "." + "a".repeat(62)));
  }
}
