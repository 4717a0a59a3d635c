package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.packet.Ipv4Address;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The form of commands and answers as Espressif's user guide has it for each release ("AT Command
 * Set", v2.3 to v5.0), for all commands that the driver uses.
 */
class ReleaseGrammarTest {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final String MAC = "\"[0-9a-f]{2}(:[0-9a-f]{2}){5}\"";

  /** What a module answers that has joined and has one link; without the line ends and OK. */
  private static final Map<String, String> ANSWERS =
      Map.ofEntries(
          Map.entry("AT+GMR", "AT version:.+\nSDK version:.+\ncompile time\\(.+\nBin version:.+"),
          Map.entry("AT+UART_CUR?", "\\+UART_CUR:115[0-9]{3},8,1,0,0"),
          Map.entry("AT+SYSSTORE?", "\\+SYSSTORE:1"),
          Map.entry("AT+SYSLOG?", "\\+SYSLOG:0"),
          Map.entry("AT+SYSRAM?", "\\+SYSRAM:\\d+,\\d+"),
          Map.entry("AT+CWMODE?", "\\+CWMODE:1"),
          Map.entry("AT+CWSTATE?", "\\+CWSTATE:2,\"espressif\""),
          Map.entry("AT+CWJAP?", "\\+CWJAP:\"espressif\"," + MAC + ",6,-47,0,1,3,0,1"),
          Map.entry("AT+CWLAP", "\\+CWLAP:\\(3,\"espressif\",-47," + MAC + ",6,-1,-1,4,4,7,0\\)"),
          Map.entry("AT+CWRECONNCFG?", "\\+CWRECONNCFG:1,0"),
          Map.entry("AT+CWAUTOCONN?", "\\+CWAUTOCONN:1"),
          Map.entry("AT+CWDHCP?", "\\+CWDHCP:2"),
          Map.entry("AT+CIPSTAMAC?", "\\+CIPSTAMAC:" + MAC),
          Map.entry("AT+CIPDNS?", "\\+CIPDNS:0(,\"[0-9.]+\"){1,3}"),
          Map.entry("AT+CIPDOMAIN=\"192.168.3.1\"", "\\+CIPDOMAIN:\"192.168.3.1\""),
          Map.entry("AT+PING=\"192.168.3.1\"", "\\+PING:\\d+"),
          Map.entry("AT+CIPMUX?", "\\+CIPMUX:1"),
          Map.entry("AT+CIPMODE?", "\\+CIPMODE:0"),
          Map.entry("AT+CIPSTATE?", "\\+CIPSTATE:3,\"TCP\",\"192.168.3.102\",8080,\\d+,0"),
          Map.entry("AT+CIPSERVER?", "\\+CIPSERVER:0"),
          Map.entry("AT+CIPSERVERMAXCONN?", "\\+CIPSERVERMAXCONN:5"),
          Map.entry("AT+CIPSTO?", "\\+CIPSTO:\\d+"),
          Map.entry("AT+CIPSENDLCFG?", "\\+CIPSENDLCFG:1024,2920"),
          Map.entry("AT+TRANSINTVL?", "\\+TRANSINTVL:20"),
          Map.entry("AT+CIPDINFO?", "\\+CIPDINFO:false"));

  private static ModuleBench linked(FirmwareProfile profile) {
    var bench = ModuleBench.joined(EspAtOptions.DEFAULT.withProfile(profile));
    var _ = PcServer.listen(bench.pc(), 8080);
    bench.terminal().expectOk("AT+CIPMUX=1");
    bench.terminal().ask("AT+CIPSTART=3,\"TCP\",\"192.168.3.102\",8080", LONG);
    return bench;
  }

