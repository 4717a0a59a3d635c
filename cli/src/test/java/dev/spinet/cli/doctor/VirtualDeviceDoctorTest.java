package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.fuse.LinePool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** spinet doctor as on a board: device files, and real system calls on them. */
@Tag("fuse")
class VirtualDeviceDoctorTest {

  @TempDir private Path temporary;

  @Test
  void findsTheClockThatTheWiresCarry() throws Exception {
    assertTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse: modprobe fuse");
    var faults =
        Files.writeString(temporary.resolve("faults"), "at frame 0: disturb above 20MHz\n");
    var directory = temporary.toRealPath().resolve("dev");
    try (var simulation =
        RunningCommand.start(
            "sim",
            "w5500",
            "--mount",
            directory.toString(),
            "--net",
            "lan",
            "--faults",
            faults.toString())) {
      try (var pool = LinePool.open(directory, 2)) {
        assertEquals(2, pool.available());
        examine(directory);
      }
      // The files are unmounted by then, so that the folder can be deleted.
      assertEquals(130, simulation.end(), simulation.err());
    }
  }

  private static void examine(Path directory) throws Exception {
    String gpio = directory.resolve("gpiochip0").toString();
    var pipe = Captured.pipe();
    int code =
        pipe.run(
            Devices::open,
            "doctor",
            "--json",
            "--watch=50ms",
            "--name=gateway.lan",
            "w5500:%s?int=%s:25&reset=%s:24".formatted(directory.resolve("spidev0.0"), gpio, gpio));
    assertEquals(3, code, pipe.out() + pipe.err());
    var verdicts = new HashMap<String, JsonNode>();
    new ObjectMapper()
        .readTree(pipe.out())
        .get("findings")
        .forEach(finding -> verdicts.put(finding.get("check").asText(), finding));
    var speed = Objects.requireNonNull(verdicts.get("wires.speed"));
    assertEquals("problem", speed.get("verdict").asText());
    assertTrue(speed.get("found").asText().startsWith("no errors up to 20MHz"), pipe.out());
    assertTrue(speed.get("advice").asText().contains("speed=16MHz"), pipe.out());
    for (String fine :
        new String[] {
          "device.file",
          "device.access",
          "device.bus",
          "device.gpio",
          "device.bufsiz",
          "wires.reset",
          "wires.interrupt",
          "network.gateway",
          "network.names"
        }) {
      var finding = Objects.requireNonNull(verdicts.get(fine));
      assertEquals("ok", finding.get("verdict").asText(), pipe.out());
    }
  }
}
