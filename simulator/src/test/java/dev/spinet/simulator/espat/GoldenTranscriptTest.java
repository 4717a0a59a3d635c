package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.packet.Ipv4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The exchanges that Espressif's user guide shows ("TCP-IP AT Examples", releases v2.4 to v5.0):
 * the same commands, and replies of the same lines. The guide leaves empty lines and echo out; here
 * they are what the firmware writes.
 */
class GoldenTranscriptTest {
  private static final Duration LONG = Duration.ofSeconds(1);

  private ModuleBench bench = ModuleBench.started(EspAtOptions.DEFAULT);

  private Terminal start(FirmwareProfile profile) {
    bench.close();
    bench = ModuleBench.started(EspAtOptions.DEFAULT.withProfile(profile));
    return bench.terminal();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static String recv(FirmwareProfile profile, int count) {
    return (profile.compareTo(FirmwareProfile.V4_1) >= 0 ? "\r\n" : "")
        + "Recv "
        + count
        + " bytes\r\n";
  }

  private void join(Terminal terminal) {
    terminal.expectOk("AT+CWMODE=1");
    assertEquals(
        "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n",
        terminal.ask("AT+CWJAP=\"espressif\",\"1234567890\"", LONG));
    terminal.ask("AT+CIPSTA=\"192.168.3.112\",\"192.168.3.1\",\"255.255.255.0\"");
  }

  @ParameterizedTest
  @EnumSource
  void tcpClientInSingleConnection(FirmwareProfile profile) {
    var terminal = start(profile);
    terminal.expectOk("AT+CWMODE=1");
    assertEquals(
        "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n",
        terminal.ask("AT+CWJAP=\"espressif\",\"1234567890\"", LONG));
    terminal.ask("AT+CIPSTA=\"192.168.3.112\",\"192.168.3.1\",\"255.255.255.0\"");
    assertEquals(
        """
        +CIPSTA:ip:"192.168.3.112"\r
        +CIPSTA:gateway:"192.168.3.1"\r
        +CIPSTA:netmask:"255.255.255.0"\r
        \r
        OK\r
        """,
        terminal.ask("AT+CIPSTA?"));
    var server = PcServer.listen(bench.pc(), 8080);
    assertEquals(
        "CONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CIPSTART=\"TCP\",\"192.168.3.102\",8080", LONG));
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSEND=4"));
    terminal.type("test");
    terminal.listen(LONG);
    assertEquals(recv(profile, 4) + "\r\nSEND OK\r\n", terminal.heard());
    assertEquals("test", server.received());
    server.send(0, "test");
    terminal.listen(LONG);
    assertEquals("\r\n+IPD,4:test", terminal.heard());
  }

  @ParameterizedTest
  @EnumSource
  void tcpServerInMultipleConnections(FirmwareProfile profile) {
    var terminal = start(profile);
    join(terminal);
    terminal.expectOk("AT+CIPMUX=1", "AT+CIPSERVER=1");
    var client = PcServer.client();
    bench.pc().connect(Ipv4Address.parse("192.168.3.112"), 333, Optional.empty(), client::changed);
    terminal.listen(LONG);
    assertEquals("0,CONNECT\r\n", terminal.heard());
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSEND=0,4"));
    terminal.type("test");
    terminal.listen(LONG);
    assertEquals(recv(profile, 4) + "\r\nSEND OK\r\n", terminal.heard());
    assertEquals("test", client.received());
    client.send(0, "test");
    terminal.listen(LONG);
    assertEquals("\r\n+IPD,0,4:test", terminal.heard());
    assertEquals("0,CLOSED\r\n\r\nOK\r\n", terminal.ask("AT+CIPCLOSE=0"));
  }

