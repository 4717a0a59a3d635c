package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The latency of interrupts on a line of a GPIO chip, which notes the time of its edges. */
@Tag("fuse")
@Tag("slow")
@Timeout(60)
final class InterruptEdgeTest {

  @TempDir Path folder;

  private static W5500 open(VirtualDeviceProcess devices) throws Exception {
    var driver =
        W5500.open(
            devices.spidev().toString(),
            o ->
                o.interrupt(devices.gpioChip().toString(), 25)
                    .mac(MacAddress.parse("02:00:00:00:00:15"))
                    .address(
                        Board.address("10.0.2.15"),
                        Board.address("255.255.255.0"),
                        Board.address("10.0.2.2")));
    driver.link();
    return driver;
  }

  @Test
  void beginsWithTheEdge() throws Exception {
    Path place = folder.toRealPath().resolve("dev");
    Path file = folder.resolve("recording.jfr");
    long start = System.nanoTime();
    try (var devices = VirtualDeviceProcess.start(place, "w5500", List.of(), List.of(), List.of());
        var _ = LinePool.open(place, 1);
        var peer = Peer.echo();
        var recording = FlightRecorderTest.record()) {
      try (var driver = open(devices);
          var socket = new Socket(driver, AF_INET, SOCK_STREAM)) {
        socket.setTimeout(20_000);
        socket.connect(Board.HOST.getHostAddress(), peer.port());
        FlightRecorderTest.exchange(socket, new byte[10]);
      }
      recording.stop();
      recording.dump(file);
    }
    var all = Duration.ofNanos(System.nanoTime() - start);
    var interrupts =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().endsWith("InterruptLatency"))
            .filter(event -> event.getBoolean("fromEdge"))
            .toList();
    assertFalse(interrupts.isEmpty());
    for (RecordedEvent event : interrupts) {
      var latency = event.getDuration("latency");
      // The process that notes the edges has the same clock.
      assertFalse(latency.isNegative(), event.toString());
      assertTrue(latency.compareTo(all) < 0, event.toString());
    }
  }
}
