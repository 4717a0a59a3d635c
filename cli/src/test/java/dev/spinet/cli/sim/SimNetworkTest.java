package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.unix.SpiSocketBus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several simulated chips on one network, and what that network reaches. */
@Timeout(60)
class SimNetworkTest {

  private static final byte[] HELLO = "Hello World!".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER = "Hello, chip 0".getBytes(StandardCharsets.US_ASCII);
  private static final Ipv4Address GATEWAY = W5500Lan.addresses().gateway();

  @TempDir Path temporary;

  private Path socket(int chip) {
    return temporary.resolve("chip." + chip);
  }

  private RawChip overSocket(int chip) throws IOException {
    return new RawChip(SpiSocketBus.connect(socket(chip))).setUp(chip);
  }

  private static RawChip overDevice(Path directory, int chip) throws IOException {
    var device = directory.resolve("spidev0." + chip).toString();
    return new RawChip(Spidev.open(device, SpiConfig.of(33_000_000))).setUp(chip);
  }

  @Test
  void chipsTalkToEachOtherThroughSockets() throws Exception {
    try (var simulation =
        RunningSimulation.start("--chips=3", "--unix=" + temporary.resolve("chip"))) {
      try (var first = overSocket(0);
          var second = overSocket(1);
          var third = overSocket(2)) {
        talk(first, second);
        exchangeDatagrams(second, third);
      }
      assertEquals(130, simulation.end());
      assertEquals("", simulation.err());
    }
  }

  @Test
  @Tag("fuse")
  void chipsTalkToEachOtherThroughDeviceFiles() throws Exception {
    var directory = temporary.toRealPath().resolve("board");
    try (var simulation = RunningSimulation.start("--chips=2", "--mount=" + directory)) {
      assertTrue(simulation.out().contains("line 27 is INTn, line 26 is RSTn"), simulation.out());
      try (var first = overDevice(directory, 0);
          var second = overDevice(directory, 1)) {
        talk(first, second);
        exchangeDatagrams(first, second);
      }
      assertEquals(130, simulation.end());
      assertEquals("", simulation.err());
    }
  }

  /** A TCP connection from one chip to the other. */
  private static void talk(RawChip client, RawChip server) throws IOException {
    server.open(0, SocketMode.TCP, 7_777);
    server.command(0, SocketCommand.LISTEN);
    var address = addressOf(server);
    client.open(0, SocketMode.TCP, 40_000);
    client.connect(0, address, 7_777);
    client.awaitStatus(0, SocketStatus.ESTABLISHED);
    server.awaitStatus(0, SocketStatus.ESTABLISHED);
    client.send(0, HELLO);
    assertArrayEquals(HELLO, server.receive(0, HELLO.length));
    server.send(0, ANSWER);
    assertArrayEquals(ANSWER, client.receive(0, ANSWER.length));
    client.command(0, SocketCommand.DISCON);
    server.awaitStatus(0, SocketStatus.CLOSE_WAIT);
    server.command(0, SocketCommand.DISCON);
    server.awaitStatus(0, SocketStatus.CLOSED);
  }

  private static Ipv4Address addressOf(RawChip chip) throws IOException {
    return new Ipv4Address(chip.read(Block.common(), CommonRegister.SIPR));
  }

  /** A datagram from one chip to the other, which tells where it is from. */
  private static void exchangeDatagrams(RawChip sender, RawChip receiver) throws IOException {
    receiver.open(1, SocketMode.UDP, 5_000);
    sender.open(1, SocketMode.UDP, 6_000);
    var to = addressOf(receiver);
    sender.sendTo(1, to, 5_000, HELLO);
    var packet = ByteBuffer.wrap(receiver.receive(1, ChipLimits.UDP_HEADER_SIZE + HELLO.length));
    var from = Ipv4Address.read(packet.array(), 0);
    assertEquals(addressOf(sender), from);
    assertEquals(6_000, packet.getShort(4) & 0xFFFF);
    assertEquals(HELLO.length, packet.getShort(6) & 0xFFFF);
    assertArrayEquals(
        HELLO,
        Arrays.copyOfRange(packet.array(), ChipLimits.UDP_HEADER_SIZE, packet.array().length));
  }

