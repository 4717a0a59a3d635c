package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.random.RandomCases;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of scenarios: what a line means, and what is said about one that means nothing. */
final class ScenarioFormatTest {

  private static final Duration MS_20 = Duration.ofMillis(20);

  private static Fault arm(ChipFault fault, int socket, long count) {
    return new Fault.Arm(fault, socket, count);
  }

  @Test
  void everythingCanBeSaidInAFileAndInJava() {
    var text =
        """
        # A scenario with one of each.
        seed 42

        at frame 12 byte 4:      flip miso 0x80   # one bit
        AT FRAME 12:             Flip MOSI
        at byte 5000:            stick miso low for 12 bytes
        at 1.5s:                 brown-out for 12ms
        every 100 frames:        brown-out
        every 64 bytes, at most 2 times: zero addresses
        every 250ms:             reset chip
        on command CONNECT of socket 2: hold command for ever
        on 3rd command SEND:     lose SENDOK
        on every 5th command:    hold 2 commands of socket 1 for 3 reads
        on every read of Sn_RX_RSR: tear all reads of S3_RX_RSR
        on write of RTR:         hold commands for 20ms
        on interrupt:            lose 2 interrupts
        on every frame:          delay all interrupts by 20ms
        with probability 1e-3 on byte: lose interrupt edge
        with probability 0.25 on data packet from chip: lose packet
        on 2nd packet:           delay 3 tcp packets to chip by 20ms
        at 0s:                   duplicate dns packets for 1min
        at 2s:                   link down for 20ms
        at 3s:                   link up
        at 4s:                   reset connections
        at 5s:                   finish connections
        at 6s:                   dhcp silent for 20ms
        at 7s:                   dhcp refusing
        at 8s:                   dns wrong-id
        at 9s:                   spurious interrupt
        at 9s:                   spurious interrupt for 20ms
        at 9s:                   delay SENDOK of socket 7 by 20ms
        at 9s:                   garble length as 0xFFFF
        at 10s:                  stick mosi high
        at 10s:                  shift miso
        at 10s:                  shift miso for 7 bytes
        at 10s:                  disturb above 12.5MHz
        at 10s:                  stick interrupt low
        at 10s:                  stick reset high
        at 10s:                  version 0x51
        """;
    var any = ChipFaults.ANY_SOCKET;
    var all = ChipFaults.ALWAYS;
    var built =
        Scenario.builder()
            .seed(42)
            .atFrame(12, 4)
            .then(new Fault.Flip(Fault.Line.MISO, 0x80))
            .atFrame(12)
            .then(new Fault.Flip(Fault.Line.MOSI, 0))
            .atByte(5000)
            .then(new Fault.Stick(Fault.Line.MISO, false, 12))
            .at(Duration.ofMillis(1500))
            .then(new Fault.BrownOut(Duration.ofMillis(12)))
            .onEvery(100, new Event.BusFrame())
            .then(new Fault.BrownOut(Duration.ZERO))
            .onEvery(64, new Event.BusByte())
            .atMost(2)
            .then(new Fault.ZeroAddresses())
            .every(Duration.ofMillis(250))
            .then(new Fault.ResetChip())
            .on(new Event.Command(SocketCommand.CONNECT, 2))
            .then(arm(new ChipFault.HoldCommand(ChipFault.FOR_EVER), any, 1))
            .on(3, new Event.Command(SocketCommand.SEND, Event.ANY_SOCKET))
            .then(arm(new ChipFault.LoseSendOk(), any, 1))
            .onEvery(5, new Event.Command(Event.ANY_COMMAND, Event.ANY_SOCKET))
            .then(arm(new ChipFault.HoldCommand(3), 1, 2))
            .onEvery(1, new Event.Access(false, SocketRegister.RX_RSR, Event.ANY_SOCKET))
            .then(arm(new ChipFault.TearSize(SocketRegister.RX_RSR), 3, all))
            .on(new Event.Access(true, CommonRegister.RTR, Event.ANY_SOCKET))
            .then(arm(new ChipFault.DelayCommand(MS_20), any, 1))
            .on(new Event.Interrupt())
            .then(arm(new ChipFault.LoseInterrupt(), any, 2))
            .onEvery(1, new Event.BusFrame())
            .then(arm(new ChipFault.DelayInterrupt(MS_20), any, all))
            .withProbability(0.001, new Event.BusByte())
            .then(arm(new ChipFault.LoseInterruptEdge(), any, 1))
            .withProbability(
                0.25, new Event.Packet(new PacketMatch(PacketKind.DATA, Direction.FROM_CHIP)))
            .then(
                new Fault.Packets(
                    Fault.Treatment.LOSE, PacketMatch.ALL, 1, Duration.ZERO, Duration.ZERO))
            .on(2, new Event.Packet(PacketMatch.ALL))
            .then(
                new Fault.Packets(
                    Fault.Treatment.DELAY,
                    new PacketMatch(PacketKind.TCP, Direction.TO_CHIP),
                    3,
                    MS_20,
                    Duration.ZERO))
            .at(Duration.ZERO)
            .then(
                new Fault.Packets(
                    Fault.Treatment.DUPLICATE,
                    new PacketMatch(PacketKind.DNS, Direction.BOTH),
                    all,
                    Duration.ZERO,
                    Duration.ofMinutes(1)))
            .at(Duration.ofSeconds(2))
            .then(new Fault.Cable(false, MS_20))
            .at(Duration.ofSeconds(3))
            .then(new Fault.Cable(true, Duration.ZERO))
            .at(Duration.ofSeconds(4))
            .then(new Fault.ResetConnections())
            .at(Duration.ofSeconds(5))
            .then(new Fault.FinishConnections())
            .at(Duration.ofSeconds(6))
            .then(new Fault.Dhcp(DhcpMode.SILENT, MS_20))
            .at(Duration.ofSeconds(7))
            .then(new Fault.Dhcp(DhcpMode.REFUSING, Duration.ZERO))
            .at(Duration.ofSeconds(8))
            .then(new Fault.Dns(DnsMode.WRONG_ID, Duration.ZERO))
            .at(Duration.ofSeconds(9))
            .then(new Fault.SpuriousInterrupt(Fault.SpuriousInterrupt.USUAL))
            .at(Duration.ofSeconds(9))
            .then(new Fault.SpuriousInterrupt(MS_20))
            .at(Duration.ofSeconds(9))
            .then(arm(new ChipFault.DelaySendOk(MS_20), 7, 1))
            .at(Duration.ofSeconds(9))
            .then(arm(new ChipFault.GarbleLength(0xFFFF), any, 1))
            .at(Duration.ofSeconds(10))
            .then(new Fault.Stick(Fault.Line.MOSI, true, all))
            .at(Duration.ofSeconds(10))
            .then(new Fault.Shift(all))
            .at(Duration.ofSeconds(10))
            .then(new Fault.Shift(7))
            .at(Duration.ofSeconds(10))
            .then(new Fault.ClockLimit(12_500_000))
            .at(Duration.ofSeconds(10))
            .then(new Fault.StickPin(Fault.Pin.INTERRUPT, false))
            .at(Duration.ofSeconds(10))
            .then(new Fault.StickPin(Fault.Pin.RESET, true))
            .at(Duration.ofSeconds(10))
            .then(new Fault.Version(0x51))
            .build();
    var parsed = Scenario.parse(text);
    for (int i = 0; i < built.rules().size(); i++) {
      assertEquals(built.rules().get(i), parsed.rules().get(i));
    }
    assertEquals(built, parsed);
    assertEquals(built, Scenario.parse(built.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at frame 12 flip miso                | 'flip' is not understood; expected ':'",
        "at frame x: flip miso                | 'x' is not understood; expected the number of a",
        "at 12: flip miso                     | '12' is not understood; expected 'frame N', 'byte N'",
        "at 5 s: flip miso                    | '5' is not understood",
        "at 5h: flip miso                     | '5h' is not understood; expected a time, such as 20ms",
        "sometimes: flip miso                 | 'sometimes' is not understood; expected 'seed N' or",
        "at frame 12:                         | the line ends here; expected what happens: 'flip'",
        "at frame 12: explode                 | 'explode' is not understood; expected what happens",
        "at frame 12: flip miso 0x100         | '0x100' is not understood; expected a mask",
        "at frame 12: flip miso 0x80 twice    | 'twice' is not understood; expected nothing more",
        "at frame 12: stick sda low           | 'sda' is not understood; expected 'miso', 'mosi'",
        "at frame 12: disturb above light     | 'light' is not understood; expected a clock, such as",
        "at frame 12: link sideways           | 'sideways' is not understood; expected 'down' or",
        "at frame 12: dns wrong               | expected one of 'normal', 'silent', 'garbage', 'wrong-id'",
        "at frame 12: lose 2 cats             | 'cats' is not understood; expected '[N | all]' and",
        "at frame 12: lose 0 packets          | '0' is not understood; expected 1 or more",
        "at frame 12: delay packets           | the line ends here; expected 'by'",
        "at frame 12: delay packets by 0s     | '0s' is not understood; expected a time longer",
        "at frame 12: hold commands of socket 8 for ever | '8' is not understood; expected the number of a socket",
        "at frame 12: hold commands for 3     | the line ends here; expected 'reads'",
        "at frame 12: tear reads of S1_RX_RD  | RX_RSR and TX_FSR can be torn, not of RX_RD",
        "at frame 12: tear reads of VERSIONR  | only Sn_RX_RSR and Sn_TX_FSR can be torn",
        "on command FLY: reset chip           | 'FLY' is not understood; expected ':'",
        "on 0th frame: reset chip             | '0th' is not understood; expected a number of order",
        "on holiday: reset chip               | 'holiday' is not understood; expected an event",
        "on tcp: reset chip                   | expected 'packet'",
        "on read of Sn_RTR: reset chip        | 'Sn_RTR' is not understood; expected a register",
        "every 0 frames: reset chip           | '0' is not understood; expected 1 or more",
        "every 0ms: reset chip                | '0ms' is not understood; expected a time longer",
        "every command: reset chip            | 'command' is not understood; expected a time",
        "with probability 2 on byte: reset chip | '2' is not understood; expected a probability",
        "with probability NaN on byte: reset chip | expected a probability",
        "every 5 frames, at most 0 times: reset chip | '0' is not understood",
        "seed                                 | the line ends here; expected a number",
        "seed 99999999999999999999            | expected a number",
        "at 99999999min: reset chip           | expected a time",
        "at 0.5ns: reset chip                 | expected a time",
      })
  void linesThatMeanNothingAreBlamedByNumber(String line, String complaint) {
    var thrown =
        assertThrows(
            ScenarioSyntaxException.class, () -> Scenario.parse("# comment\nseed 1\n" + line));
    String message = String.valueOf(thrown.getMessage());
    assertEquals(3, thrown.line());
    assertTrue(message.startsWith("line 3: "), message);
    assertTrue(message.contains(complaint), message);
  }

  @Test
  void emptyTextIsAScenarioWithoutRules() {
    assertEquals(Scenario.NOTHING, Scenario.parse(""));
    assertEquals(Scenario.NOTHING, Scenario.parse("\r\n  \n# nothing\r\n"));
  }

  @Test
  void filesAreReadAsUtf8(@TempDir Path directory) throws IOException {
    var file = directory.resolve("scenario");
    Files.writeString(file, "at frame 1: reset chip # ü\n");
    assertEquals(1, Scenario.read(file).rules().size());
    Files.write(file, new byte[] {(byte) 0xFF});
    var thrown = assertThrows(IOException.class, () -> Scenario.read(file));
    assertEquals(file + " is not a text in UTF-8", thrown.getMessage());
  }

  @Test
  void whatIsPrintedIsReadAsTheSame() {
    RandomCases.of(
        2_000,
        random -> {
          List<Rule> rules = new ArrayList<>();
          for (int i = RandomCases.upTo(5, random); i > 0; i--) {
            rules.add(RandomRules.rule(random));
          }
          var scenario = new Scenario(random.nextLong(), rules);
          assertEquals(scenario, Scenario.parse(scenario.toString()));
        });
  }

  @Test
  void randomTextIsReadOrBlamed() {
    String[] words =
        ("at frame byte every on with probability seed command packet of socket read write for by"
                + " lose delay hold flip miso all : , 0 1 -1 3rd 20ms 0x80 Sn_MR VERSIONR tcp to"
                + " from chip ever most times link down \u00e4 1e400 99999999999999999999 # .5s s")
            .split(" ", -1);
    RandomCases.of(
        20_000,
        random -> {
          var line = new StringBuilder();
          if (random.nextBoolean()) {
            // A good line with one word changed.
            var good = new ArrayList<>(List.of(RandomRules.rule(random).toString().split(" ")));
            good.set(random.nextInt(good.size()), words[random.nextInt(words.length)]);
            line.append(String.join(" ", good));
          } else {
            for (int i = random.nextInt(8); i >= 0; i--) {
              line.append(words[random.nextInt(words.length)]).append(' ');
            }
          }
          try {
            var scenario = Scenario.parse(line.toString());
            assertEquals(scenario, Scenario.parse(scenario.toString()));
          } catch (ScenarioSyntaxException e) {
            assertEquals(1, e.line());
          }
        });
  }

  @Test
  void randomBytesAreReadOrBlamed() {
    RandomCases.of(
        5_000,
        random -> {
          var text = new StringBuilder();
          for (int i = RandomCases.upTo(60, random); i > 0; i--) {
            text.append(
                (char) (random.nextInt(8) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
          }
          try {
            assertFalse(Scenario.parse(text.toString()).toString().isEmpty());
          } catch (ScenarioSyntaxException e) {
            assertTrue(e.line() >= 1);
          }
        });
  }

  /** Every example of the manual is read, and every word of it is shown there. */
  @Test
  void examplesOfTheManualAreRead() throws IOException {
    var manual = Files.readString(Path.of("..", "docs", "simulator.md"));
    String[] parts = manual.split("```scenario\n", -1);
    assertTrue(parts.length > 1, "the manual has examples");
    for (int i = 1; i < parts.length; i++) {
      var scenario = Scenario.parse(parts[i].substring(0, parts[i].indexOf("```")));
      assertFalse(scenario.rules().isEmpty());
    }
  }
}
