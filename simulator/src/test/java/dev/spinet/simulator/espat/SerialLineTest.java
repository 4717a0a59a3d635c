package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.espat.FlowControl;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Speeds, buffers and flow control of the serial line. */
class SerialLineTest {
  private static final EspAtOptions PACED = EspAtOptions.DEFAULT.withTiming(ModuleTiming.LINE);
  private static final Duration LONG = Duration.ofSeconds(2);
  private static final String FILLER = "x".repeat(5760);

  @Test
  void bytesTakeTheirTime() {
    try (var bench = ModuleBench.started(PACED)) {
      var terminal = bench.terminal();
      // 102 bytes at 115200 baud are 8.85 ms; the answer of 9 bytes comes 1 ms later.
      terminal.type("AT+" + "X".repeat(97) + "\r\n");
      terminal.listen(Duration.ofMillis(9));
      assertEquals("", terminal.heard());
      terminal.listen(Duration.ofMillis(2));
      assertEquals("\r\nERROR\r\n", terminal.heard());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9600, 57_600, 230_400, 921_600})
  void aWrongSpeedIsGarbageBothWays(int baud) throws Exception {
    try (var bench = ModuleBench.started(PACED)) {
      var terminal = bench.terminal();
      terminal.link().setBaudRate(baud);
      var answer = terminal.ask("AT", LONG);
      assertFalse(answer.contains("OK"), answer);
      terminal.link().setBaudRate(115_200);
      terminal.ask("", LONG);
      assertEquals("\r\nOK\r\n", terminal.ask("AT"));
      bench.module().faults().say(List.of("ready"));
      terminal.link().setBaudRate(baud);
      terminal.listen(LONG);
      var heard = terminal.heard();
      assertFalse(heard.isEmpty());
      assertFalse(heard.contains("ready"), heard);
    }
  }

  @Test
  void theAnswerToANewSpeedComesAtTheOldOne() throws Exception {
    try (var bench = ModuleBench.started(PACED)) {
      var terminal = bench.terminal();
      assertEquals("\r\nOK\r\n", terminal.ask("AT+UART_CUR=3000000,8,1,0,0"));
      terminal.link().setBaudRate(3_000_000);
      assertEquals("+UART_CUR:3004694,8,1,0,0\r\n\r\nOK\r\n", terminal.ask("AT+UART_CUR?"));
      bench.module().reset();
      terminal.listen(LONG);
      assertFalse(terminal.heard().contains("ready"), "the banner comes at 115200 baud");
      terminal.link().setBaudRate(115_200);
      terminal.ask("", LONG);
      assertEquals("AT\r\n\r\nOK\r\n", terminal.ask("AT"));
    }
  }

  @Test
  void neighbouringSpeedsAreUnderstood() {
    var fast = SerialFormat.of(117_000, FlowControl.NONE);
    var slow = SerialFormat.of(115_200, FlowControl.NONE);
    assertTrue(fast.matches(slow));
    var bytes = new byte[500];
    new Random(5).nextBytes(bytes);
    assertArrayEquals(bytes, SerialWaveform.receive(bytes, fast, slow));
    assertArrayEquals(bytes, SerialWaveform.receive(bytes, slow, slow));
    assertFalse(SerialFormat.of(125_000, FlowControl.NONE).matches(slow));
  }

  private static PcServer connect(ModuleBench bench, int port) {
    var server = PcServer.listen(bench.pc(), port);
    bench.terminal().expectOk("AT+CIPMUX=1", "AT+CIPRECVTYPE=5,1", "AT+CIPSENDLCFG=1048576");
    assertEquals(
        "0,CONNECT\r\n\r\nOK\r\n",
        bench.terminal().ask("AT+CIPSTART=0,\"TCP\",\"" + ModuleBench.PC + "\"," + port, LONG));
    return server;
  }

  @Test
  void withoutFlowControlTheModuleLosesWhatTheNetworkDoesNotTake() {
    try (var bench = ModuleBench.joined(PACED)) {
      var server = connect(bench, 8080);
      server.stopReading();
      var terminal = bench.terminal();
      terminal.ask("AT+CIPSENDL=0,30000");
      terminal.type("y".repeat(30_000));
      terminal.listen(LONG);
      long lost = bench.module().counters().serial().moduleOverruns();
      assertTrue(lost > 5_000, "lost " + lost);
      server.readAgain();
      terminal.listen(Duration.ofSeconds(8));
      assertEquals("", terminal.heard(), "the module waits for what was lost");
      terminal.type("+++");
      terminal.listen(LONG);
      assertEquals("\r\nSEND CANCELLED\r\n", terminal.heard());
      assertEquals(0, server.received().replace("y", "").length());
    }
  }

