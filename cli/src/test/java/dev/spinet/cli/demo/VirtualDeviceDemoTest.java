package dev.spinet.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The demonstration as on a board: device files, real system calls on them, and at their other end
 * a simulated chip in another process.
 */
@Tag("fuse")
class VirtualDeviceDemoTest {

  /** Frames after the last count: the sockets and the chip are put in order at the end. */
  private static final int CLOSING_FRAMES = 100;

  private final Captured pipe = Captured.pipe();

  private int demo(String... arguments) {
    return pipe.run(Devices::open, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"&int=%1$s:25&reset=%1$s:24", "&int=%1$s:25", ""})
  void succeeds(String lines, @TempDir Path temporary) throws Exception {
    assertTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse: modprobe fuse");
    var directory = temporary.toRealPath().resolve("dev");
    try (var server =
            VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), List.of());
        var pool = LinePool.open(directory, 2)) {
      assertEquals(2, pool.available());
      var uri =
          "w5500:%s?ip=10.0.2.15/24&gateway=10.0.2.2".formatted(server.spidev())
              + lines.formatted(server.gpioChip());
      var before = server.counters();
      int code =
          demo("demo", "--json", "--size=1MiB", "--server-address=127.0.0.1", "--device=" + uri);
      assertEquals(0, code, pipe.err());
      JsonNode json = new ObjectMapper().readTree(pipe.out());
      assertFalse(json.at("/device/simulated").asBoolean());
      assertEquals(1024 * 1024, json.at("/download/bytes").asLong());

      // What the driver says it has cost is what the device has seen.
      var seen = server.counters().since(before);
      long frames = json.at("/bus/total/frames").asLong();
      assertTrue(
          frames > 0 && seen.frames() >= frames && seen.frames() < frames + CLOSING_FRAMES,
          "counted " + frames + " frames, the device " + seen.frames());
      long calls = json.at("/bus/total/systemCalls").asLong();
      assertTrue(
          seen.messages() >= calls && seen.messages() < calls + CLOSING_FRAMES,
          "counted " + calls + " system calls, the device " + seen.messages());
    }
    assertFalse(Files.exists(directory));
  }

  @Test
  void saysThatAGpioChipIsNoSpiDevice(@TempDir Path temporary) throws Exception {
    var directory = temporary.toRealPath().resolve("dev");
    try (var server =
        VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), List.of())) {
      int code = demo("demo", "--device=w5500:" + server.gpioChip());
      assertEquals(3, code, pipe.out());
      assertTrue(pipe.err().contains("not an SPI device"), pipe.err());
    }
  }
}