  @Test
  void hostProgramsReachAListeningChip() throws Exception {
    try (var simulation =
        RunningSimulation.start(
            "--chips=2",
            "--unix=" + temporary.resolve("chip"),
            "--forward=tcp:0:1:80",
            "--forward=udp:127.0.0.1:0:10.0.2.16:5000")) {
      int tcp = port(simulation, "tcp");
      int udp = port(simulation, "udp");
      try (var chip = overSocket(1)) {
        chip.open(0, SocketMode.TCP, 80);
        chip.command(0, SocketCommand.LISTEN);
        chip.open(1, SocketMode.UDP, 5_000);
        try (var client = new Socket(InetAddress.getLoopbackAddress(), tcp)) {
          client.getOutputStream().write(HELLO);
          assertArrayEquals(HELLO, chip.receive(0, HELLO.length));
          chip.send(0, ANSWER);
          assertArrayEquals(ANSWER, client.getInputStream().readNBytes(ANSWER.length));
        }
        try (var client = new DatagramSocket()) {
          client.send(
              new DatagramPacket(HELLO, HELLO.length, InetAddress.getLoopbackAddress(), udp));
          var packet = chip.receive(1, ChipLimits.UDP_HEADER_SIZE + HELLO.length);
          assertEquals('H', packet[ChipLimits.UDP_HEADER_SIZE]);
        }
      }
    }
  }

