package dev.spinet.drivers.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client and the simulator's server, on a clock that runs through days in no time. */
@Timeout(60)
final class AgainstServerTest implements EthernetPort.Station {

  private static final MacAddress MAC = new MacAddress(Scene.MAC.value());
  private static final Duration LEASE = Duration.ofHours(1);

  private final VirtualClock clock = new VirtualClock();
  private final VirtualLan lan = new VirtualLan(clock);
  private final UserNetworkConfig config = UserNetworkConfig.DEFAULT.withLease(LEASE);
  private final LanPort port = lan.newPort("client");
  private final DhcpClient client = new DhcpClient(Scene.MAC, null, new SplittableRandom(24));
  private final List<String> events = new ArrayList<>();
  private int address;
  private int sent;
  private long configured;
  private UserNetwork network;

  @BeforeEach
  void connect() throws Exception {
    network = new UserNetwork(lan, clock, config);
    port.attach(this);
  }

  @AfterEach
  void close() {
    network.close();
  }

  @Override
  public void linkChanged(boolean up) {}

  @Override
  public void receive(byte[] frame) {
    if (Packet.parse(frame) instanceof UdpDatagram datagram
        && datagram.destinationPort() == DhcpMessage.CLIENT_PORT) {
      int from = datagram.payloadOffset();
      byte[] payload = java.util.Arrays.copyOfRange(frame, from, from + datagram.payloadLength());
      if (client.isListening(clock.nanoTime())) {
        client.receive(payload, payload.length, datagram.sourcePort(), clock.nanoTime());
      }
    }
  }

  private void perform() {
    for (var action = client.nextAction(); action != null; action = client.nextAction()) {
      switch (action) {
        case DhcpAction.Send send -> transmit(send);
        case DhcpAction.Probe _ -> client.probed(false, clock.nanoTime());
        case DhcpAction.Configure configure -> {
          address = configure.lease().address();
          configured++;
          events.add("configure");
        }
        case DhcpAction.Remove _ -> {
          address = 0;
          events.add("remove");
        }
      }
    }
  }

  private void transmit(DhcpAction.Send send) {
    byte[] payload = send.message().encode();
    boolean broadcast = send.destination() == ~0;
    sent++;
    port.transmit(
        UdpDatagram.frame(
            Ipv4Envelope.of(
                MAC,
                broadcast ? MacAddress.BROADCAST : config.gatewayMac(),
                new Ipv4Address(address),
                new Ipv4Address(send.destination())),
            sent,
            DhcpMessage.CLIENT_PORT,
            DhcpMessage.SERVER_PORT,
            payload.length,
            PayloadWriter.of(payload, 0, payload.length)));
  }

  private void run(Duration time) {
    long end = clock.nanoTime() + time.toNanos();
    long step = TimeUnit.MILLISECONDS.toNanos(10);
    while (clock.nanoTime() < end) {
      client.advance(clock.nanoTime());
      perform();
      clock.advance(Duration.ofNanos(step));
      perform();
      boolean busy = client.isListening(clock.nanoTime());
      long left = Math.min(client.nanosLeft(clock.nanoTime()), end - clock.nanoTime());
      if (!busy && left > 0) {
        clock.advance(Duration.ofNanos(left));
      }
    }
  }

  @Test
  void renewsForADay() {
    client.start(clock.nanoTime());
    run(Duration.ofDays(1));
    assertEquals(0x0A00020F, address);
    assertEquals(List.of("configure"), events);
    // DISCOVER, REQUEST, and a REQUEST every half hour.
    assertEquals(2 + 47, sent, 1);
    assertEquals(0, client.history().ignoredMessages());
  }

  @Test
  void outagesOfTheServer() {
    client.start(clock.nanoTime());
    run(Duration.ofMinutes(10));
    network.setDhcpMode(DhcpMode.SILENT);
    run(Duration.ofMinutes(40));
    // The server is back before the end of the lease.
    network.setDhcpMode(DhcpMode.NORMAL);
    run(Duration.ofMinutes(30));
    assertEquals(List.of("configure"), events);
    network.setDhcpMode(DhcpMode.SILENT);
    run(Duration.ofHours(3));
    assertEquals(List.of("configure", "remove"), events);
    assertNull(client.lease());
    network.setDhcpMode(DhcpMode.NORMAL);
    run(Duration.ofMinutes(2));
    assertEquals(List.of("configure", "remove", "configure"), events);
    assertEquals(0x0A00020F, address);
  }

  @Test
  void refusalAtRenewal() {
    client.start(clock.nanoTime());
    run(Duration.ofMinutes(10));
    network.setDhcpMode(DhcpMode.REFUSING);
    run(Duration.ofHours(2));
    assertEquals(List.of("configure", "remove"), events);
    // An hour and a half of refusals at growing intervals.
    assertTrue(client.history().refusals() < 120, client.history().refusals() + " refusals");
    network.setDhcpMode(DhcpMode.NORMAL);
    run(Duration.ofMinutes(2));
    assertEquals(2, configured);
    assertNotNull(client.lease());
  }

  @Test
  void losesHalfOfTheMessages() {
    lan.setImpairment(Impairment.random(7, 0.5, 0.1, 0.1, Duration.ofMillis(3)));
    client.start(clock.nanoTime());
    run(Duration.ofHours(12));
    assertEquals(0x0A00020F, address);
    assertTrue(sent > 30, sent + " messages");
  }
}