  @ParameterizedTest
  @EnumSource
  void answers(FirmwareProfile profile) {
    try (var bench = linked(profile)) {
      ANSWERS.forEach((command, form) -> {
        var answer = bench.terminal().ask(command, LONG);
        assertTrue(answer.endsWith("\r\n\r\nOK\r\n"), answer);
        var lines = answer.substring(0, answer.length() - "\r\n\r\nOK\r\n".length());
        assertTrue(lines.replace("\r\n", "\n").matches(form), command + ": " + answer);
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void optionsOfALink(FirmwareProfile profile) {
    try (var bench = linked(profile)) {
      var terminal = bench.terminal();
      terminal.expectOk("AT+CIPTCPOPT=3,,1,5000");
      boolean first = profile == FirmwareProfile.V2_3;
      var shown = terminal.ask("AT+CIPTCPOPT?");
      assertTrue(shown.contains("+CIPTCPOPT:3,-1,1,5000" + (first ? "" : ",0") + "\r\n"), shown);
      assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPTCPOPT=3,,1"));
    }
  }

  /** What not every release knows: the first and the last that do, and the error of the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V2_4 | V5_0 | 0x01060000 | AT+CIPTCPOPT=3,,1,5000,60",
        "V3_4 | V5_0 | 0x01090000 | AT+CIPRECVTYPE=5,1",
        "V2_3 | V4_1 | 0x01090000 | AT+CIPRECVMODE=1",
        "V2_3 | V3_4 | 0x01090000 | AT+CIPSTATUS",
        "V4_1 | V5_0 | 0x01060000 | AT+CIPSTART=0,\"TCP\",\"192.168.3.102\",8080,,,5000",
        "V4_1 | V5_0 | 0x01060000 | AT+CIPDOMAIN=\"192.168.3.1\",1,5000",
        "V4_1 | V5_0 | 0x01060000 | AT+CIPSERVER=1,80,\"TCP\",0,0",
      })
  void whatNotEveryReleaseKnows(
      FirmwareProfile first, FirmwareProfile last, String code, String command) {
    for (var profile : FirmwareProfile.values()) {
      try (var bench = linked(profile)) {
        bench.terminal().expectOk("AT+SYSLOG=1");
        var answer = bench.terminal().ask(command, LONG);
        if (profile.compareTo(first) >= 0 && profile.compareTo(last) <= 0) {
          assertTrue(answer.endsWith("\r\nOK\r\n"), profile + ": " + answer);
        } else {
          assertEquals("ERR CODE:" + code + "\r\n\r\nERROR\r\n", answer, profile.toString());
        }
      }
    }
  }

  /** Whether to reconnect at once is asked by none of them. */
  @ParameterizedTest
  @EnumSource
  void reconnecting(FirmwareProfile profile) {
    try (var bench = ModuleBench.joined(EspAtOptions.DEFAULT.withProfile(profile))) {
      bench.terminal().expectOk("AT+CWRECONNCFG=1,100");
      assertEquals("\r\nERROR\r\n", bench.terminal().ask("AT+CWRECONNCFG=1,100,1"));
    }
  }

  /** In the guide's words for v2: data that the module sends do not restart the timer. */
  @ParameterizedTest
  @EnumSource
  void silenceOfAClient(FirmwareProfile profile) {
    try (var bench = ModuleBench.joined(EspAtOptions.DEFAULT.withProfile(profile))) {
      var terminal = bench.terminal();
      terminal.expectOk("AT+CIPMUX=1", "AT+CIPSERVER=1,7", "AT+CIPSTO=10");
      var client = PcServer.client();
      bench.pc().connect(Ipv4Address.parse("192.168.3.112"), 7, Optional.empty(), client::changed);
      terminal.listen(Duration.ofSeconds(8));
      assertEquals("0,CONNECT\r\n", terminal.heard());
      terminal.ask("AT+CIPSEND=0,4");
      terminal.type("data");
      terminal.listen(Duration.ofSeconds(4));
      boolean restarts = profile.compareTo(FirmwareProfile.V3_4) >= 0;
      assertEquals(!restarts, terminal.heard().contains("0,CLOSED"));
    }
  }
}
