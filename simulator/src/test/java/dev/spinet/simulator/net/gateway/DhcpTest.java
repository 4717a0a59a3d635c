package dev.spinet.simulator.net.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.DhcpMessage.Option;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gateway as a DHCP server. */
class DhcpTest {
  private static final UserNetworkConfig CONFIG =
      UserNetworkConfig.DEFAULT.withLease(Duration.ofHours(1));
  private static final Ipv4Address GATEWAY = CONFIG.gateway();
  private static final Ipv4Address FIRST = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address SECOND = Ipv4Address.parse("10.0.2.16");

  private final VirtualClock clock = new VirtualClock();
  private final VirtualLan lan = new VirtualLan(clock);
  private final UserNetwork network = new UserNetwork(lan, clock, CONFIG);
  private final Client client = new Client(1);

  DhcpTest() throws IOException {}

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void aStationGetsAnAddressAndAllThatGoesWithIt() {
    client.discover();
    var offer = client.take(DhcpMessage.OFFER);
    assertEquals(FIRST, offer.yourAddress());
    assertFalse(offer.request());
    client.select(offer);
    var ack = client.take(DhcpMessage.ACK);
    assertEquals(FIRST, ack.yourAddress());
    assertEquals(
        Map.of(
            DhcpMessage.MESSAGE_TYPE, Option.ofByte(DhcpMessage.ACK),
            DhcpMessage.SERVER_IDENTIFIER, Option.of(GATEWAY),
            DhcpMessage.SUBNET_MASK, Option.of(Ipv4Address.parse("255.255.255.0")),
            DhcpMessage.ROUTER, Option.of(GATEWAY),
            DhcpMessage.NAME_SERVER, Option.of(Ipv4Address.parse("10.0.2.3")),
            DhcpMessage.LEASE_TIME, Option.ofInt(3600),
            DhcpMessage.RENEWAL_TIME, Option.ofInt(1800),
            DhcpMessage.REBINDING_TIME, Option.ofInt(3150)),
        ack.options());
  }

  @Test
  void theAnswerGoesWhereTheClientWantsIt() {
    client.broadcast = true;
    client.discover();
    client.take(DhcpMessage.OFFER);
    assertEquals(MacAddress.BROADCAST, client.lastEnvelope().ethernetDestination);
    assertEquals(Ipv4Address.BROADCAST, client.lastEnvelope().destination);
    client.broadcast = false;
    client.discover();
    client.take(DhcpMessage.OFFER);
    assertEquals(client.mac, client.lastEnvelope().ethernetDestination);
    assertEquals(FIRST, client.lastEnvelope().destination);
  }

  @Test
  void stationsGetDifferentAddressesAndKeepTheirs() {
    var other = new Client(2);
    assertEquals(FIRST, client.obtain());
    assertEquals(SECOND, other.obtain());
    assertEquals(FIRST, client.obtain());
    assertEquals(SECOND, other.obtain());
  }

