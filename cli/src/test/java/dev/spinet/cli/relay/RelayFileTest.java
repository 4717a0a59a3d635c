package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.exit.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelayFileTest {

  @TempDir private Path temporary;

  private RelayPlan read(String text) throws Exception {
    var plan = new RelayPlanBuilder();
    new RelayFile(plan).read(Files.writeString(temporary.resolve("c"), text).toString());
    return plan.build();
  }

  @Test
  void readsAPlan() throws Exception {
    var plan =
        read(
            """
            # The field network.
            device w5500:/dev/spidev0.0?int=/dev/gpiochip0:25

              forward 8080=192.168.1.10:80   # the meter
            forward 192.168.0.1:8081=192.168.1.11:80
            reverse 80=127.0.0.1:8000
            socks\t1080
            allow 192.168.0.0/24
            connections 6
            idle 10min
            """);
    assertEquals("w5500:/dev/spidev0.0?int=/dev/gpiochip0:25", plan.device());
    assertEquals(
        List.of(
            RelayPlan.Route.parse("127.0.0.1:8080=192.168.1.10:80", ""),
            RelayPlan.Route.parse("192.168.0.1:8081=192.168.1.11:80", "")),
        plan.forwards());
    assertEquals(List.of(RelayPlan.Route.parse("80=127.0.0.1:8000", "")), plan.reverses());
    assertEquals(List.of(new HostPort("127.0.0.1", 1080)), plan.proxies());
    assertFalse(plan.access().isLoopbackOnly());
    assertEquals(6, plan.connections());
    assertEquals(Duration.ofMinutes(10), plan.idle());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frob 1 | 'frob' is not known",
        "device | behind 'device' a value is missing",
        "forward 8080 | leads nowhere",
        "forward x=y:1 | not a host and a port",
        "allow 10.0.0.0/99 | from 0 to 32",
        "connections 0 | 1 to 1000",
        "idle soon | not a time-out",
      })
  void namesTheWrongLine(String line, String expected) {
    var refusal = assertThrows(UsageException.class, () -> read("device d:x\n" + line + "\n"));
    var message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(", line 2: ") && message.contains(expected), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "socks 1080 | no chip is named",
        "device d:x | nothing to forward",
        "device d:x;socks 0.0.0.0:1080 | say which ones may connect",
        "device d:x;socks nowhere:1080 | not an address of this board",
      })
  void refusesPlansThatMakeNoSense(String lines, String expected) {
    var refusal = assertThrows(UsageException.class, () -> read(lines.replace(';', '\n') + "\n"));
    assertTrue(String.valueOf(refusal.getMessage()).contains(expected), refusal::toString);
  }

  @Test
  void saysWhyAFileCannotBeRead() {
    var file = new RelayFile(new RelayPlanBuilder());
    var refusal = assertThrows(UsageException.class, () -> file.read(temporary + "/nothing.conf"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("there is no file"));
  }
}