  @ParameterizedTest
  @EnumSource
  void udpWithFixedPeer(FirmwareProfile profile) {
    var terminal = start(profile);
    join(terminal);
    var heard = new StringBuilder();
    var tool =
        bench
            .pc()
            .openUdp(
                8080,
                datagram ->
                    heard.append(
                        WireText.of(
                            datagram.ip().ethernet().bytes(),
                            datagram.payloadOffset(),
                            datagram.payloadLength())))
            .orElseThrow();
    assertEquals(
        "CONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CIPSTART=\"UDP\",\"192.168.3.102\",8080,1112,0"));
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSEND=4"));
    terminal.type("test");
    terminal.listen(LONG);
    assertEquals(recv(profile, 4) + "\r\nSEND OK\r\n", terminal.heard());
    assertEquals("test", heard.toString());
    tool.send(Ipv4Address.parse("192.168.3.112"), 1112, WireText.bytes("test"), 0, 4);
    terminal.listen(LONG);
    assertEquals("\r\n+IPD,4:test", terminal.heard());
    assertEquals("CLOSED\r\n\r\nOK\r\n", terminal.ask("AT+CIPCLOSE"));
  }

  @ParameterizedTest
  @EnumSource
  void udpWithChangeablePeer(FirmwareProfile profile) {
    var terminal = start(profile);
    join(terminal);
    var heard = new StringBuilder();
    terminal.expectOk("AT+CIPMUX=0");
    for (int port : new int[] {8080, 1000}) {
      bench.pc().openUdp(port, _ -> heard.append(port).append(' '));
    }
    assertEquals(
        "CONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CIPSTART=\"UDP\",\"192.168.3.102\",8080,1112,2"));
    for (var command : List.of("AT+CIPSEND=4", "AT+CIPSEND=4,\"192.168.3.102\",1000")) {
      assertEquals("\r\nOK\r\n\r\n>", terminal.ask(command));
      terminal.type("test");
      terminal.listen(LONG);
      assertEquals(recv(profile, 4) + "\r\nSEND OK\r\n", terminal.heard());
    }
    assertEquals("8080 1000 ", heard.toString());
  }

  /** The note below each example that sends. */
  @ParameterizedTest
  @EnumSource
  void moreBytesThanTheLength(FirmwareProfile profile) {
    var terminal = start(profile);
    join(terminal);
    var server = PcServer.listen(bench.pc(), 8080);
    terminal.ask("AT+CIPSTART=\"TCP\",\"192.168.3.102\",8080", LONG);
    terminal.ask("AT+CIPSEND=4");
    terminal.type("test more");
    terminal.listen(LONG);
    assertEquals(recv(profile, 4) + "\r\nbusy p...\r\n\r\nSEND OK\r\n", terminal.heard());
    assertEquals("test", server.received());
  }

  @ParameterizedTest
  @EnumSource
  void softAp(FirmwareProfile profile) {
    var terminal = start(profile);
    terminal.expectOk("AT+CWMODE=2", "AT+CIPMUX=1", "AT+CWSAP=\"ESP32_softAP\",\"1234567890\",5,3");
    assertEquals(
        """
        +CIPAP:ip:"192.168.4.1"\r
        +CIPAP:gateway:"192.168.4.1"\r
        +CIPAP:netmask:"255.255.255.0"\r
        \r
        OK\r
        """,
        terminal.ask("AT+CIPAP?"));
    terminal.expectOk("AT+CIPSERVER=1");
  }

  /** The example of AT+CWJAP. */
  @ParameterizedTest
  @EnumSource
  void escapedNameAndPassword(FirmwareProfile profile) {
    var terminal = start(profile);
    bench.radio().add(AccessPoint.of("ab\\,c", "0123456789\"\\"), bench.lan());
    terminal.expectOk("AT+CWMODE=1");
    assertEquals(
        "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n",
        terminal.ask("AT+CWJAP=\"ab\\\\\\,c\",\"0123456789\\\"\\\\\"", LONG));
  }

  /** What AT+CIPSENDLCFG says of the reports. */
  @ParameterizedTest
  @EnumSource
  void reportsOfALongSend(FirmwareProfile profile) {
    var terminal = start(profile);
    join(terminal);
    var server = PcServer.listen(bench.pc(), 8080);
    terminal.ask("AT+CIPSTART=\"TCP\",\"192.168.3.102\",8080", LONG);
    terminal.expectOk("AT+CIPSENDLCFG=100");
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSENDL=250"));
    terminal.type("y".repeat(250));
    terminal.listen(LONG);
    assertEquals(
        "+CIPSENDL:100,250\r\n+CIPSENDL:200,250\r\n+CIPSENDL:250,250\r\n\r\nSEND OK\r\n",
        terminal.heard());
    assertEquals(250, server.received().length());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"V2_3", "V2_4"})
  void dataInPassiveMode(FirmwareProfile profile) {
    var terminal = start(profile);
    join(terminal);
    var server = PcServer.listen(bench.pc(), 8080);
    assertEquals(
        "CONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CIPSTART=\"TCP\",\"192.168.3.102\",8080", LONG));
    terminal.expectOk("AT+CIPRECVTYPE=1");
    server.send(0, "test");
    terminal.listen(LONG);
    assertEquals("\r\n+IPD,4\r\n", terminal.heard());
    assertEquals("+CIPRECVLEN:4\r\n\r\nOK\r\n", terminal.ask("AT+CIPRECVLEN?"));
    assertEquals("+CIPRECVDATA:4,test\r\nOK\r\n", terminal.ask("AT+CIPRECVDATA=4"));
  }

  @ParameterizedTest
  @EnumSource
  void errorCodes(FirmwareProfile profile) {
    var terminal = start(profile);
    terminal.expectOk("AT+SYSLOG=1");
    assertEquals("ERR CODE:0x01090000\r\n\r\nERROR\r\n", terminal.ask("AT+FAKE"));
    terminal.expectOk("AT+SYSLOG=0");
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+FAKE"));
  }
}
