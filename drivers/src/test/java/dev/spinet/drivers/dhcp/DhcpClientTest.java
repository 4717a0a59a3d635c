package dev.spinet.drivers.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each transition of the client, on a clock that the tests move. */
final class DhcpClientTest {

  private final Scene scene = new Scene();
  private final DhcpClient client = scene.client;

  @Test
  void fromNothingToAnAddress() throws Exception {
    client.start(scene.now);
    var discover = scene.sent(MessageType.DISCOVER);
    assertEquals(Ipv4Bits.BROADCAST, discover.destination());
    assertTrue(discover.message().broadcast());
    assertEquals(0, discover.message().clientAddress());
    var options = discover.message().options();
    assertEquals("spinet-test", options.text(DhcpOptions.HOST_NAME));
    assertEquals(576, options.number16(DhcpOptions.MAXIMUM_SIZE).orElseThrow());
    assertTrue(options.address(DhcpOptions.REQUESTED_ADDRESS).isEmpty());
    assertTrue(client.isListening(scene.now));
    scene.nothingToDo();

    scene.answer(discover, MessageType.OFFER);
    var request = scene.sent(MessageType.REQUEST);
    assertEquals(Ipv4Bits.BROADCAST, request.destination());
    assertTrue(request.message().broadcast());
    assertEquals(discover.message().transaction(), request.message().transaction());
    options = request.message().options();
    assertEquals(Scene.SERVER, options.address(DhcpOptions.SERVER_IDENTIFIER).orElseThrow());
    assertEquals(Scene.ADDRESS, options.address(DhcpOptions.REQUESTED_ADDRESS).orElseThrow());

    scene.answer(request, MessageType.ACK);
    assertEquals(DhcpClient.State.PROBING, client.state());
    assertFalse(client.isListening(scene.now));
    assertNull(client.lease());
    assertEquals(Scene.ADDRESS, scene.next(DhcpAction.Probe.class).address());
    assertTrue(client.history().explain().contains("before it was certain"));
    client.probed(false, scene.now);

    var lease = scene.next(DhcpAction.Configure.class).lease();
    assertEquals(Scene.ADDRESS, lease.address());
    assertEquals(0xFFFFFF00, lease.mask());
    assertEquals(Scene.SERVER, lease.gateway());
    assertEquals(List.of(0x0A000203), lease.nameServers());
    assertEquals("example.org", lease.domain());
    assertEquals(3600, lease.seconds());
    assertEquals(1800, lease.renewSeconds());
    assertEquals(3150, lease.rebindSeconds());
    assertEquals(0, client.history().ignoredMessages());
  }

  @Test
  void asksAgainAtGrowingIntervals() throws Exception {
    client.start(scene.now);
    int transaction = scene.sent(MessageType.DISCOVER).message().transaction();
    double expected = 2;
    for (int i = 0; i < 8; i++) {
      double interval = scene.passUntilDue();
      assertEquals(expected, interval, 1.0);
      var again = scene.sent(MessageType.DISCOVER).message();
      assertEquals(transaction, again.transaction());
      assertTrue(again.seconds() > 0);
      expected = Math.min(64, 2 * expected);
    }
    assertTrue(client.history().explain().contains("no DHCP server answered (asked 9 times)"));
  }

  @Test
  void takesTheFirstUsableOfferAndIgnoresLaterOnes() throws Exception {
    client.start(scene.now);
    var discover = scene.sent(MessageType.DISCOVER);
    scene.answer(discover, MessageType.OFFER);
    scene.answer(discover, MessageType.OFFER, offer -> from(Scene.OTHER_SERVER, offer));
    var request = scene.sent(MessageType.REQUEST);
    assertEquals(
        Scene.SERVER,
        request.message().options().address(DhcpOptions.SERVER_IDENTIFIER).orElseThrow());
    scene.nothingToDo();
    assertEquals(1, client.history().ignoredMessages());
  }

