package dev.spinet.drivers.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.MacAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that are wrong, damaged or meant for others. */
final class BadAnswersTest {

  private final Scene scene = new Scene();
  private final DhcpClient client = scene.client;

  private static Arguments change(String name, UnaryOperator<byte[]> change) {
    return Arguments.argumentSet(name, change);
  }

  private static UnaryOperator<byte[]> set(int at, int value) {
    return octets -> {
      octets[at] = (byte) value;
      return octets;
    };
  }

  static Stream<Arguments> foreign() {
    return Stream.of(
        change("question", set(0, 1)),
        change("nonsense", set(0, 7)),
        change("token ring", set(1, 6)),
        change("long address", set(2, 16)),
        change("transaction", octets -> set(7, octets[7] + 1).apply(octets)),
        change("other station", set(33, 0x16)),
        change("cookie", set(236, 0)),
        change("empty", octets -> new byte[0]),
        change("cut header", octets -> Arrays.copyOf(octets, 239)),
        change("no options", octets -> Arrays.copyOf(octets, 240)),
        change("cut option", octets -> Arrays.copyOf(octets, 250)),
        change("length beyond the end", set(241, 255)),
        change("type of two bytes", set(241, 2)),
        change("unknown type", set(242, 99)));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void areIgnoredAndCounted(UnaryOperator<byte[]> change) throws Exception {
    client.start(scene.now);
    var discover = scene.sent(MessageType.DISCOVER);
    byte[] octets = change.apply(scene.reply(discover, MessageType.OFFER).encode());
    client.receive(octets, octets.length, DhcpMessage.SERVER_PORT, scene.now);
    assertEquals(DhcpClient.State.SELECTING, client.state());
    assertEquals(1, client.history().ignoredMessages());
    scene.nothingToDo();
    assertTrue(client.history().explain().contains("1 messages were no answers"));
    // The right one still counts.
    scene.answer(discover, MessageType.OFFER);
    scene.sent(MessageType.REQUEST);
  }

  @Test
  void fromAnotherPort() throws Exception {
    client.start(scene.now);
    byte[] octets = scene.reply(scene.sent(MessageType.DISCOVER), MessageType.OFFER).encode();
    client.receive(octets, octets.length, 6767, scene.now);
    assertEquals(DhcpClient.State.SELECTING, client.state());
    assertEquals(1, client.history().ignoredMessages());
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 255.255.255.0",
    "127.0.0.1, 255.0.0.0",
    "224.0.0.1, 255.255.255.0",
    "255.255.255.255, 255.255.255.0",
    "10.0.2.0, 255.255.255.0",
    "10.0.2.255, 255.255.255.0",
    "10.0.2.15, 255.0.255.0",
    "10.0.2.15, 0.0.0.0",
  })
  void addressesNobodyCanHave(String address, String mask) throws Exception {
    client.start(scene.now);
    scene.answer(
        scene.sent(MessageType.DISCOVER),
        MessageType.OFFER,
        offer -> {
          offer.options().putInt(DhcpOptions.SUBNET_MASK, bits(mask));
          return withAddress(offer, bits(address));
        });
    assertEquals(DhcpClient.State.SELECTING, client.state());
    scene.nothingToDo();
    assertTrue(client.history().explain().contains("not in a way that can be used"));
  }

  @Test
  void offersThatLackSomething() throws Exception {
    client.start(scene.now);
    var discover = scene.sent(MessageType.DISCOVER);
    scene.answer(
        discover,
        MessageType.OFFER,
        offer -> {
          offer.options().putInt(DhcpOptions.LEASE_TIME, 0);
          return offer;
        });
    scene.answer(
        discover,
        MessageType.OFFER,
        offer -> {
          offer.options().put(DhcpOptions.SERVER_IDENTIFIER);
          return offer;
        });
    assertEquals(DhcpClient.State.SELECTING, client.state());
    assertTrue(client.history().explain().contains("does not say who it is"));
  }

  @Test
  void anotherAddressThanOffered() throws Exception {
    client.start(scene.now);
    scene.answer(scene.sent(MessageType.DISCOVER), MessageType.OFFER);
    scene.answer(
        scene.sent(MessageType.REQUEST),
        MessageType.ACK,
        ack -> withAddress(ack, Scene.ADDRESS + 1));
    assertEquals(DhcpClient.State.REQUESTING, client.state());
    assertEquals(1, client.history().ignoredMessages());
  }

  @Test
  void anotherAddressAtRenewal() throws Exception {
    var lease = scene.bind();
    scene.passUntilDue();
    scene.answer(
        scene.sent(MessageType.REQUEST),
        MessageType.ACK,
        ack -> withAddress(ack, Scene.ADDRESS + 1));
    assertEquals(DhcpClient.State.RENEWING, client.state());
    assertEquals(lease, client.lease());
  }

