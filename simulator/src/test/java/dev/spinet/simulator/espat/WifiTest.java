package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.espat.Encryption;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.packet.MacAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access points: found, joined, refused and lost. */
class WifiTest {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final String JOINED = "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n";

  private final ModuleBench bench = ModuleBench.started(EspAtOptions.DEFAULT);
  private final Terminal terminal = bench.terminal();

  @AfterEach
  void close() {
    bench.close();
  }

  private String join(String ssid, String password) {
    terminal.ask("AT+CWMODE=1");
    return terminal.ask("AT+CWJAP=\"" + ssid + "\",\"" + password + "\"", LONG);
  }

  @Test
  void whatKeepsFromJoiningIsTold() {
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CWJAP=\"espressif\",\"1234567890\""));
    assertEquals("+CWJAP:2\r\n\r\nERROR\r\n", join("espressif", "wrong password"));
    assertEquals("+CWJAP:3\r\n\r\nERROR\r\n", join("elsewhere", "1234567890"));
    assertEquals("+CWSTATE:4,\"elsewhere\"\r\n\r\nOK\r\n", terminal.ask("AT+CWSTATE?"));
  }

  @Test
  void asAnAccessPointItListsWhoHasJoined() {
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CWLIF"));
    terminal.ask("AT+CWMODE=2");
    assertEquals("\r\nOK\r\n", terminal.ask("AT+CWSAP=\"own\",\"12345678\",5,3,1"));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CWSAP=\"own\",\"12345678\",5,1"));
    assertEquals("\r\nOK\r\n", terminal.ask("AT+CIPAP=\"192.168.9.1\""));
    bench.module().associate(MacAddress.parse("02:00:00:00:00:0b"));
    bench.module().associate(MacAddress.parse("02:00:00:00:00:0c"));
    terminal.listen(Duration.ofMillis(1));
    assertEquals(
        "+STA_CONNECTED:\"02:00:00:00:00:0b\"\r\n+DIST_STA_IP:\"02:00:00:00:00:0b\",\"192.168.9.2\"\r\n",
        terminal.heard());
    assertEquals("+CWLIF:192.168.9.2,02:00:00:00:00:0b\r\n\r\nOK\r\n", terminal.ask("AT+CWLIF"));
    bench.module().dissociate(MacAddress.parse("02:00:00:00:00:0b"));
    terminal.listen(Duration.ofMillis(1));
    assertEquals("+STA_DISCONNECTED:\"02:00:00:00:00:0b\"\r\n", terminal.heard());
    assertEquals("\r\nOK\r\n", terminal.ask("AT+CWLIF"));
  }

  @Test
  void withoutDhcpTheModuleHasJoinedButHasNoAddress() {
    bench.gateway().setDhcpMode(DhcpMode.SILENT);
    assertEquals("WIFI CONNECTED\r\n", join("espressif", "1234567890"));
    terminal.listen(Duration.ofSeconds(15));
    assertEquals("+CWJAP:1\r\n\r\nERROR\r\n", terminal.heard());
    assertEquals("+CWSTATE:1,\"espressif\"\r\n\r\nOK\r\n", terminal.ask("AT+CWSTATE?"));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPSTART=\"TCP\",\"192.168.3.102\",8080"));
    bench.gateway().setDhcpMode(DhcpMode.NORMAL);
    terminal.listen(Duration.ofSeconds(64));
    assertEquals("WIFI GOT IP\r\n", terminal.heard());
  }

  @Test
  void namesAndPasswordsMayHaveAnyBytes() {
    var odd =
        new AccessPoint(
            "ab\\,\"c\u00ff\u0001",
            "p,\"\\ \u00e4ss",
            Encryption.WPA2,
            MacAddress.parse("02:00:00:00:00:0a"),
            11,
            -30,
            false);
    bench.radio().add(odd, bench.lan());
    assertEquals(JOINED, join("ab\\\\\\,\\\"c\u00ff\u0001", "p\\,\\\"\\\\ \u00e4ss"));
    // Nothing is escaped on the way back.
    assertEquals(
        "+CWJAP:\"ab\\,\"c\u00ff\u0001\",\"02:00:00:00:00:0a\",11,-30,0,1,3,0,1\r\n\r\nOK\r\n",
        terminal.ask("AT+CWJAP?"));
  }

  @Test
  void aScanShowsWhatIsHeardTheStrongestFirst() {
    terminal.expectOk("AT+CWMODE=1");
    bench
        .radio()
        .add(
            AccessPoint.of("open", "")
                .withBssid(MacAddress.parse("02:00:00:00:00:0b"))
                .withSignal(1, -80),
            bench.lan());
    bench.radio().add(AccessPoint.of("secret", "12345678").asHidden(), bench.lan());
    assertEquals(
        """
        +CWLAP:(3,"espressif",-47,"02:53:50:4e:a0:01",6,-1,-1,4,4,7,0)\r
        +CWLAP:(0,"open",-80,"02:00:00:00:00:0b",1,-1,-1,0,0,7,0)\r
        \r
        OK\r
        """,
        terminal.ask("AT+CWLAP", LONG));
    terminal.expectOk("AT+CWLAPOPT=,6,-60");
    assertEquals("+CWLAP:(\"espressif\",-47)\r\n\r\nOK\r\n", terminal.ask("AT+CWLAP", LONG));
    assertEquals("\r\nOK\r\n", terminal.ask("AT+CWLAP=\"open\"", LONG));
  }

  @Test
  void oneOfSeveralOfTheSameNameIsChosenByItsAddress() {
    var far =
        AccessPoint.of("espressif", "other word")
            .withBssid(MacAddress.parse("02:00:00:00:00:0c"))
            .withSignal(3, -90);
    bench.radio().add(far, bench.lan());
    terminal.ask("AT+CWMODE=1");
    assertEquals(
        JOINED, terminal.ask("AT+CWJAP=\"espressif\",\"other word\",\"02:00:00:00:00:0C\"", LONG));
    assertEquals("WIFI DISCONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CWQAP"));
    assertEquals(JOINED, join("espressif", "1234567890"));
  }

  @Test
  void whoWantsAProtectedNetworkDoesNotJoinAnOpenOne() {
    terminal.ask("AT+CWMODE=1");
    var open = AccessPoint.of("cafe", "").withBssid(MacAddress.parse("02:00:00:00:00:0d"));
    bench.radio().add(open, bench.lan());
    assertEquals("+CWJAP:3\r\n\r\nERROR\r\n", terminal.ask("AT+CWJAP=\"cafe\",\"\",,1", LONG));
    assertEquals(JOINED, terminal.ask("AT+CWJAP=\"espressif\",\"1234567890\",,1", LONG));
    assertEquals(
        "+CWJAP:\"espressif\",\"02:53:50:4e:a0:01\",6,-47,1,1,3,0,1\r\n\r\nOK\r\n",
        terminal.ask("AT+CWJAP?"));
  }

  @Test
  void flashIsOnlyWrittenWhenItMayBe() {
    terminal.expectOk("AT+SYSSTORE=0");
    assertEquals(JOINED, join("espressif", "1234567890"));
    assertEquals(0, bench.module().counters().flashWrites());
    bench.module().reset();
    terminal.listen(LONG);
    assertEquals("\r\nready\r\n", terminal.heard());
    terminal.ask("ATE0");
    assertEquals(JOINED, join("espressif", "1234567890"));
    assertEquals(2, bench.module().counters().flashWrites());
    bench.module().reset();
    terminal.listen(LONG);
    assertEquals("\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n", terminal.heard());
    terminal.ask("ATE0");
    assertEquals("\r\nOK\r\n\r\nready\r\n", terminal.ask("AT+RESTORE", LONG));
  }

  @Test
  void aStationThatIsSentAwayComesBackAsOftenAsItWasTold() {
    assertEquals(JOINED, join("espressif", "1234567890"));
    terminal.expectOk("AT+CWRECONNCFG=2,0");
    bench.module().faults().disassociate();
    terminal.listen(Duration.ofMillis(100));
    assertEquals("WIFI DISCONNECT\r\n", terminal.heard());
    assertEquals("+CWSTATE:3,\"espressif\"\r\n\r\nOK\r\n", terminal.ask("AT+CWSTATE?"));
    terminal.listen(Duration.ofSeconds(3));
    assertEquals("WIFI CONNECTED\r\nWIFI GOT IP\r\n", terminal.heard());
    terminal.expectOk("AT+CWRECONNCFG=0,0");
    bench.module().faults().disassociate();
    terminal.listen(Duration.ofSeconds(20));
    assertEquals("WIFI DISCONNECT\r\n", terminal.heard());
  }

  @Test
  void passwordsAreNotShown() {
    assertFalse(AccessPoint.of("name", "p4ssw0rd").toString().contains("p4ssw0rd"));
  }

  @Test
  void gatewayAnswersPing() {
    assertEquals(JOINED, join("espressif", "1234567890"));
    assertEquals("+PING:0\r\n\r\nOK\r\n", terminal.ask("AT+PING=\"192.168.3.1\"", LONG));
    var silence = terminal.ask("AT+PING=\"192.168.3.9\"", Duration.ofSeconds(6));
    assertEquals("+PING:TIMEOUT\r\n\r\nERROR\r\n", silence);
  }

  @Test
  void everyProfileListsItsCommands() {
    for (var profile : FirmwareProfile.values()) {
      try (var other = ModuleBench.started(EspAtOptions.DEFAULT.withProfile(profile))) {
        var list = other.terminal().ask("AT+CMD?", LONG);
        assertTrue(list.contains(",\"AT+CIPSENDL\",0,0,1,0\r\n"), list);
        assertEquals(
            profile.compareTo(FirmwareProfile.V2_4) > 0, list.contains("\"AT+CIPRECVTYPE\""), list);
        assertEquals(profile != FirmwareProfile.V5_0, list.contains("\"AT+CIPRECVMODE\""), list);
      }
    }
  }
}
