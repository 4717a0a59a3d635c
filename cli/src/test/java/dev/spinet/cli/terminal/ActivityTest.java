package dev.spinet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever waits at a terminal is told for what. */
@Timeout(120)
final class ActivityTest {

  @TempDir private Path temporary;
  private final Captured terminal = Captured.terminal(80);

  @ParameterizedTest
  @CsvSource({
    "demo --size 1KiB -d sim:w5500,                             0, opening sim:w5500",
    "demo --size 1KiB -d sim:w5500,                             0, waiting for a link and an address",
    "forward --timeout 300ms -d sim:w5500?faults=F 0=10.0.2.2:1, 4, opening sim:w5500",
    "socks --timeout 300ms -d sim:w5500?faults=F --listen 0,    4, waiting for a link and an address",
    "resolve -d sim:w5500?net=lan gateway.lan,                  0, looking up gateway.lan",
    "nc -d sim:w5500?net=lan gateway.lan 9,                     4, connecting to 10.0.2.2:9",
    "get -o G -d sim:w5500?net=lan http://gateway.lan:8080/,    4, asking gateway.lan:8080"
  })
  void isShownAndTakenAway(String line, int code, String doing) throws Exception {
    String noDhcp = Files.writeString(temporary.resolve("f"), "at 0s: dhcp silent\n").toString();
    String[] arguments =
        line.replace("F ", noDhcp + " ").replace("-o G", "-o " + temporary + "/got").split(" ");
    assertEquals(code, terminal.run(Devices::open, arguments), terminal.err());
    assertTrue(terminal.err().contains(doing), terminal.err());
    assertFalse(terminal.err().replace(" ...\r\033[K", "").contains("..."), terminal.err());
    assertFalse(terminal.out().contains(" ..."), terminal.out());
  }

  @Test
  void isShownWhileSomethingIsCounted() throws Exception {
    Path trace = temporary.resolve("trace");
    Files.writeString(trace, "    0.001234       12  R  VERSIONR \u2192 0x04  [4 B]\n");
    assertEquals(0, terminal.run(Devices::open, "trace", "--summary", trace.toString()));
    assertEquals("counting what is in ", terminal.err().substring(0, 20));
    assertTrue(terminal.err().endsWith("\r\033[K"), terminal.err());
    assertTrue(terminal.out().contains("1 frames, 4 bytes"), terminal.out());
  }
}