  private static DhcpMessage from(int server, DhcpMessage message) {
    message.options().putInt(DhcpOptions.SERVER_IDENTIFIER, server);
    return message;
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"ACK", "NAK"})
  void anotherServerHasNoSayInARequest(MessageType type) throws Exception {
    client.start(scene.now);
    scene.answer(scene.sent(MessageType.DISCOVER), MessageType.OFFER);
    var request = scene.sent(MessageType.REQUEST);
    scene.answer(request, type, message -> from(Scene.OTHER_SERVER, message));
    assertEquals(DhcpClient.State.REQUESTING, client.state());
    assertEquals(1, client.history().ignoredMessages());
  }

  @Test
  void beginsAnewIfARequestIsNotAnswered() throws Exception {
    client.start(scene.now);
    var discover = scene.sent(MessageType.DISCOVER);
    scene.answer(discover, MessageType.OFFER);
    for (int i = 0; i < 3; i++) {
      scene.sent(MessageType.REQUEST);
      scene.passUntilDue();
    }
    var again = scene.sent(MessageType.DISCOVER);
    assertNotEquals(discover.message().transaction(), again.message().transaction());
    assertTrue(client.history().explain().contains("did not answer when it was asked"));
    // An answer to the old question comes too late.
    scene.answer(discover, MessageType.OFFER);
    assertEquals(DhcpClient.State.SELECTING, client.state());
  }

  @Test
  void doesNotFloodAServerThatRefuses() throws Exception {
    client.start(scene.now);
    double least = 1;
    for (int i = 0; i < 6; i++) {
      scene.answer(scene.sent(MessageType.DISCOVER), MessageType.OFFER);
      scene.answer(
          scene.sent(MessageType.REQUEST),
          MessageType.NAK,
          nak -> {
            nak.options().putText(DhcpOptions.MESSAGE, "not\u0007 you");
            return nak;
          });
      assertEquals(DhcpClient.State.WAITING, client.state());
      scene.nothingToDo();
      double pause = scene.passUntilDue();
      assertTrue(pause >= least, pause + " s after refusal " + i);
      least = Math.min(63, (least + 1) * 2 - 1);
    }
    String explanation = client.history().explain();
    assertTrue(explanation.contains("10.0.2.1 offers an address and then refuses"), explanation);
    assertTrue(explanation.contains("(\"not you\") (6 times)"), explanation);
  }

  @Test
  void declinesWhatAnotherStationUses() throws Exception {
    client.start(scene.now);
    scene.answer(scene.sent(MessageType.DISCOVER), MessageType.OFFER);
    scene.answer(scene.sent(MessageType.REQUEST), MessageType.ACK);
    scene.next(DhcpAction.Probe.class);
    client.probed(true, scene.now);
    var decline = scene.sent(MessageType.DECLINE);
    assertEquals(Ipv4Bits.BROADCAST, decline.destination());
    var options = decline.message().options();
    assertEquals(Scene.ADDRESS, options.address(DhcpOptions.REQUESTED_ADDRESS).orElseThrow());
    assertEquals(Scene.SERVER, options.address(DhcpOptions.SERVER_IDENTIFIER).orElseThrow());
    assertEquals(0, decline.message().clientAddress());
    scene.nothingToDo();
    assertTrue(scene.passUntilDue() >= 10);
    var discover = scene.sent(MessageType.DISCOVER);
    assertTrue(discover.message().options().address(DhcpOptions.REQUESTED_ADDRESS).isEmpty());
    assertTrue(client.history().explain().contains("in use by another station"));
  }

  @Test
  void givesUpAnAddressThatAnotherHostUses() throws Exception {
    scene.bind();
    client.conflict(scene.now);
    assertTrue(scene.next(DhcpAction.Remove.class).reason().contains("another host uses"));
    var decline = scene.sent(MessageType.DECLINE);
    assertEquals(Ipv4Bits.BROADCAST, decline.destination());
    var options = decline.message().options();
    assertEquals(Scene.ADDRESS, options.address(DhcpOptions.REQUESTED_ADDRESS).orElseThrow());
    assertEquals(0, decline.message().clientAddress());
    scene.nothingToDo();
    client.conflict(scene.now);
    scene.nothingToDo();
    assertTrue(scene.passUntilDue() >= 10);
    var discover = scene.sent(MessageType.DISCOVER);
    assertTrue(discover.message().options().address(DhcpOptions.REQUESTED_ADDRESS).isEmpty());
  }

  @Test
  void renewsAtT1() throws Exception {
    scene.bind();
    assertFalse(client.isListening(scene.now));
    assertEquals(1800, scene.passUntilDue(), 0.001);
    assertEquals(DhcpClient.State.RENEWING, client.state());
    var request = scene.sent(MessageType.REQUEST);
    assertEquals(Scene.SERVER, request.destination());
    assertEquals(Scene.ADDRESS, request.message().clientAddress());
    assertFalse(request.message().broadcast());
    var options = request.message().options();
    assertTrue(options.address(DhcpOptions.REQUESTED_ADDRESS).isEmpty());
    assertTrue(options.address(DhcpOptions.SERVER_IDENTIFIER).isEmpty());
    assertTrue(client.isListening(scene.now));
    scene.answer(request, MessageType.ACK);
    assertEquals(DhcpClient.State.BOUND, client.state());
    // The same addresses: the interface is not touched.
    scene.nothingToDo();
    assertEquals(1800, scene.passUntilDue(), 0.001);
    assertEquals(DhcpClient.State.RENEWING, client.state());
  }

  @Test
  void configuresWhatChangesAtRenewal() throws Exception {
    scene.bind();
    scene.passUntilDue();
    scene.answer(
        scene.sent(MessageType.REQUEST),
        MessageType.ACK,
        ack -> {
          ack.options().putInt(DhcpOptions.NAME_SERVER, 0x0A000208);
          return ack;
        });
    assertEquals(List.of(0x0A000208), scene.next(DhcpAction.Configure.class).lease().nameServers());
  }

  @Test
  void holdsNoSocketLongWhileTheServerIsSilent() throws Exception {
    scene.bind();
    scene.passUntilDue();
    scene.sent(MessageType.REQUEST);
    // The due time is when to stop listening, not when to ask again.
    assertEquals(10, scene.passUntilDue(), 0.001);
    assertFalse(client.isListening(scene.now));
    scene.nothingToDo();
    // Half of the time that is left until T2 (1350 s) has to pass.
    assertEquals(665, scene.passUntilDue(), 0.001);
    scene.sent(MessageType.REQUEST);
    assertEquals(DhcpClient.State.RENEWING, client.state());
  }

  @Test
  void rebindsAtT2AndGivesUpAtTheEnd() throws Exception {
    var lease = scene.bind();
    int renewals = 0;
    while (scene.client.state() != DhcpClient.State.REBINDING) {
      scene.passUntilDue();
      if (client.nextAction() instanceof DhcpAction.Send send
          && send.destination() == Scene.SERVER) {
        renewals++;
      }
    }
    assertEquals(3150, TimeUnit.NANOSECONDS.toSeconds(scene.now - lease.since()));
    assertTrue(renewals > 3, renewals + " renewals");
    assertEquals(lease, client.lease());
    while (client.state() == DhcpClient.State.REBINDING) {
      scene.passUntilDue();
      var action = client.nextAction();
      if (action instanceof DhcpAction.Send send) {
        assertEquals(Ipv4Bits.BROADCAST, send.destination());
        assertEquals(Scene.ADDRESS, send.message().clientAddress());
      } else if (action != null) {
        var remove = (DhcpAction.Remove) action;
        assertTrue(remove.reason().contains("10.0.2.15 has ended"), remove.reason());
      }
    }
    assertEquals(3600, TimeUnit.NANOSECONDS.toSeconds(scene.now - lease.since()));
    assertNull(client.lease());
    var discover = scene.sent(MessageType.DISCOVER);
    // The address it had is the one it would like.
    assertEquals(
        Scene.ADDRESS,
        discover.message().options().address(DhcpOptions.REQUESTED_ADDRESS).orElseThrow());
  }

  @Test
  void anotherServerMayExtendWhileRebinding() throws Exception {
    scene.bind();
    DhcpAction.Send last = null;
    while (client.state() != DhcpClient.State.REBINDING) {
      scene.passUntilDue();
      if (client.nextAction() instanceof DhcpAction.Send send) {
        last = send;
      }
    }
    scene.answer(
        java.util.Objects.requireNonNull(last),
        MessageType.ACK,
        ack -> from(Scene.OTHER_SERVER, ack));
    assertEquals(DhcpClient.State.BOUND, client.state());
    assertEquals(Scene.OTHER_SERVER, java.util.Objects.requireNonNull(client.lease()).server());
  }

  @Test
  void losesWhatIsNoLongerGiven() throws Exception {
    scene.bind();
    scene.passUntilDue();
    scene.answer(scene.sent(MessageType.REQUEST), MessageType.NAK);
    assertTrue(scene.next(DhcpAction.Remove.class).reason().contains("refuses"));
    assertNull(client.lease());
    var discover = scene.sent(MessageType.DISCOVER);
    assertTrue(discover.message().options().address(DhcpOptions.REQUESTED_ADDRESS).isEmpty());
  }

  @Test
  void confirmsAfterTheCableWasOut() throws Exception {
    var lease = scene.bind();
    scene.pass(100);
    client.confirm(scene.now);
    var request = scene.sent(MessageType.REQUEST);
    assertEquals(Ipv4Bits.BROADCAST, request.destination());
    assertEquals(0, request.message().clientAddress());
    var options = request.message().options();
    assertEquals(Scene.ADDRESS, options.address(DhcpOptions.REQUESTED_ADDRESS).orElseThrow());
    assertTrue(options.address(DhcpOptions.SERVER_IDENTIFIER).isEmpty());
    assertEquals(lease, client.lease());
    scene.answer(request, MessageType.ACK);
    assertEquals(DhcpClient.State.BOUND, client.state());
    scene.nothingToDo();
  }

  @Test
  void anAddressFromAnotherNetworkIsRefusedAndReplaced() throws Exception {
    scene.bind();
    client.confirm(scene.now);
    scene.answer(scene.sent(MessageType.REQUEST), MessageType.NAK);
    scene.next(DhcpAction.Remove.class);
    scene.sent(MessageType.DISCOVER);
    assertEquals(DhcpClient.State.SELECTING, client.state());
  }

  @Test
  void usesTheAddressOnIfNobodyConfirmsIt() throws Exception {
    var lease = scene.bind();
    scene.pass(100);
    client.confirm(scene.now);
    for (int i = 0; i < 3; i++) {
      scene.sent(MessageType.REQUEST);
      scene.passUntilDue();
    }
    scene.nothingToDo();
    assertEquals(DhcpClient.State.BOUND, client.state());
    assertEquals(lease, client.lease());
    scene.passUntilDue();
    assertEquals(DhcpClient.State.RENEWING, client.state());
    assertEquals(1800, TimeUnit.NANOSECONDS.toSeconds(scene.now - lease.since()));
  }

  @Test
  void confirmingWhileLookingBeginsAnew() throws Exception {
    client.confirm(scene.now);
    scene.nothingToDo();
    client.start(scene.now);
    scene.sent(MessageType.DISCOVER);
    scene.passUntilDue();
    scene.passUntilDue();
    client.confirm(scene.now);
    while (client.nextAction() instanceof DhcpAction.Send send) {
      assertEquals(MessageType.DISCOVER, send.message().type());
    }
    assertEquals(2, scene.passUntilDue(), 1.0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stops(boolean release) throws Exception {
    scene.bind();
    client.stop(release, "it was taken down");
    if (release) {
      var message = scene.sent(MessageType.RELEASE);
      assertEquals(Scene.SERVER, message.destination());
      assertEquals(Scene.ADDRESS, message.message().clientAddress());
      assertEquals(
          Scene.SERVER,
          message.message().options().address(DhcpOptions.SERVER_IDENTIFIER).orElseThrow());
    }
    assertEquals("it was taken down", scene.next(DhcpAction.Remove.class).reason());
    scene.nothingToDo();
    assertEquals(DhcpClient.State.OFF, client.state());
    assertEquals(DhcpClient.NEVER, client.nanosLeft(scene.now));
    assertNull(client.lease());
  }

  @Test
  void stoppingAnOngoingSearchSaysNothing() throws Exception {
    client.start(scene.now);
    client.stop(true, "it was taken down");
    scene.nothingToDo();
    client.start(scene.now);
    scene.sent(MessageType.DISCOVER);
  }

  @Test
  void aLeaseForEver() throws Exception {
    scene.leaseSeconds = Lease.FOR_EVER;
    scene.bind();
    assertEquals(DhcpClient.NEVER, client.nanosLeft(scene.now));
    scene.pass(TimeUnit.DAYS.toSeconds(10_000));
    scene.nothingToDo();
    assertEquals(DhcpClient.State.BOUND, client.state());
  }

  @Test
  void aLeaseAsLongAsThereAre() throws Exception {
    scene.leaseSeconds = Lease.FOR_EVER - 1;
    scene.bind();
    assertEquals(Lease.FOR_EVER / 2.0, scene.passUntilDue(), 1);
    assertEquals(DhcpClient.State.RENEWING, client.state());
  }

  @Test
  void wakesAfterTheEndOfItsLease() throws Exception {
    scene.bind();
    // The machine was suspended.
    scene.pass(TimeUnit.DAYS.toSeconds(3));
    scene.next(DhcpAction.Remove.class);
    scene.sent(MessageType.DISCOVER);
  }
}
