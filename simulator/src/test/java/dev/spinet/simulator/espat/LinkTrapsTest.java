package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.espat.stack.TcpSocket;
import dev.spinet.simulator.packet.Ipv4Address;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of links that drivers stumble over. */
class LinkTrapsTest {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final Ipv4Address MODULE = Ipv4Address.parse("192.168.3.112");

  private final ModuleBench bench = ModuleBench.joined(EspAtOptions.DEFAULT);
  private final Terminal terminal = bench.terminal();
  private PcServer server = PcServer.client();

  @BeforeEach
  void serve() {
    terminal.expectOk("AT+CIPMUX=1", "AT+CIPRECVTYPE=5,1", "AT+CIPSTO=0");
    server = PcServer.listen(bench.pc(), 8080);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void connect(int id) {
    assertEquals(
        id + ",CONNECT\r\n\r\nOK\r\n",
        terminal.ask("AT+CIPSTART=" + id + ",\"TCP\",\"192.168.3.102\",8080", LONG));
  }

  private void expect(String text) {
    terminal.listen(LONG);
    assertEquals(text, terminal.heard());
  }

  @Test
  void newDataIsNotAnnouncedBeforeTheHostHasRead() {
    connect(0);
    server.send(0, "one");
    expect("\r\n+IPD,0,3\r\n");
    server.send(0, "two");
    expect("");
    assertEquals("+CIPRECVLEN:6,0,0,0,0\r\n\r\nOK\r\n", terminal.ask("AT+CIPRECVLEN?"));
    assertEquals("+CIPRECVDATA:2,on\r\nOK\r\n", terminal.ask("AT+CIPRECVDATA=0,2"));
    server.send(0, "!");
    expect("\r\n+IPD,0,5\r\n");
    assertEquals("+CIPRECVDATA:5,etwo!\r\nOK\r\n", terminal.ask("AT+CIPRECVDATA=0,5760"));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPRECVDATA=0,5760"));
  }

  @Test
  void theEndIsToldWhenAllHasBeenRead() {
    connect(0);
    server.send(0, "last words");
    server.connection(0).close();
    expect("\r\n+IPD,0,10\r\n");
    assertEquals("+CIPRECVDATA:4,last\r\nOK\r\n", terminal.ask("AT+CIPRECVDATA=0,4"));
    assertEquals(
        "+CIPRECVDATA:6, words\r\nOK\r\n0,CLOSED\r\n", terminal.ask("AT+CIPRECVDATA=0,100", LONG));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPCLOSE=0"));
  }

  @Test
  void unreadDataGoWithTheLink() {
    connect(0);
    server.send(0, "unread");
    expect("\r\n+IPD,0,6\r\n");
    assertEquals("0,CLOSED\r\n\r\nOK\r\n", terminal.ask("AT+CIPCLOSE=0", LONG));
    assertTrue(server.connection(0).isOver(), "the peer is told that nobody has read");
    connect(0);
    expect("");
  }

  @Test
  void aFullWindowStopsThePeer() {
    connect(0);
    var text = "x".repeat(5760);
    server.send(0, text);
    terminal.listen(LONG);
    server.send(0, text.substring(0, 3000));
    terminal.listen(LONG);
    assertEquals("+CIPRECVLEN:5760,0,0,0,0\r\n\r\nOK\r\n", lengths());
    terminal.ask("AT+CIPRECVDATA=0,5760", LONG);
    terminal.listen(Duration.ofSeconds(3));
    terminal.heard();
    assertEquals("+CIPRECVLEN:3000,0,0,0,0\r\n\r\nOK\r\n", lengths());
  }

  private String lengths() {
    terminal.heard();
    return terminal.ask("AT+CIPRECVLEN?");
  }

  @Test
  void serverAndClientsShareTheIds() {
    connect(0);
    terminal.expectOk("AT+CIPSERVER=1,7");
    var clients = PcServer.client();
    for (int i = 0; i < 5; i++) {
      bench.pc().connect(MODULE, 7, Optional.empty(), clients::changed);
      terminal.listen(LONG);
    }
    assertEquals(
        "1,CONNECT\r\n2,CONNECT\r\n3,CONNECT\r\n4,CONNECT\r\nHave 4 Connections\r\n",
        terminal.heard());
    assertEquals(
        "\r\nERROR\r\n", terminal.ask("AT+CIPSTART=1,\"TCP\",\"192.168.3.102\",8080", LONG));
    var state = terminal.ask("AT+CIPSTATE?");
    assertTrue(state.contains("+CIPSTATE:0,\"TCP\",\"192.168.3.102\",8080,"), state);
    assertTrue(state.contains(",7,1\r\n\r\nOK\r\n"), state);
    assertEquals(
        "1,CLOSED\r\n2,CLOSED\r\n3,CLOSED\r\n4,CLOSED\r\n\r\nOK\r\n",
        terminal.ask("AT+CIPSERVER=0,1", LONG));
  }

  @Test
  void silentClientsOfTheServerAreSentAway() {
    terminal.expectOk("AT+CIPSERVER=1,7", "AT+CIPSTO=10");
    var client = PcServer.client();
    bench.pc().connect(MODULE, 7, Optional.empty(), client::changed);
    expect("0,CONNECT\r\n");
    terminal.listen(Duration.ofSeconds(8));
    client.send(0, "still here");
    expect("\r\n+IPD,0,10\r\n");
    terminal.listen(Duration.ofSeconds(8));
    assertEquals("", terminal.heard());
    terminal.listen(Duration.ofSeconds(2));
    assertEquals("0,CLOSED\r\n", terminal.heard());
  }

  @Test
  void aPortThatAnswersTheFirstStrangerHearsItsPeerFirst() {
    terminal.ask("AT+CIPSTART=2,\"UDP\",\"192.168.3.102\",5000,4000,1", LONG);
    var peer = bench.pc().openUdp(5000, _ -> {}).orElseThrow();
    var stranger = bench.pc().openUdp(5001, _ -> {}).orElseThrow();
    peer.send(MODULE, 4000, WireText.bytes("p"), 0, 1);
    expect("\r\n+IPD,2,1\r\n");
    assertTrue(terminal.ask("AT+CIPSTATE?").contains("\"192.168.3.102\",5000,4000,0"));
    stranger.send(MODULE, 4000, WireText.bytes("s"), 0, 1);
    terminal.listen(LONG);
    assertTrue(terminal.ask("AT+CIPSTATE?").contains("\"192.168.3.102\",5001,4000,0"));
  }

  @Test
  void threePlusesCannotBeSent() {
    connect(0);
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSEND=0,3"));
    terminal.type("+++");
    expect("\r\nSEND Canceled\r\n");
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSEND=0,3"));
    terminal.type("+");
    terminal.listen(Duration.ofMillis(2));
    terminal.type("++");
    expect("\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n");
    assertEquals("+++", server.received());
  }

  @Test
  void whatIsBeyondTheLengthIsACommandThatComesTooEarly() {
    connect(0);
    terminal.ask("AT+CIPSEND=0,4");
    terminal.type("datamore");
    // As Espressif's guide has it in its examples.
    expect("\r\nRecv 4 bytes\r\n\r\nbusy p...\r\n\r\nSEND OK\r\n");
    assertEquals("data", server.received());
    assertEquals("\r\nOK\r\n", terminal.ask("AT"));
  }

  @Test
  void aCommandThatComesTooEarlyIsLost() {
    terminal.type("AT+CIPSTART=0,\"TCP\",\"192.168.3.77\",80,,,2000\r\n");
    terminal.listen(Duration.ofMillis(10));
    assertEquals("\r\nbusy p...\r\n", terminal.ask("AT+GMR"));
    terminal.listen(Duration.ofSeconds(3));
    assertEquals("\r\nERROR\r\n", terminal.heard());
  }

  @Test
  void aModuleThatHasNoTimeThrowsCommandsAway() {
    bench.module().faults().busy(Duration.ofSeconds(2));
    assertEquals("\r\nbusy p...\r\n", terminal.ask("AT"));
    assertEquals("\r\nbusy p...\r\n", terminal.ask("AT", LONG));
    terminal.listen(LONG);
    assertEquals("\r\nOK\r\n", terminal.ask("AT"));
  }

  @Test
  void aRestartIsHeardWhileBusy() {
    terminal.type("AT+CIPSTART=0,\"TCP\",\"192.168.3.77\",80\r\n");
    terminal.listen(Duration.ofMillis(10));
    assertEquals(
        "\r\nWill force to restart!!!\r\n\r\nready\r\n",
        terminal.ask("AT+RST", LONG).replace("WIFI CONNECTED\r\nWIFI GOT IP\r\n", ""));
  }

  @Test
  void bulkDataStreamWithReports() {
    connect(0);
    terminal.expectOk("AT+CIPSENDLCFG=1000,2920");
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSENDL=0,2500"));
    terminal.type("y".repeat(2500));
    expect("+CIPSENDL:1000,2500\r\n+CIPSENDL:2000,2500\r\n+CIPSENDL:2500,2500\r\n\r\nSEND OK\r\n");
    assertEquals("y".repeat(2500), server.received());
  }

  @Test
  void bulkDataWaitForTheNetwork() {
    connect(0);
    terminal.expectOk("AT+CIPSENDLCFG=1048576");
    server.stopReading();
    terminal.ask("AT+CIPSENDL=0,60000");
    // The line holds back what nobody takes; it goes on as the peer reads.
    terminal.type("z".repeat(12_000));
    terminal.listen(LONG);
    assertEquals("", terminal.heard());
    server.readAgain();
    terminal.listen(Duration.ofSeconds(5));
    terminal.type("z".repeat(48_000));
    terminal.listen(Duration.ofSeconds(5));
    assertEquals("+CIPSENDL:60000,60000\r\n\r\nSEND OK\r\n", terminal.heard());
    assertEquals(60_000, server.received().length());
  }

  @Test
  void theTimeOutOfASendIsNotThatOfTheNext() {
    connect(0);
    terminal.expectOk("AT+CIPTCPOPT=0,,,3000");
    terminal.ask("AT+CIPSEND=0,4");
    terminal.type("data");
    expect("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
    server.stopReading();
    terminal.ask("AT+CIPSEND=0,8192");
    terminal.type("y".repeat(8192));
    expect("\r\nRecv 8192 bytes\r\n\r\nSEND OK\r\n");
    terminal.ask("AT+CIPSEND=0,8192");
    terminal.type("z".repeat(8192));
    // The time of the first send runs out while the third one waits for the peer.
    terminal.listen(Duration.ofMillis(1500));
    assertEquals("\r\nRecv 8192 bytes\r\n", terminal.heard());
    server.readAgain();
    expect("\r\nSEND OK\r\n");
  }

  @Test
  void aSendThatNobodyTakesEndsInTime() {
    connect(0);
    terminal.expectOk("AT+CIPTCPOPT=0,,,3000", "AT+CIPSENDLCFG=1048576");
    server.stopReading();
    terminal.ask("AT+CIPSENDL=0,30000");
    terminal.type("y".repeat(12_000));
    terminal.listen(Duration.ofMillis(2900));
    assertEquals("", terminal.heard());
    // From then on the module swallows what is still to come.
    terminal.listen(Duration.ofMillis(200));
    terminal.type("y".repeat(18_000));
    expect("\r\nSEND FAIL\r\n");
    assertEquals("\r\nOK\r\n", terminal.ask("AT"));
  }

  @Test
  void bulkDataForADeadLinkAreSwallowedUntilTheHostEscapes() {
    connect(0);
    terminal.ask("AT+CIPSENDL=0,100000");
    terminal.type("some");
    terminal.listen(LONG);
    server.connection(0).abort();
    expect("0,CLOSED\r\n");
    terminal.type("more");
    terminal.listen(LONG);
    assertEquals("", terminal.ask("AT"));
    terminal.listen(LONG);
    terminal.type("+++");
    expect("\r\nSEND CANCELLED\r\n");
    assertEquals("\r\nOK\r\n", terminal.ask("AT"));
  }

  @Test
  void aRefusedConnectionIsTold() {
    assertEquals(
        "1,CLOSED\r\n\r\nERROR\r\n",
        terminal.ask("AT+CIPSTART=1,\"TCP\",\"192.168.3.102\",81", LONG));
  }

  @Test
  void theModeOfLinksCannotChangeWhileThereIsOne() {
    connect(0);
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPMUX=0"));
  }

  @Test
  void datagramsArePutTogetherAndCut() {
    terminal.expectOk("AT+CIPDINFO=1");
    assertEquals(
        "2,CONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CIPSTART=2,\"UDP\",\"0.0.0.0\",1,4000,2"));
    var tool = bench.pc().openUdp(5000, _ -> {}).orElseThrow();
    tool.send(MODULE, 4000, WireText.bytes("first"), 0, 5);
    tool.send(MODULE, 4000, WireText.bytes("second"), 0, 6);
    expect("\r\n+IPD,2,5\r\n");
    assertEquals(
        "+CIPRECVDATA:7,\"192.168.3.102\",5000,firstse\r\nOK\r\n",
        terminal.ask("AT+CIPRECVDATA=2,7"));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPRECVDATA=2,7"));
  }

  @Test
  void lossOfTheAccessPointEndsAllLinks() {
    connect(0);
    connect(3);
    bench.radio().remove(bench.accessPoint());
    expect("WIFI DISCONNECT\r\n0,CLOSED\r\n3,CLOSED\r\n");
    terminal.listen(Duration.ofSeconds(3));
    bench.radio().add(bench.accessPoint(), bench.lan());
    terminal.listen(Duration.ofSeconds(3));
    assertEquals("WIFI CONNECTED\r\nWIFI GOT IP\r\n", terminal.heard());
  }

  @Test
  void sendsFailAsTheyAreTold() {
    connect(0);
    bench.module().faults().failSends(1, ModuleFaults.SendFault.HALF_SENT);
    assertEquals("\r\nOK\r\n\r\n>", terminal.ask("AT+CIPSEND=0,4"));
    terminal.type("half");
    expect("\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n");
    assertEquals("ha", server.received());
    bench.module().faults().failSends(1, ModuleFaults.SendFault.FAIL_THEN_OK);
    terminal.ask("AT+CIPSEND=0,4");
    terminal.type("full");
    expect("\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n\r\nSEND OK\r\n");
    assertEquals("full", server.received());
  }

  @Test
  void resultsComeLateOrNever() {
    bench.module().faults().delayResults(1, Duration.ofSeconds(5));
    assertEquals("", terminal.ask("AT"));
    assertEquals("\r\nbusy p...\r\n", terminal.ask("AT"));
    terminal.listen(Duration.ofSeconds(6));
    assertEquals("\r\nOK\r\n", terminal.heard());
    bench.module().faults().swallowResults(1);
    assertEquals("", terminal.ask("AT", LONG));
    assertEquals("\r\nOK\r\n", terminal.ask("AT"));
  }

  @Test
  void aResetOfTheModuleLeavesNothing() {
    connect(0);
    TcpSocket peer = server.connection(0);
    bench.module().reset();
    expect("\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n");
    assertEquals("AT\r\n\r\nOK\r\n", terminal.ask("AT"));
    terminal.ask("ATE0");
    assertEquals("+CIPMUX:0\r\n\r\nOK\r\n", terminal.ask("AT+CIPMUX?"));
    server.send(0, "are you there?");
    terminal.listen(LONG);
    assertTrue(peer.isOver(), "the peer of a connection that nobody knows any more");
  }
}
