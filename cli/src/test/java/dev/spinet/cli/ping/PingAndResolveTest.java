package dev.spinet.cli.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** spinet ping and spinet resolve, in the network of the simulated chip. */
@Timeout(120)
final class PingAndResolveTest {

  private static final String DEVICE = "--device=sim:w5500";
  private final Captured pipe = Captured.pipe();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 56, 1472})
  void pings(int size) {
    int code =
        pipe.run(Devices::open, "ping", DEVICE, "-c2", "-i", "10ms", "-s", "" + size, "10.0.2.2");
    assertEquals(0, code, pipe.err());
    assertTrue(
        pipe.out().contains("%d bytes from 10.0.2.2: icmp_seq=2 time=".formatted(size + 8)),
        pipe.out());
    assertTrue(pipe.out().contains("2 packets transmitted, 2 received, 0% packet loss"));
    assertTrue(pipe.out().contains("rtt min/avg/max/mdev = "));
  }

  @Test
  void failsWithoutAnAnswer() {
    int code = pipe.run(Devices::open, "ping", DEVICE, "-c1", "-W", "200ms", "10.0.2.77");
    assertEquals(1, code, pipe.err());
    assertTrue(pipe.out().contains("icmp_seq=1"), pipe.out());
    assertTrue(pipe.out().contains("1 packets transmitted, 0 received, 100% packet loss"));
    assertFalse(pipe.out().contains("rtt"), pipe.out());
  }

  @Test
  void ctrlCShowsTheStatistics() throws Exception {
    try (var command = RunningCommand.launch("ping", DEVICE, "10.0.2.2")) {
      command.await("icmp_seq=1 time=");
      assertEquals(130, command.end());
      assertTrue(command.out().contains(" 0% packet loss"), command.out());
    }
  }

  @Test
  void printsOneJsonObject() throws Exception {
    assertEquals(
        0, pipe.run(Devices::open, "ping", DEVICE, "-c2", "-i", "1ms", "--json", "10.0.2.2"));
    assertEquals(1, pipe.out().lines().count());
    var facts = new ObjectMapper().readTree(pipe.out());
    assertEquals(2, facts.get("received").asInt());
    assertTrue(facts.get("ok").asBoolean());
    assertEquals(0, facts.get("exitCode").asInt());
    assertTrue(facts.at("/replies/1/seconds").asDouble() > 0, pipe.out());
  }

  @Test
  void namesWhatHasNoAddress() throws Exception {
    int code =
        pipe.run(Devices::open, "resolve", DEVICE, "--json", "192.168.7.9", "no-such-host.invalid");
    assertEquals(4, code);
    var facts = new ObjectMapper().readTree(pipe.out());
    assertEquals("192.168.7.9", facts.at("/hosts/0/address").asText());
    assertTrue(facts.at("/hosts/1/error").asText().contains("no-such-host.invalid"), pipe.out());
    assertTrue(pipe.err().contains("no-such-host.invalid"), pipe.err());
  }

  /** A program that reads the object learns from it why there is nothing to read. */
  @ParameterizedTest
  @CsvSource({
    "ping -c 1 --json -d sim:w5500?faults=/no/such/file 10.0.2.2,        2, ping",
    "ping -c 1 --json --timeout 5s -d sim:w5500 no-such-host.invalid,    4, ping",
    "resolve --json -d sim:nothing 10.0.2.2,                             2, resolve",
    "get --json -o /dev/null -d sim:w5500 http://no-such-host.invalid/x, 4, get",
    "nc -z --json -d sim:w5500 no-such-host.invalid 80,                  4, nc"
  })
  void namesAFailureInJson(String line, int code, String command) throws Exception {
    assertEquals(code, pipe.run(Devices::open, line.split(" ")), pipe.err());
    assertEquals(1, pipe.out().lines().count(), pipe.out());
    var facts = new ObjectMapper().readTree(pipe.out());
    assertEquals(command, facts.at("/command").asText());
    assertFalse(facts.at("/ok").asBoolean(true), pipe.out());
    assertEquals(code, facts.at("/exitCode").asInt());
    assertTrue(pipe.err().contains("spinet: " + facts.at("/error").asText("none")), pipe.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ping -c 1 -d sim:w5500 10.0.2.2",
        "resolve -d sim:w5500 10.0.2.2",
        "nc -z -d sim:w5500 10.0.2.2 1-2",
        "get -o - -d sim:w5500 http://10.0.2.77/"
      })
  void saysOnATerminalWhatItWaitsFor(String line) {
    var terminal = Captured.terminal(80);
    assertTrue(terminal.run(Devices::open, line.split(" ")) >= 0);
    assertTrue(
        terminal.err().contains("waiting for a link and an address ...\r\033[K"), terminal.err());
    if (line.startsWith("nc")) {
      assertTrue(terminal.err().contains("trying port 2 of 1 to 2 ...\r\033[K"), terminal.err());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ping -c 0 10.0.2.2,    --count is 1 or more",
    "ping -s 1473 10.0.2.2, --size is 0 to 1472",
    "ping,                  Missing required parameter",
    "resolve,               Missing required parameter"
  })
  void refusesWhatCannotBe(String line, String sentence) {
    assertEquals(2, pipe.run(Devices::open, line.split(" ")));
    assertTrue(pipe.err().contains(sentence), pipe.err());
  }

  @Test
  void knowsRepliesFromOthers() {
    byte[] request = EchoMessage.request(0x1234, 7, 3);
    byte[] reply = request.clone();
    reply[0] = 0;
    // The type was 8 in the high byte of a word of the sum, so the checksum is higher by as much.
    int checksum = ((request[2] & 0xFF) << 8 | (request[3] & 0xFF)) + 0x0800;
    checksum = (checksum & 0xFFFF) + (checksum >>> 16);
    reply[2] = (byte) (checksum >> 8);
    reply[3] = (byte) checksum;
    assertTrue(EchoMessage.isReply(reply, request));
    assertFalse(EchoMessage.isReply(request, request));
    for (int i = 0; i < reply.length; i++) {
      byte[] other = reply.clone();
      other[i] ^= 1;
      assertFalse(EchoMessage.isReply(other, request), "byte " + i);
    }
  }
}
