package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a host writes, the module neither breaks nor falls silent for good. */
class RandomInputTest {
  private static final int LINES = 1500;
  private static final List<String> SEEDS =
      List.of(
          "AT",
          "ATE0",
          "AT+GMR",
          "AT+CMD?",
          "AT+CWMODE=1",
          "AT+CWJAP=\"espressif\",\"1234567890\"",
          "AT+CWJAP?",
          "AT+CWLAP",
          "AT+CIPMUX=1",
          "AT+CIPSTART=0,\"TCP\",\"192.168.3.102\",8080",
          "AT+CIPSTART=1,\"UDP\",\"192.168.3.102\",9,1000,2",
          "AT+CIPSEND=0,12",
          "AT+CIPSENDL=0,300",
          "AT+CIPSEND=1,5,\"192.168.3.102\",9",
          "AT+CIPRECVTYPE=5,1",
          "AT+CIPRECVDATA=0,100",
          "AT+CIPRECVLEN?",
          "AT+CIPSTATE?",
          "AT+CIPSERVER=1,333",
          "AT+CIPSERVER=0,1",
          "AT+CIPCLOSE=5",
          "AT+CIPDOMAIN=\"a.b\"",
          "AT+CIPSTA=\"192.168.3.112\"",
          "AT+CWDHCP=1,1",
          "AT+SYSLOG=1",
          "AT+CIPTCPOPT=0,-1,1,500",
          "AT+RST",
          "+++");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingBreaksIt(long seed) {
    var random = new Random(seed);
    var profiles = FirmwareProfile.values();
    var options =
        EspAtOptions.DEFAULT.withProfile(profiles[random.nextInt(profiles.length)]).withSeed(seed);
    try (var bench = ModuleBench.joined(options)) {
      var server = PcServer.listen(bench.pc(), 8080);
      var terminal = bench.terminal();
      for (int i = 0; i < LINES; i++) {
        terminal.type(line(random));
        terminal.listen(Duration.ofMillis(random.nextInt(20)));
        for (int c = 0; c < server.count(); c++) {
          if (random.nextInt(30) == 0 && server.connection(c).room() > 0) {
            server.send(c, "y");
          } else if (random.nextInt(200) == 0) {
            server.connection(c).close();
          }
        }
        terminal.heard();
      }
      bench.module().reset();
      terminal.listen(Duration.ofSeconds(3));
      assertTrue(terminal.heard().contains("\r\nready\r\n"));
      assertTrue(terminal.ask("AT", Duration.ofSeconds(1)).contains("\r\nOK\r\n"));
    }
  }

  private static String line(Random random) {
    var line = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int changes = random.nextInt(4); changes > 1; changes--) {
      int at = random.nextInt(line.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> line.insert(at, (char) random.nextInt(256));
        case 1 -> line.insert(at, ",\\\"?=09".charAt(random.nextInt(7)));
        case 2 -> line.delete(Math.max(0, at - 1), at);
        default -> line.insert(at, "x".repeat(random.nextInt(300)));
      }
    }
    return random.nextInt(20) == 0 ? line.toString() : line.append("\r\n").toString();
  }
}