  @Test
  void detailsThatAreWrongAreLeftOut() throws Exception {
    client.start(scene.now);
    scene.answer(scene.sent(MessageType.DISCOVER), MessageType.OFFER);
    scene.answer(
        scene.sent(MessageType.REQUEST),
        MessageType.ACK,
        ack -> {
          ack.options()
              .putInt(DhcpOptions.ROUTER, bits("192.168.7.1"))
              .put(DhcpOptions.NAME_SERVER, new byte[] {0, 0, 0, 0, 10, 0, 2, 3})
              .put(DhcpOptions.DOMAIN_NAME)
              // T2 before T1.
              .putInt(DhcpOptions.RENEWAL_TIME, 900)
              .putInt(DhcpOptions.REBINDING_TIME, 800);
          return ack;
        });
    scene.next(DhcpAction.Probe.class);
    client.probed(false, scene.now);
    var lease = scene.next(DhcpAction.Configure.class).lease();
    assertEquals(0, lease.gateway());
    assertEquals(java.util.List.of(0x0A000203), lease.nameServers());
    assertNull(lease.domain());
    assertEquals(1800, lease.renewSeconds());
  }

  @Test
  void optionsInOtherPlacesAndPieces() throws Exception {
    byte[] octets = new byte[300];
    byte[] head = scene.reply(new DhcpAction.Send(question(), 0), MessageType.OFFER).encode();
    System.arraycopy(head, 0, octets, 0, 240);
    put(octets, 240, 52, 1, 3, 53, 1, 2, 15, 2, 'a', 'b', 0, 0, 15, 1, 'c', 255, 15, 1, 'x');
    put(octets, 108, 54, 4, 10, 0, 2, 1, 255);
    put(octets, 44, 51, 4, 0, 0, 1, 0, 255);
    var message = DhcpMessage.parse(octets, octets.length);
    assertEquals(MessageType.OFFER, message.type());
    assertEquals("abc", message.options().text(DhcpOptions.DOMAIN_NAME));
    assertEquals(256, message.options().seconds(DhcpOptions.LEASE_TIME).orElseThrow());
    assertEquals(
        Scene.SERVER, message.options().address(DhcpOptions.SERVER_IDENTIFIER).orElseThrow());
    // Damage in the other fields counts too.
    put(octets, 44, 51, 200);
    assertThrows(MalformedDhcpException.class, () -> DhcpMessage.parse(octets, octets.length));
  }

  /** Whatever comes in, the client goes on; nothing that is not an answer makes it bind. */
  @Test
  void noise() throws Exception {
    var random = new SplittableRandom(2131);
    for (int round = 0; round < 20_000; round++) {
      var fresh = new Scene();
      fresh.client.start(fresh.now);
      byte[] octets = fresh.reply(fresh.sent(MessageType.DISCOVER), MessageType.OFFER).encode();
      if (round % 4 == 0) {
        octets = new byte[random.nextInt(600)];
        random.nextBytes(octets);
      }
      for (int flips = random.nextInt(1, 8); flips > 0 && octets.length > 0; flips--) {
        octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(octets.length + 1);
      fresh.client.receive(octets, length, DhcpMessage.SERVER_PORT, fresh.now);
      assertTrue(
          fresh.client.state() == DhcpClient.State.SELECTING
              || fresh.client.state() == DhcpClient.State.REQUESTING);
    }
  }

  @Test
  void roundTrip() throws Exception {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 1000; i++) {
      byte[] mac = new byte[6];
      random.nextBytes(mac);
      byte[] value = new byte[random.nextInt(256)];
      random.nextBytes(value);
      var message =
          new DhcpMessage(
              random.nextBoolean(),
              random.nextInt(),
              random.nextInt(0x10000),
              random.nextBoolean(),
              random.nextInt(),
              random.nextInt(),
              MacAddress.of(mac),
              DhcpMessage.optionsOf(MessageType.REQUEST)
                  .put(43, value)
                  .putShort(DhcpOptions.MAXIMUM_SIZE, 1234));
      byte[] octets = message.encode();
      var back = DhcpMessage.parse(octets, octets.length);
      assertEquals(message.toString(), back.toString());
      assertEquals(message.seconds(), back.seconds());
      assertEquals(message.broadcast(), back.broadcast());
      assertEquals(message.hardware(), back.hardware());
      assertEquals(MessageType.REQUEST, back.type());
      assertEquals(1234, back.options().number16(DhcpOptions.MAXIMUM_SIZE).orElseThrow());
    }
  }

  private static DhcpMessage question() {
    return new DhcpMessage(
        false, 1, 0, true, 0, 0, Scene.MAC, DhcpMessage.optionsOf(MessageType.DISCOVER));
  }

  private static DhcpMessage withAddress(DhcpMessage message, int address) {
    return new DhcpMessage(
        message.reply(),
        message.transaction(),
        message.seconds(),
        message.broadcast(),
        message.clientAddress(),
        address,
        message.hardware(),
        message.options());
  }

  private static void put(byte[] octets, int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      octets[at + i] = (byte) values[i];
    }
  }

  private static int bits(String text) {
    int bits = 0;
    for (String number : text.split("\\.", -1)) {
      bits = bits << 8 | Integer.parseInt(number);
    }
    return bits;
  }
}