  @Test
  void anAddressThatTheStationWantsIsGivenIfItIsFree() {
    var wanted = Ipv4Address.parse("10.0.2.99");
    client.send(DhcpMessage.DISCOVER, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(wanted)));
    assertEquals(wanted, client.take(DhcpMessage.OFFER).yourAddress());
    client.send(DhcpMessage.REQUEST, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(wanted)));
    client.take(DhcpMessage.ACK);
    var other = new Client(2);
    other.send(DhcpMessage.DISCOVER, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(wanted)));
    assertEquals(FIRST, other.take(DhcpMessage.OFFER).yourAddress());
    other.send(DhcpMessage.REQUEST, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(wanted)));
    other.take(DhcpMessage.NAK);
  }

  @Test
  void anAddressOfAnotherNetworkIsRefused() {
    var foreign = Ipv4Address.parse("192.168.1.5");
    client.send(DhcpMessage.REQUEST, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(foreign)));
    client.take(DhcpMessage.NAK);
    client.send(DhcpMessage.REQUEST, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(GATEWAY)));
    client.take(DhcpMessage.NAK);
  }

  @Test
  void aLeaseIsRenewed() {
    client.obtain();
    clock.advance(Duration.ofMinutes(50));
    client.renew(FIRST);
    assertEquals(FIRST, client.take(DhcpMessage.ACK).yourAddress());
    clock.advance(Duration.ofMinutes(50));
    assertEquals(SECOND, new Client(2).obtain());
    client.renew(SECOND);
    client.take(DhcpMessage.NAK);
  }

  @Test
  void aLeaseThatHasRunOutIsGivenToOthers() {
    client.obtain();
    clock.advance(Duration.ofMinutes(61));
    assertEquals(FIRST, new Client(2).obtain());
    client.renew(FIRST);
    client.take(DhcpMessage.NAK);
  }

  @Test
  void anAddressGivenBackOrDeclinedIsTreatedAccordingly() {
    client.obtain();
    client.address = FIRST;
    client.send(DhcpMessage.RELEASE, Map.of());
    var other = new Client(2);
    assertEquals(FIRST, other.obtain());
    other.send(DhcpMessage.DECLINE, Map.of(DhcpMessage.REQUESTED_ADDRESS, Option.of(FIRST)));
    assertEquals(SECOND, new Client(3).obtain());
  }

  @Test
  void anAddressThatSomebodyUsesWithoutAskingIsNotGiven() {
    client.port.transmit(
        ArpPacket.request(new MacAddress(0x02_0000_0000_77L), FIRST, GATEWAY).toFrame());
    clock.runUntilIdle();
    assertEquals(SECOND, client.obtain());
  }

  @Test
  void theOfferOfAnotherServerIsRespected() {
    client.discover();
    client.take(DhcpMessage.OFFER);
    client.send(
        DhcpMessage.REQUEST,
        Map.of(
            DhcpMessage.SERVER_IDENTIFIER, Option.of(Ipv4Address.parse("10.0.2.200")),
            DhcpMessage.REQUESTED_ADDRESS, Option.of(Ipv4Address.parse("10.0.2.201"))));
    assertTrue(client.heard.isEmpty());
    assertEquals(FIRST, new Client(2).obtain());
  }

  @Test
  void theRestIsToldToAStationThatHasAnAddress() {
    client.address = Ipv4Address.parse("10.0.2.9");
    client.send(DhcpMessage.INFORM, Map.of());
    var ack = client.take(DhcpMessage.ACK);
    assertEquals(Ipv4Address.ANY, ack.yourAddress());
    assertFalse(ack.options().containsKey(DhcpMessage.LEASE_TIME));
    assertTrue(ack.options().containsKey(DhcpMessage.ROUTER));
    assertEquals(client.address, client.lastEnvelope().destination);
  }

  @Test
  void itCanBeSilentOrRefuse() {
    network.setDhcpMode(DhcpMode.SILENT);
    client.discover();
    assertTrue(client.heard.isEmpty());
    network.setDhcpMode(DhcpMode.REFUSING);
    client.discover();
    client.select(client.take(DhcpMessage.OFFER));
    client.take(DhcpMessage.NAK);
    network.setDhcpMode(DhcpMode.NORMAL);
    assertEquals(FIRST, client.obtain());
  }

  @Test
  void aFloodOfStationsGetsWhatThereIsAndNoMore() {
    Set<Ipv4Address> given = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      var station = new Client(1000 + i);
      station.discover();
      if (!station.heard.isEmpty()) {
        given.add(station.take(DhcpMessage.OFFER).yourAddress());
      }
      station.port.close();
    }
    assertEquals(254 - 15 + 1, given.size());
    assertFalse(given.contains(GATEWAY));
    clock.advance(Duration.ofMinutes(2));
    assertNotEquals(GATEWAY, client.obtain());
  }

  @Test
  void garbageIsSurvived() {
    var random = new Random(1);
    client.discover();
    byte[] good = client.lastSent;
    for (int i = 0; i < 5000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(6); n >= 0; n--) {
        bad[random.nextInt(4) == 0 ? random.nextInt(240) : 240 + random.nextInt(40)] =
            (byte) random.nextInt();
      }
      client.sendPayload(Arrays.copyOf(bad, random.nextInt(bad.length + 1)));
    }
    client.heard.clear();
    assertNotEquals(Ipv4Address.ANY, client.obtain());
  }

  private record Seen(MacAddress ethernetDestination, Ipv4Address destination) {}

  /** A DHCP client, as simple as that of a chip's driver. */
  private final class Client implements EthernetPort.Station {
    final MacAddress mac;
    final LanPort port = lan.newPort("client");
    final Deque<DhcpMessage> heard = new ArrayDeque<>();
    boolean broadcast = true;
    Ipv4Address address = Ipv4Address.ANY;
    byte[] lastSent = {};
    private Seen seen = new Seen(MacAddress.ZERO, Ipv4Address.ANY);
    private int transaction;

    Client(int number) {
      mac = new MacAddress(0x0253_504E_0000L | number);
      port.attach(this);
    }

    @Override
    public void receive(byte[] frame) {
      if (Packet.parse(frame) instanceof UdpDatagram datagram
          && datagram.destinationPort() == DhcpMessage.CLIENT_PORT) {
        var message = DhcpMessage.parse(datagram).orElseThrow();
        if (message.hardware().equals(mac) && message.transaction() == transaction) {
          seen = new Seen(datagram.ip().ethernet().destination(), datagram.ip().destination());
          heard.add(message);
        }
      }
    }

    @Override
    public void linkChanged(boolean up) {}

    Seen lastEnvelope() {
      return seen;
    }

    Ipv4Address obtain() {
      discover();
      select(take(DhcpMessage.OFFER));
      return take(DhcpMessage.ACK).yourAddress();
    }

    void discover() {
      send(DhcpMessage.DISCOVER, Map.of());
    }

    void select(DhcpMessage offer) {
      send(
          DhcpMessage.REQUEST,
          Map.of(
              DhcpMessage.SERVER_IDENTIFIER,
              Option.of(offer.address(DhcpMessage.SERVER_IDENTIFIER).orElseThrow()),
              DhcpMessage.REQUESTED_ADDRESS,
              Option.of(offer.yourAddress())));
    }

    void renew(Ipv4Address held) {
      address = held;
      send(DhcpMessage.REQUEST, Map.of());
      address = Ipv4Address.ANY;
    }

    void send(int type, Map<Integer, Option> more) {
      Map<Integer, Option> options = new HashMap<>(more);
      options.put(DhcpMessage.MESSAGE_TYPE, Option.ofByte(type));
      lastSent =
          new DhcpMessage(true, ++transaction, broadcast, address, Ipv4Address.ANY, mac, options)
              .toPayload();
      sendPayload(lastSent);
    }

    void sendPayload(byte[] payload) {
      boolean renewing = !address.equals(Ipv4Address.ANY);
      port.transmit(
          UdpDatagram.frame(
              Ipv4Envelope.of(
                  mac,
                  renewing ? CONFIG.gatewayMac() : MacAddress.BROADCAST,
                  address,
                  renewing ? GATEWAY : Ipv4Address.BROADCAST),
              1,
              DhcpMessage.CLIENT_PORT,
              DhcpMessage.SERVER_PORT,
              payload.length,
              PayloadWriter.of(payload, 0, payload.length)));
      clock.runUntilIdle();
    }

    DhcpMessage take(int type) {
      assertEquals(1, heard.size(), "exactly one answer");
      var message = heard.remove();
      assertEquals(type, message.type().orElseThrow());
      return message;
    }
  }
}
