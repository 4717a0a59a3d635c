package dev.spinet.simulator.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BusTraceTest {

  private static final HexFormat HEX = HexFormat.of();

  private final List<String> lines = new ArrayList<>();
  private long now = 5_000_000_000L;
  private final BusTrace trace = new BusTrace(lines::add, () -> now);
  private long frame;

  private static @Nullable MemorySegment segment(String hex) {
    return MemorySegment.ofArray(HEX.parseHex(hex.replace(" ", "")));
  }

  /** One frame, with as many bytes at once as asked for. */
  private void frame(String mosi, String miso, int piece) {
    now += 1_250_000;
    var out = segment(mosi);
    var in = segment(miso);
    int length = Math.toIntExact(out == null ? 0 : out.byteSize());
    trace.frameStarted(frame);
    for (int at = 0; at < length; at += piece) {
      trace.exchanged(frame, at, out, at, in, at, Math.min(piece, length - at));
    }
    trace.frameEnded(frame, length);
    frame++;
  }

  private void frame(String mosi, String miso) {
    frame(mosi, miso, 1_000);
  }

  private void frame(String mosi) {
    frame(mosi, "010203" + "00".repeat(mosi.replace(" ", "").length() / 2));
  }

  @Test
  void writesGoldenLines() {
    frame("0039 00 00", "010203 04");
    frame("0001 0c 20", "010203 00");
    frame("0026 28 000000000000", "010203 05b4 0100 06b4");
    frame("000f 04 0a00020f");
    frame("0009 04 025350 4e0015");
    frame("0000 0c 21");
    frame("0002 2c 1f");
    frame("0003 28 00", "010203 17");
    frame("000c 0c 0a000202 0007");
    frame("002e 00 00", "010203 bf");
    assertEquals(
        List.of(
            "    0.001250        0  R  VERSIONR → 0x04  [4 B]",
            "    0.002500        1  W  S0_CR ← SEND  [4 B]",
            "    0.003750        2  R  S1_RX_RSR/RX_RD/RX_WR → 1460/0x0100/0x06B4  [9 B]",
            "    0.005000        3  W  SIPR ← 10.0.2.15  [7 B]",
            "    0.006250        4  W  SHAR ← 02:53:50:4E:00:15  [9 B]",
            "    0.007500        5  W  S0_MR ← TCP|ND  [4 B]",
            "    0.008750        6  W  S1_IR ← SENDOK|TIMEOUT|RECV|DISCON|CON  [4 B]",
            "    0.010000        7  R  S1_SR → ESTABLISHED  [4 B]",
            "    0.011250        8  W  S0_DIPR/DPORT ← 10.0.2.2/7  [9 B]",
            "    0.012500        9  R  PHYCFGR → 0xBF (link up, 100 Mbit/s, full duplex)  [4 B]"),
        lines);
  }

  @Test
  void tellsTheLengthOfPayloadAndNothingElse() {
    frame("0100 34 736563726574");
    frame("fffe 18 000000", "010203 736563");
    assertEquals(
        List.of(
            "    0.001250        0  W  S1 TX buffer at 0x0100 ← 6 bytes  [9 B]",
            "    0.002500        1  R  S0 RX buffer at 0xFFFE → 3 bytes  [6 B]"),
        lines);
  }

  @Test
  void isTheSameByteByByte() {
    frame("0026 28 000000000000", "010203 05b4 0100 06b4", 1_000);
    var whole = lines.removeLast().substring(21);
    frame("0026 28 000000000000", "010203 05b4 0100 06b4", 1);
    assertEquals(whole, lines.getFirst().substring(21));
  }

  @Test
  void followsAccessesOfFixedLengthInOneFrame() {
    frame("0001 0d 40 0026 0a 0000", "010203 00 010203 0010");
    assertEquals("    0.001250        0  RW S0_CR ← RECV; S0_RX_RSR → 16  [9 B]", lines.getFirst());
  }

  @Test
  void namesWhatIsNoWholeRegisterOrNoneAtAll() {
    frame("0027 08 00", "010203 10");
    frame("0010 04 0002 0f");
    frame("0040 00 0000", "010203 0000");
    frame("0000 80 00", "010203 00");
    assertEquals(
        List.of(
            "S0_RX_RSR[1] → 10  [4 B]",
            "SIPR[1..3] ← 00 02 0F  [6 B]",
            "0x0040 → 00 00  [5 B]",
            "reserved 16 → 1 byte  [4 B]"),
        lines.stream().map(line -> line.substring(26)).toList());
  }

  @Test
  void namesTheEndsOfALongBurst() {
    frame("0000 08" + "00".repeat(48));
    frame("0000 00" + "00".repeat(300));
    assertEquals("S0_MR…S0_KPALVTR → 48 bytes  [51 B]", lines.getFirst().substring(26));
    assertEquals("MR… → 300 bytes  [303 B]", lines.getLast().substring(26));
  }

  @Test
  void marksBrokenFrames() {
    frame("0039", "0102");
    frame("");
    frame("0039 00 00", "000000 00");
    assertEquals(
        List.of(
            "-  ended before its first data byte  [2 B]",
            "-  ended before its first data byte  [0 B]",
            "R  VERSIONR → 0x00  (no W5500 answered the header)  [4 B]"),
        lines.stream().map(line -> line.substring(23)).toList());
  }

  @Test
  void keepsALineShortWhateverTheFrame() {
    frame("0001 0d 40".repeat(1_000), "010203 00".repeat(1_000));
    assertEquals(1, lines.size());
    assertEquals(
        "; and 984 more  [4000 B]", lines.getFirst().substring(lines.getFirst().indexOf("; and")));
  }
}
