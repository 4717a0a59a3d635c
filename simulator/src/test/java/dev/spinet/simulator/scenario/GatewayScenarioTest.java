package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.TestServer;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.DhcpMessage.Option;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.w5500.SpiMaster;
import dev.spinet.simulator.w5500.W5500Chip;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scenario does to the gateway, as the chip and real hosts behind it see it. */
@Timeout(60)
final class GatewayScenarioTest {

  private static final UserNetworkConfig CONFIG = UserNetworkConfig.DEFAULT;
  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:15");
  private static final int NAME_SERVICE = 53;

  /** A chip behind a gateway. */
  private static final class Bench implements AutoCloseable {
    private final SimulationClock clock;
    private final UserNetwork gateway;
    private final ScenarioRun run;
    private final SpiMaster spi;

    Bench(String scenario, UserNetworkConfig config, SimulationClock clock) throws IOException {
      this.clock = clock;
      var lan = new VirtualLan(clock);
      gateway = new UserNetwork(lan, clock, config);
      var chip = new W5500Chip(clock, lan.newPort("chip"));
      run = Scenario.parse(scenario).start(chip, gateway);
      spi = new SpiMaster(run.spi());
      spi.set(CommonRegister.SHAR, MAC.value());
      spi.set(CommonRegister.SIPR, Ipv4Address.parse("10.0.2.15").value());
      spi.set(CommonRegister.SUBR, Ipv4Address.parse("255.255.255.0").value());
      spi.set(CommonRegister.GAR, config.gateway().value());
    }

    /** In real time, for what hosts do by themselves. */
    static Bench inRealTime(String scenario) throws IOException {
      return new Bench(scenario, CONFIG, new RealTimeClock());
    }

    /** In virtual time, for what the gateway does by itself. */
    static Bench inVirtualTime(String scenario, UserNetworkConfig config) throws IOException {
      return new Bench(scenario, config, new VirtualClock());
    }

    void pass(Duration time) {
      if (clock instanceof VirtualClock virtual) {
        virtual.advance(time);
      }
    }

