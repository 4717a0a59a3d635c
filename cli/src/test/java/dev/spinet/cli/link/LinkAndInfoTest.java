package dev.spinet.cli.link;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** spinet link, info and scan, at simulated chips. */
class LinkAndInfoTest {

  @TempDir private Path folder;

  private final Captured pipe = Captured.pipe();

  private int run(String... arguments) {
    return pipe.run(Devices::open, arguments);
  }

  private JsonNode json(int code, String... arguments) throws Exception {
    assertEquals(code, run(arguments), pipe.out() + pipe.err());
    assertEquals(1, pipe.out().lines().count(), pipe.out());
    var json = new ObjectMapper().readTree(pipe.out());
    assertEquals(code, json.get("exitCode").asInt());
    assertEquals(code == 0, json.get("ok").asBoolean());
    assertEquals(arguments[0], json.get("command").asText());
    return json;
  }

  private String passwordFile(String password) throws Exception {
    return "--password-file=" + Files.writeString(folder.resolve("password"), password + "\n");
  }

  @Test
  void linkTellsWhatDhcpGave() throws Exception {
    var link = json(0, "link", "--json", "sim:w5500?net=lan").get("link");
    assertAll(
        () -> assertEquals("10.0.2.15", link.get("ip").asText()),
        () -> assertEquals(24, link.get("prefixLength").asInt()),
        () -> assertEquals("10.0.2.2", link.get("gateway").asText()),
        () -> assertEquals("10.0.2.3", link.get("dns").asText()),
        () -> assertTrue(link.get("dhcp").asBoolean()),
        () -> assertTrue(link.get("leaseSecondsLeft").asLong() > 0));
  }

  @Test
  void linkTakesAStaticAddress() throws Exception {
    var link =
        json(
                0,
                "link",
                "--json",
                "--address=10.0.2.99",
                "--netmask=255.255.0.0",
                "--gateway=10.0.2.2",
                "sim:w5500?net=lan")
            .get("link");
    assertEquals("10.0.2.99", link.get("ip").asText());
    assertEquals(16, link.get("prefixLength").asInt());
    assertFalse(link.get("dhcp").asBoolean());
  }

  @Test
  void linkJoinsAWifiNetwork() throws Exception {
    var json =
        json(
            0,
            "link",
            "--json",
            "--ssid=workshop",
            passwordFile("corn-flower"),
            "sim:esp-at?ap=workshop:corn-flower");
    assertEquals("workshop", json.get("wifi").get("ssid").asText());
    assertTrue(json.get("wifi").get("rssi").asInt() < 0);
    assertEquals("10.0.2.15", json.get("link").get("ip").asText());
    assertFalse(pipe.out().contains("corn-flower"));
  }

  @Test
  void linkNamesAWrongPassword() throws Exception {
    var json =
        json(
            4,
            "link",
            "--json",
            "--ssid=workshop",
            passwordFile("tulip-field"),
            "sim:esp-at?ap=workshop:corn-flower");
    assertTrue(json.get("error").asText().contains("password"), pipe.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sim:w5500 --gateway=10.0.2.2                         | need --address",
        "sim:w5500 --address=10.0.2.300                       | 10.0.2.300",
        "sim:w5500 --address=10.0.2.5 --gateway=192.168.1.1   | is not in the network",
        "sim:w5500 --ssid=x --security=open                   | no radio",
        "sim:esp-at --ssid=x                                  | --password-file",
        "sim:esp-at --ssid=x --password-file=/nowhere/at/all  | no file",
        "sim:esp-at --ssid= --security=open                   | 1 to 32 bytes",
      })
  void linkSaysWhatIsWrongWithTheCommandLine(String arguments, String words) {
    // A variable of this machine would be taken for the password.
    if (System.getenv(PasswordOptions.VARIABLE) != null) {
      throw new AssertionError(PasswordOptions.VARIABLE + " is set");
    }
    int code = run(("link " + arguments.strip()).split(" +"));
    assertEquals(2, code, pipe.out());
    assertTrue(pipe.err().contains(words), pipe.err());
  }