  private static int port(RunningCommand simulation, String protocol) {
    var matcher =
        Pattern.compile(protocol + " port 127\\.0\\.0\\.1:([0-9]+) ").matcher(simulation.out());
    assertTrue(matcher.find(), simulation.out());
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void aClosedNetworkAnswersForItselfOnly() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var simulation =
            RunningSimulation.start(
                "--chips=2", "--net=lan", "--unix=" + temporary.resolve("chip"));
        var chip = overSocket(0);
        var other = overSocket(1)) {
      // The gateway does not stand for this machine here.
      chip.open(0, SocketMode.TCP, 40_000);
      chip.connect(0, GATEWAY, server.getLocalPort());
      RawChip.await("refused", () -> chip.read(0, SocketRegister.SR) == SocketStatus.CLOSED);
      assertNotEquals(0, chip.read(0, SocketRegister.IR) & gaveUp());

      assertEquals("10.0.2.15", offered(chip));
      assertEquals("10.0.2.2", resolve(chip, "gateway.lan"));
      assertEquals("10.0.2.3", resolve(chip, "DNS.lan"));
      exchangeDatagrams(other, chip);
      assertEquals("10.0.2.16", resolve(chip, "chip1.lan"));
      assertEquals("no such name", resolve(chip, "example.com"));
      ping(chip);
      assertEquals(130, simulation.end());
      assertTrue(simulation.out().contains("0 B to hosts, 0 B from hosts"), simulation.out());
    }
  }

  private static int gaveUp() {
    return SocketInterrupt.TIMEOUT | SocketInterrupt.DISCON;
  }

  /** The address that the DHCP server offers. */
  private static String offered(RawChip chip) throws IOException {
    var discover =
        new DhcpMessage(
            true,
            0x12345678,
            true,
            Ipv4Address.ANY,
            Ipv4Address.ANY,
            MacAddress.parse("02:00:00:00:01:00"),
            Map.of(DhcpMessage.MESSAGE_TYPE, DhcpMessage.Option.ofByte(DhcpMessage.DISCOVER)));
    chip.open(1, SocketMode.UDP, DhcpMessage.CLIENT_PORT);
    chip.sendTo(1, Ipv4Address.BROADCAST, DhcpMessage.SERVER_PORT, discover.toPayload());
    var header = chip.receive(1, ChipLimits.UDP_HEADER_SIZE);
    var offer = chip.receive(1, ByteBuffer.wrap(header).getShort(6));
    assertEquals(0x12345678, ByteBuffer.wrap(offer).getInt(4));
    return Ipv4Address.read(offer, 16).toString();
  }

  private static String resolve(RawChip chip, String name) throws IOException {
    chip.open(1, SocketMode.UDP, 5_353);
    var question = new ByteArrayOutputStream();
    question.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (var label : name.split("\\.", -1)) {
      question.write(label.length());
      question.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    question.writeBytes(new byte[] {0, 0, 1, 0, 1});
    chip.sendTo(1, W5500Lan.addresses().nameServer(), 53, question.toByteArray());
    var header = chip.receive(1, ChipLimits.UDP_HEADER_SIZE);
    int length = ByteBuffer.wrap(header).getShort(6);
    var answer = ByteBuffer.wrap(chip.receive(1, length));
    assertEquals(0x1234, answer.getShort(0));
    assertEquals(0x8500, answer.getShort(2) & 0xFFF0);
    return switch (answer.get(3) & 0x0F) {
      case 0 -> {
        assertEquals(1, answer.getShort(6));
        yield Ipv4Address.read(answer.array(), length - Ipv4Address.BYTES).toString();
      }
      case 3 -> "no such name";
      default -> "error";
    };
  }

  private static void ping(RawChip chip) throws IOException {
    chip.write(2, SocketRegister.PROTO, 1);
    chip.open(2, SocketMode.IPRAW, 0);
    // Type 8, code 0, checksum, identifier 1, sequence number 1.
    chip.sendTo(
        2,
        GATEWAY,
        0,
        (byte) 8,
        (byte) 0,
        (byte) 0xF7,
        (byte) 0xFD,
        (byte) 0,
        (byte) 1,
        (byte) 0,
        (byte) 1);
    var reply = chip.receive(2, ChipLimits.IPRAW_HEADER_SIZE + 8);
    assertEquals(GATEWAY, Ipv4Address.read(reply, 0));
    assertEquals(0, reply[ChipLimits.IPRAW_HEADER_SIZE]);
  }

  @Test
  void saysWhatIsWrongWithANetwork() throws Exception {
    assertFails(2, "--chips is a number from 1 to 8, not 9", "--chips=9");
    assertFails(2, "--chips", "--chips=many");
    assertFails(2, "--net", "--net=internet");
    assertFails(2, "closed network", "--net=lan", "--forward=tcp:0:0:80");
    assertFails(2, "it should look like tcp:8080:0:80", "--forward=8080:80");
    assertFails(2, "a port is 1 to 65535, not 0", "--forward=tcp:0:0:0");
    assertFails(2, "a chip is a number from 0 to 7 or an address, not 8", "--forward=tcp:0:8:80");
    assertFails(2, "chip 2, but the last one is chip 1", "--chips=2", "--forward=tcp:0:2:80");
    assertFails(2, "10.9.9.9", "--forward=tcp:0:10.9.9.9:80");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertFails(
          4,
          "cannot listen on tcp port 127.0.0.1:%d: Address already in use".formatted(port),
          "--forward=tcp:" + port + ":0:80");
    }
  }

  private static void assertFails(int code, String text, String... options) {
    var pipe = Captured.pipe();
    var words = new String[options.length + 2];
    words[0] = "sim";
    words[1] = "w5500";
    System.arraycopy(options, 0, words, 2, options.length);
    assertEquals(code, pipe.run(Devices::open, words), pipe.err());
    assertTrue(pipe.err().startsWith("spinet: "), pipe.err());
    assertTrue(pipe.err().contains(text), pipe.err());
    assertEquals("", pipe.out());
  }
}