    void until(BooleanSupplier condition, String what) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!condition.getAsBoolean()) {
        assertTrue(System.nanoTime() < deadline, () -> "waited in vain for " + what);
        pass(Duration.ofNanos(100_000));
        Thread.onSpinWait();
      }
    }

    void open(int mode, Ipv4Address to, int fromPort, int toPort) {
      spi.set(0, SocketRegister.MR, mode);
      spi.set(0, SocketRegister.PORT, fromPort);
      spi.command(0, SocketCommand.OPEN);
      spi.set(0, SocketRegister.DIPR, to.value());
      spi.set(0, SocketRegister.DPORT, toPort);
    }

    void connect(int port) {
      open(SocketMode.TCP, CONFIG.gateway(), 50_000, port);
      spi.command(0, SocketCommand.CONNECT);
      awaitStatus(SocketStatus.ESTABLISHED);
    }

    int status() {
      return spi.get(0, SocketRegister.SR);
    }

    void awaitStatus(int status) {
      until(() -> status() == status, SocketStatus.name(status));
    }

    void send(byte... data) {
      spi.fill(0, data);
      spi.command(0, SocketCommand.SEND);
    }

    boolean hasReceived() {
      return spi.get(0, SocketRegister.RX_RSR) > 0;
    }

    /** The payload of the next datagram. */
    byte[] takeDatagram() {
      until(this::hasReceived, "a datagram");
      byte[] ring = spi.drain(0);
      spi.command(0, SocketCommand.RECV);
      return Arrays.copyOfRange(ring, ChipLimits.UDP_HEADER_SIZE, ring.length);
    }

    /** Long after the gateway must have answered, had it wanted to. */
    void assertSilence() {
      pass(Duration.ofSeconds(1));
      assertFalse(hasReceived());
    }

    @Override
    public void close() {
      run.close();
      gateway.close();
      if (clock instanceof RealTimeClock real) {
        real.close();
      }
    }
  }

  // ---- TCP

  @Test
  void bothSidesGetAResetAtTheVeryCommand() throws Exception {
    var ends = new ArrayBlockingQueue<Exception>(1);
    try (var server =
            new TestServer(socket -> {
              socket.getOutputStream().write(socket.getInputStream().read());
              ends.add(assertThrows(SocketException.class, () -> socket.getInputStream().read()));
            });
        var bench = Bench.inRealTime("on 2nd command SEND: reset connections")) {
      bench.connect(server.port());
      bench.send((byte) 1);
      bench.until(bench::hasReceived, "the echo");
      assertEquals(SocketStatus.ESTABLISHED, bench.status());
      bench.send((byte) 2);
      bench.awaitStatus(SocketStatus.CLOSED);
      assertTrue((bench.spi.get(0, SocketRegister.IR) & SocketInterrupt.DISCON) != 0);
      assertEquals("Connection reset", ends.take().getMessage());
      assertEquals(1, bench.run.count());
    }
  }

  @Test
  void chipGetsFinAndCanStillSend() throws Exception {
    var heard = new ArrayBlockingQueue<byte[]>(1);
    try (var server =
            new TestServer(socket -> {
              socket.getOutputStream().write(new byte[10]);
              heard.add(socket.getInputStream().readAllBytes());
            });
        var bench = Bench.inRealTime("on command RECV: finish connections")) {
      bench.connect(server.port());
      bench.until(bench::hasReceived, "data");
      assertEquals(SocketStatus.ESTABLISHED, bench.status());
      bench.spi.drain(0);
      bench.spi.command(0, SocketCommand.RECV);
      bench.awaitStatus(SocketStatus.CLOSE_WAIT);
      bench.send("still here".getBytes(StandardCharsets.US_ASCII));
      bench.spi.command(0, SocketCommand.DISCON);
      bench.awaitStatus(SocketStatus.CLOSED);
      assertArrayEquals("still here".getBytes(StandardCharsets.US_ASCII), heard.take());
    }
  }

  @Test
  void peerFallsSilent() throws Exception {
    try (var server = TestServer.echo();
        var bench = Bench.inRealTime("on 2nd command SEND: lose all tcp packets to chip")) {
      bench.spi.set(CommonRegister.RTR, 100);
      bench.spi.set(CommonRegister.RCR, 2);
      bench.connect(server.port());
      bench.send((byte) 1);
      bench.until(bench::hasReceived, "the echo");
      bench.send((byte) 2);
      bench.awaitStatus(SocketStatus.CLOSED);
      assertTrue((bench.spi.get(0, SocketRegister.IR) & SocketInterrupt.TIMEOUT) != 0);
    }
  }

  // ---- DHCP

  private static byte[] dhcp(int type, Ipv4Address wanted) {
    return new DhcpMessage(
            true,
            0x1234,
            true,
            Ipv4Address.ANY,
            Ipv4Address.ANY,
            MAC,
            Map.of(
                DhcpMessage.MESSAGE_TYPE,
                Option.ofByte(type),
                DhcpMessage.REQUESTED_ADDRESS,
                Option.of(wanted)))
        .toPayload();
  }

  /** The options are behind the fixed part and the cookie. */
  private static int dhcpType(byte[] payload) {
    for (int at = 240; payload[at] != (byte) 0xFF; at += 2 + payload[at + 1]) {
      if (payload[at] == DhcpMessage.MESSAGE_TYPE) {
        return payload[at + 2];
      }
    }
    throw new AssertionError("no message type");
  }

  @Test
  void dhcpServerIsSilentForAWhileAndThenRefuses() throws Exception {
    // What a command triggers happens before it, so every step has its own SEND.
    try (var bench =
        Bench.inVirtualTime(
            """
            on 2nd command SEND: dhcp silent
            on 3rd command SEND: dhcp normal
            on 4th command SEND: dhcp refusing
            """,
            CONFIG)) {
      bench.open(
          SocketMode.UDP, Ipv4Address.BROADCAST, DhcpMessage.CLIENT_PORT, DhcpMessage.SERVER_PORT);
      var wanted = Ipv4Address.parse("10.0.2.15");
      bench.send(dhcp(DhcpMessage.DISCOVER, wanted));
      assertEquals(DhcpMessage.OFFER, dhcpType(bench.takeDatagram()));
      bench.send(dhcp(DhcpMessage.DISCOVER, wanted));
      bench.assertSilence();
      bench.send(dhcp(DhcpMessage.REQUEST, wanted));
      assertEquals(DhcpMessage.ACK, dhcpType(bench.takeDatagram()));
      bench.send(dhcp(DhcpMessage.REQUEST, wanted));
      assertEquals(DhcpMessage.NAK, dhcpType(bench.takeDatagram()));
      assertEquals(3, bench.run.count());
    }
  }

  @Test
  void dhcpServerSpeaksAgainWhenItsTimeIsOver() throws Exception {
    try (var bench = Bench.inVirtualTime("at 0s: dhcp silent for 5s", CONFIG)) {
      bench.pass(Duration.ZERO);
      bench.open(
          SocketMode.UDP, Ipv4Address.BROADCAST, DhcpMessage.CLIENT_PORT, DhcpMessage.SERVER_PORT);
      var wanted = Ipv4Address.parse("10.0.2.15");
      for (int second = 1; second <= 4; second++) {
        bench.send(dhcp(DhcpMessage.DISCOVER, wanted));
        bench.assertSilence();
      }
      bench.pass(Duration.ofSeconds(1));
      bench.send(dhcp(DhcpMessage.DISCOVER, wanted));
      assertEquals(DhcpMessage.OFFER, dhcpType(bench.takeDatagram()));
    }
  }

  // ---- DNS

  @Test
  void nameServerIsSilentTalksNonsenseAndMixesUpIdentifications() throws Exception {
    try (var resolver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      resolver.setSoTimeout(30_000);
      var config =
          CONFIG.withResolvers(
              () -> Optional.of((InetSocketAddress) resolver.getLocalSocketAddress()));
      try (var bench =
          Bench.inVirtualTime(
              """
              on 2nd command SEND: dns wrong-id
              on 3rd command SEND: dns silent
              on 4th command SEND: dns garbage
              on 5th command SEND: dns normal
              """,
              config)) {
        bench.open(SocketMode.UDP, CONFIG.nameServer(), 5000, NAME_SERVICE);
        byte[] question = {0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

        bench.send(question);
        bench.pass(Duration.ofMillis(1));
        answer(resolver);
        assertArrayEquals(question, bench.takeDatagram());

        bench.send(question);
        bench.pass(Duration.ofMillis(1));
        answer(resolver);
        byte[] mixedUp = bench.takeDatagram();
        assertFalse(mixedUp[0] == question[0] && mixedUp[1] == question[1]);
        assertArrayEquals(Arrays.copyOfRange(question, 2, 12), Arrays.copyOfRange(mixedUp, 2, 12));

        bench.send(question);
        bench.assertSilence();

        bench.send(question);
        byte[] garbage = bench.takeDatagram();
        assertTrue(garbage.length >= 1);
        assertFalse(Arrays.equals(question, garbage));

        byte[] last = {9, 9, 9};
        bench.send(last);
        bench.pass(Duration.ofMillis(1));
        assertArrayEquals(last, answer(resolver), "nothing of what was asked meanwhile");
        assertArrayEquals(last, bench.takeDatagram());
      }
    }
  }

  /** Sends the next question back, and tells it. */
  private static byte[] answer(DatagramSocket resolver) throws IOException {
    var packet = new DatagramPacket(new byte[100], 100);
    resolver.receive(packet);
    resolver.send(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