  @Test
  void linkHoldsUntilItIsInterrupted() throws Exception {
    try (var link = RunningCommand.start("link", "--hold", "sim:w5500?net=lan")) {
      assertTrue(link.out().contains("10.0.2.15/24"), link.out());
      assertEquals(130, link.end());
      assertEquals("Ctrl-C ends it.\n", link.err());
    }
  }

  @Test
  void linkTellsThatTheLinkGoesWhileItHolds() throws Exception {
    var faults =
        Files.writeString(
            folder.resolve("faults"), "every 2s, at most 1 times: link down for 2s\n");
    try (var link = RunningCommand.start("link", "--hold", "sim:w5500?net=lan&faults=" + faults)) {
      link.await("the link is gone");
      link.await("the link is back");
      assertEquals(130, link.end());
    }
  }

  @Test
  void infoOfAChip() throws Exception {
    var json = json(0, "info", "--json", "sim:w5500?net=lan&buffers=4,4,4,4");
    assertAll(
        () -> assertEquals("W5500", json.get("chip").asText()),
        () -> assertEquals(4, json.get("version").asInt()),
        () -> assertTrue(json.get("phy").get("linkUp").asBoolean()),
        () -> assertEquals(100, json.get("phy").get("megabitsPerSecond").asInt()),
        () -> assertEquals("10.0.2.15", json.get("link").get("ip").asText()),
        () -> assertEquals(4, json.get("sockets").asInt()),
        () -> assertEquals("4,4,4,4", json.get("buffersKiB").asText()),
        () -> assertTrue(json.get("statistics").get("bus.frames").asLong() > 0));
  }

  @Test
  void infoSaysWhyThereIsNoAddress() throws Exception {
    var faults = Files.writeString(folder.resolve("faults"), "at frame 0: dhcp silent\n");
    var json = json(0, "info", "--json", "--timeout=1s", "sim:w5500?net=lan&faults=" + faults);
    assertTrue(json.get("noAddress").asText().contains("DHCP"), pipe.out());
    assertFalse(json.get("link").has("ip"));
  }

  @Test
  void infoOfAModule() throws Exception {
    var json = json(0, "info", "--json", "sim:esp-at");
    assertAll(
        () -> assertEquals("ESP32", json.get("chip").asText()),
        () -> assertTrue(json.get("firmware").asText().startsWith("4.1"), pipe.out()),
        () -> assertTrue(json.get("datagrams").asBoolean()),
        () -> assertEquals("spinet", json.get("wifi").get("ssid").asText()),
        () -> assertEquals("10.0.2.15", json.get("link").get("ip").asText()));
  }

  @Test
  void infoFitsATerminal() {
    var terminal = Captured.terminal(60);
    assertEquals(0, terminal.run(Devices::open, "info", "sim:w5500?net=lan"));
    var wide =
        terminal
            .out()
            .lines()
            .map(line -> line.replaceAll("\033\\[[0-9;]*m", ""))
            .filter(line -> line.length() > 59)
            .toList();
    assertEquals(List.of(), wide);
    assertTrue(terminal.out().contains("\033[1mChip\033[0m        W5500"), terminal.out());
  }

  @Test
  void scanListsAccessPoints() throws Exception {
    var json = json(0, "scan", "--json", "sim:esp-at?ap=workshop:corn-flower,guests");
    var points = json.get("accessPoints");
    assertEquals(2, points.size());
    assertEquals("workshop", points.get(0).get("ssid").asText());
    assertEquals("wpa2", points.get(0).get("security").asText());
    assertEquals("open", points.get(1).get("security").asText());
    assertTrue(points.get(0).get("rssi").asInt() >= points.get(1).get("rssi").asInt());
  }

  @Test
  void scanPrintsATable() {
    assertEquals(0, run("scan", "sim:esp-at?ap=workshop:corn-flower,guests"), pipe.err());
    var lines = pipe.out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.getFirst().endsWith("network"), pipe.out());
    assertTrue(lines.get(1).endsWith("workshop"), pipe.out());
  }

  @Test
  void scanNeedsARadio() throws Exception {
    var json = json(2, "scan", "--json", "sim:w5500");
    assertTrue(json.get("error").asText().contains("no radio"), pipe.out());
  }
}