  @Test
  void withFlowControlNothingIsLost() throws Exception {
    try (var bench = ModuleBench.joined(PACED.withFlowControl(FlowControl.RTS_CTS, true))) {
      var terminal = bench.terminal();
      terminal.link().setFlowControl(true);
      var server = connect(bench, 8080);
      server.stopReading();
      terminal.ask("AT+CIPSENDL=0,20000");
      terminal.type("y".repeat(15_000));
      terminal.listen(LONG);
      server.readAgain();
      terminal.type("y".repeat(5_000));
      terminal.listen(Duration.ofSeconds(8));
      assertEquals("+CIPSENDL:20000,20000\r\n\r\nSEND OK\r\n", terminal.heard());
      assertEquals(20_000, server.received().length());

      server.send(0, FILLER);
      terminal.listen(LONG);
      assertEquals("\r\n+IPD,0,2880\r\n".length(), terminal.heard().length());
      terminal.type("AT+CIPRECVDATA=0,5760\r\n");
      // More than the host's buffer holds, and nobody reads.
      bench.clock().advance(Duration.ofSeconds(3));
      terminal.listen(LONG);
      assertEquals("+CIPRECVDATA:5760," + FILLER + "\r\nOK\r\n", terminal.heard());
      assertEquals(0, bench.module().counters().serial().hostOverruns());
      assertEquals(0, bench.module().counters().serial().moduleOverruns());
    }
  }

  @Test
  void withoutFlowControlTheHostLosesWhatItDoesNotRead() {
    try (var bench = ModuleBench.joined(PACED)) {
      var server = connect(bench, 8080);
      var terminal = bench.terminal();
      server.send(0, FILLER);
      terminal.listen(LONG);
      terminal.heard();
      terminal.type("AT+CIPRECVDATA=0,5760\r\n");
      bench.clock().advance(Duration.ofSeconds(3));
      terminal.listen(LONG);
      long lost = bench.module().counters().serial().hostOverruns();
      assertEquals("+CIPRECVDATA:5760,".length() + 5760 + 6 - lost, terminal.heard().length());
      assertTrue(lost > 1_000, "lost " + lost);
    }
  }

  @Test
  void aModuleThatListensToAWireThatIsNotThereIsMute() {
    try (var bench = ModuleBench.started(PACED.withFlowControl(FlowControl.NONE, false))) {
      var terminal = bench.terminal();
      terminal.expectOk("AT+UART_CUR=115200,8,1,0,3");
      assertEquals("", terminal.ask("AT", LONG));
      bench.module().reset();
      terminal.listen(LONG);
      assertEquals("\r\nready\r\n", terminal.heard());
    }
  }

  @Test
  void faultsHappenAtTheirByte() {
    try (var bench = ModuleBench.started(EspAtOptions.DEFAULT)) {
      var terminal = bench.terminal();
      var faults = bench.module().faults();
      var log = new StringBuilder();
      faults.listen(text -> log.append(text).append('\n'));
      faults.arm(new SerialFault.Lose(SerialDirection.TO_HOST, 3, 2));
      assertEquals("\r\nO", terminal.ask("AT").substring(0, 3));
      faults.arm(new SerialFault.Flip(SerialDirection.TO_MODULE, 1, 0x20));
      assertEquals("\r\nERROR\r\n", terminal.ask("AT"));
      faults.arm(new SerialFault.Duplicate(SerialDirection.TO_HOST, 2, 1));
      assertEquals("\r\nOOK\r\n", terminal.ask("AT"));
      faults.arm(new SerialFault.Insert(SerialDirection.TO_HOST, 0, "\0\0"));
      assertEquals("\0\0\r\nOK\r\n", terminal.ask("AT"));
      faults.arm(new SerialFault.Reboot(SerialDirection.TO_MODULE, 4));
      assertTrue(terminal.ask("AT+GMR", LONG).contains("ready"));
      assertEquals(5, log.toString().lines().count(), log.toString());
    }
  }

  @Test
  void noiseIsTheSameInEveryRun() {
    assertEquals(noisy(), noisy());
  }

  private static String noisy() {
    try (var bench = ModuleBench.started(EspAtOptions.DEFAULT.withSeed(42))) {
      bench.module().faults().noise(SerialDirection.TO_HOST, 0.05);
      var text = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        text.append(bench.terminal().ask("AT+GMR"));
      }
      return text.toString();
    }
  }
}
