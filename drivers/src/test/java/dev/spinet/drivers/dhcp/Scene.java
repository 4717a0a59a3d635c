package dev.spinet.drivers.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.MacAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A client, its clock, and a server that says what a test wants it to say. */
final class Scene {

  static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:15");
  static final int SERVER = 0x0A000201;
  static final int OTHER_SERVER = 0x0A000209;
  static final int ADDRESS = 0x0A00020F;

  final DhcpClient client = new DhcpClient(MAC, "spinet-test", new SplittableRandom(15));
  long now = -TimeUnit.SECONDS.toNanos(7);
  long leaseSeconds = 3600;

  /** Moves the time on. */
  void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
    client.advance(now);
  }

  /** Moves the time to when the client has something to do; returns the seconds that takes. */
  double passUntilDue() {
    long left = client.nanosLeft(now);
    now += left;
    client.advance(now);
    return left / 1e9;
  }

  DhcpAction.Send sent(MessageType type) throws MalformedDhcpException {
    var send = assertInstanceOf(DhcpAction.Send.class, client.nextAction());
    // What is checked is what a server would read.
    byte[] octets = send.message().encode();
    var message = DhcpMessage.parse(octets, octets.length);
    assertEquals(type, message.type());
    assertEquals(MAC, message.hardware());
    assertEquals(false, message.reply());
    return new DhcpAction.Send(message, send.destination());
  }

  <T extends DhcpAction> T next(Class<T> kind) {
    return assertInstanceOf(kind, client.nextAction());
  }

  void nothingToDo() {
    assertNull(client.nextAction());
  }

  /** The server answers; {@code change} makes it say something unusual. */
  void answer(DhcpAction.Send question, MessageType type, UnaryOperator<DhcpMessage> change) {
    byte[] octets = change.apply(reply(question, type)).encode();
    client.receive(octets, octets.length, DhcpMessage.SERVER_PORT, now);
  }

  void answer(DhcpAction.Send question, MessageType type) {
    answer(question, type, UnaryOperator.identity());
  }

  DhcpMessage reply(DhcpAction.Send question, MessageType type) {
    var options = DhcpMessage.optionsOf(type).putInt(DhcpOptions.SERVER_IDENTIFIER, SERVER);
    if (type != MessageType.NAK) {
      options
          .putInt(DhcpOptions.SUBNET_MASK, 0xFFFFFF00)
          .putInt(DhcpOptions.ROUTER, SERVER)
          .putInt(DhcpOptions.NAME_SERVER, 0x0A000203)
          .putText(DhcpOptions.DOMAIN_NAME, "example.org")
          .putInt(DhcpOptions.LEASE_TIME, (int) leaseSeconds);
    }
    return new DhcpMessage(
        true,
        question.message().transaction(),
        0,
        question.message().broadcast(),
        question.message().clientAddress(),
        type == MessageType.NAK ? Ipv4Bits.ANY : ADDRESS,
        question.message().hardware(),
        options);
  }

  /** Goes all the way to an address. */
  Lease bind() throws MalformedDhcpException {
    client.start(now);
    answer(sent(MessageType.DISCOVER), MessageType.OFFER);
    answer(sent(MessageType.REQUEST), MessageType.ACK);
    assertEquals(ADDRESS, next(DhcpAction.Probe.class).address());
    client.probed(false, now);
    var lease = next(DhcpAction.Configure.class).lease();
    nothingToDo();
    assertEquals(DhcpClient.State.BOUND, client.state());
    assertEquals(lease, assertNotNull0(client.lease()));
    return lease;
  }

  private static <T> T assertNotNull0(@org.jspecify.annotations.Nullable T value) {
    assertNotNull(value);
    return java.util.Objects.requireNonNull(value);
  }
}
