package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.cli.Tool;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketResetLine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces, opened with the programs they are made for. */
@Timeout(60)
class SimTraceTest {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  @TempDir Path temporary;

  /** What a logic analyser should have seen: the bytes of each frame in each direction. */
  private static final class Analyser implements AutoCloseable {

    final List<String> mosi = new ArrayList<>();
    final List<String> miso = new ArrayList<>();
    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;

    Analyser(Path path) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      in = new DataInputStream(Channels.newInputStream(channel));
      out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    void exchange(byte... bytes) throws IOException {
      out.writeInt(bytes.length);
      out.write(bytes);
      mosi.add(HEX.formatHex(bytes));
      miso.add(HEX.formatHex(in.readNBytes(bytes.length)));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private List<String> decoded(Path vcd, String chipSelect, String row) throws Exception {
    return Tool.run(
            temporary,
            "sigrok-cli",
            // Idle time is no information here, and much of it.
            "-I",
            "vcd:compress=1000",
            "-i",
            vcd.toString(),
            "-P",
            "spi:clk=SCLK:mosi=MOSI:miso=MISO:cs=" + chipSelect,
            "-A",
            "spi=" + row + "-transfer")
        .stream()
        .map(line -> line.substring(line.indexOf(':') + 2))
        .toList();
  }

  @Test
  void sigrokDecodesTheWires() throws Exception {
    var vcd = temporary.resolve("bus.vcd");
    var path = temporary.resolve("chip");
    var random = new Random(7);
    try (var simulation = RunningSimulation.start("--chips=2", "--unix=" + path, "--trace=" + vcd);
        var first = new Analyser(temporary.resolve("chip.0"));
        var second = new Analyser(temporary.resolve("chip.1"))) {
      first.exchange((byte) 0, (byte) 0x39, (byte) 0, (byte) 0);
      assertEquals("01 02 03 04", first.miso.getFirst());
      for (int i = 0; i < 50; i++) {
        // Writes to and reads from transmit memory, of any length.
        var frame = new byte[random.nextInt(4, 200)];
        random.nextBytes(frame);
        frame[0] = 0;
        frame[2] = (byte) (i % 2 == 0 ? 0x14 : 0x10);
        (i % 3 == 0 ? second : first).exchange(frame);
      }
      assertEquals(130, simulation.end());
      assertEquals(first.mosi, decoded(vcd, "CS0n", "mosi"));
      assertEquals(first.miso, decoded(vcd, "CS0n", "miso"));
      assertEquals(second.mosi, decoded(vcd, "CS1n", "mosi"));
      assertEquals(second.miso, decoded(vcd, "CS1n", "miso"));
    }
  }

  @Test
  void showsInterruptAndReset() throws Exception {
    var vcd = temporary.resolve("bus.vcd");
    var path = temporary.resolve("chip");
    try (var simulation = RunningSimulation.start("--unix=" + path, "--trace=" + vcd)) {
      try (var chip = new RawChip(SpiSocketBus.connect(path)).setUp(0)) {
        chip.write(Block.common(), CommonRegister.SIMR, 1);
        chip.open(0, SocketMode.UDP, 5_000);
        chip.sendTo(0, W5500Lan.addresses().gateway(), 5_001, (byte) 1);
        RawChip.await("sent", () -> chip.read(0, SocketRegister.IR) == SocketInterrupt.SENDOK);
        chip.write(0, SocketRegister.IR, SocketInterrupt.SENDOK);
      }
      try (var reset = SpiSocketResetLine.connect(path)) {
        reset.set(true);
        reset.set(false);
      }
      assertEquals(130, simulation.end());
    }
    // The identifiers follow the order of the declarations.
    var lines = Files.readAllLines(vcd, StandardCharsets.US_ASCII);
    assertTrue(lines.contains("$var wire 1 % INTn $end"), () -> lines.subList(0, 12).toString());
    assertEquals(List.of("1%", "0%", "1%"), changes(lines, '%'));
    assertTrue(lines.contains("$var wire 1 & RSTn $end"), () -> lines.subList(0, 12).toString());
    assertEquals(List.of("1&", "0&", "1&"), changes(lines, '&'));
    long last = -1;
    for (var line : lines) {
      if (line.startsWith("#")) {
        long time = Long.parseLong(line.substring(1));
        assertTrue(time > last, line);
        last = time;
      }
    }
  }

  private static List<String> changes(List<String> lines, char wire) {
    return lines.stream().filter(line -> line.length() == 2 && line.charAt(1) == wire).toList();
  }

  @Test
  void tcpdumpReadsTheFrames() throws Exception {
    var pcap = temporary.resolve("lan.pcap");
    var pcapng = temporary.resolve("lan.pcapng");
    var path = temporary.resolve("chip");
    int port;
    try (var simulation =
            RunningSimulation.start("--unix=" + path, "--trace=" + pcap, "--trace=" + pcapng);
        var host = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = host.getLocalPort();
      host.setSoTimeout(20_000);
      try (var chip = new RawChip(SpiSocketBus.connect(path)).setUp(0)) {
        chip.open(0, SocketMode.UDP, 6_000);
        chip.sendTo(0, W5500Lan.addresses().gateway(), port, new byte[12]);
        var question = new DatagramPacket(new byte[100], 100);
        host.receive(question);
        host.send(new DatagramPacket(new byte[7], 7, question.getSocketAddress()));
        assertEquals(8 + 7, chip.receive(0, 8 + 7).length);
      }
      assertEquals(130, simulation.end());
    }
    long now = System.currentTimeMillis() / 1000;
    for (var file : List.of(pcap, pcapng)) {
      var lines = Tool.run(temporary, "tcpdump", "-tt", "-n", "-e", "-r", file.toString());
      assertEquals(4, lines.size(), lines::toString);
      assertTrue(lines.get(0).contains("who-has 10.0.2.2 tell 10.0.2.15"), lines::toString);
      assertTrue(lines.get(0).contains("02:00:00:00:01:00 > ff:ff:ff:ff:ff:ff"), lines::toString);
      assertTrue(
          lines.get(2).endsWith("10.0.2.15.6000 > 10.0.2.2.%d: UDP, length 12".formatted(port)),
          lines::toString);
      assertTrue(
          lines.get(3).endsWith("10.0.2.2.%d > 10.0.2.15.6000: UDP, length 7".formatted(port)),
          lines::toString);
      double time = Double.parseDouble(lines.get(3).split(" ", 2)[0]);
      assertEquals((double) now, time, 120);
    }
    // Who has sent a frame is known in the newer format only.
    var text = Files.readString(pcapng, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("chip0") && text.contains("gateway"));
  }

  @Test
  void aFileCanBeReadWhileItGrows() throws Exception {
    var trace = temporary.resolve("trace.txt");
    var path = temporary.resolve("chip");
    try (var simulation = RunningSimulation.start("--unix=" + path, "--trace=" + trace)) {
      try (var chip = new Analyser(path)) {
        chip.exchange((byte) 0, (byte) 0x39, (byte) 0, (byte) 0);
        RawChip.await("a line", () -> Files.readString(trace).endsWith("VERSIONR → 0x04  [4 B]\n"));
      }
      assertEquals(130, simulation.end());
    }
  }

  @Test
  void aFullDiskEndsTheTraceAndNotTheSimulation() throws Exception {
    var path = temporary.resolve("chip");
    try (var simulation = RunningSimulation.start("--unix=" + path, "--trace=/dev/full");
        var chip = new Analyser(path)) {
      chip.exchange((byte) 0, (byte) 0x39, (byte) 0, (byte) 0);
      simulation.await("the trace ends here: /dev/full takes no more");
      chip.exchange((byte) 0, (byte) 0x39, (byte) 0, (byte) 0);
      assertEquals("01 02 03 04", chip.miso.getLast());
      assertEquals(130, simulation.end());
      assertEquals(1, simulation.err().lines().count(), simulation.err());
    }
  }
}
