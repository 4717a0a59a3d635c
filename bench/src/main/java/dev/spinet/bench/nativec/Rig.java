package dev.spinet.bench.nativec;

import dev.spinet.bench.process.JavaCommand;
import dev.spinet.bench.process.Processors;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.simulator.fuse.gpio.VirtualGpioChip;
import dev.spinet.simulator.fuse.spi.SpidevCounters;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is not measured: the simulated chip behind virtual device files, and the peer of its
 * connections, each in a process of its own, both on one processor.
 */
final class Rig implements AutoCloseable {

  private static final String MASK = "255.255.255.0";

  private final Processors processors;
  private final Path directory;
  private final VirtualDeviceProcess devices;
  private final Process peer;
  private final int peerPort;

  private Rig(
      Processors processors,
      Path directory,
      VirtualDeviceProcess devices,
      Process peer,
      int peerPort) {
    this.processors = processors;
    this.directory = directory;
    this.devices = devices;
    this.peer = peer;
    this.peerPort = peerPort;
  }

  /**
   * Starts everything.
   *
   * @throws IOException if the devices cannot be mounted or the peer does not start
   * @throws InterruptedException if the calling thread was interrupted
   */
  static Rig start() throws IOException, InterruptedException {
    var processors = Processors.choose();
    var directory = Files.createTempDirectory("spinet-bench-").toRealPath();
    @Nullable VirtualDeviceProcess devices = null;
    @Nullable Process peer = null;
    try {
      devices =
          VirtualDeviceProcess.start(
              directory, "w5500", List.of(), JavaCommand.classPath(), List.of());
      Processors.pin(devices.handle(), processors.others());
      var command = JavaCommand.of(Peer.class.getName(), List.of("-XX:+UseSerialGC"), List.of());
      peer =
          new ProcessBuilder(Processors.pinned(processors.others(), command))
              .redirectError(Redirect.INHERIT)
              .start();
      var port = readLine(peer.inputReader(StandardCharsets.US_ASCII), "the peer");
      return new Rig(processors, directory, devices, peer, Integer.parseInt(port));
    } catch (IOException | InterruptedException | RuntimeException e) {
      end(peer, devices, directory);
      throw e;
    }
  }

  private static String readLine(BufferedReader reader, String who) throws IOException {
    var line = reader.readLine();
    if (line == null) {
      throw new IOException(who + " did not start");
    }
    return line;
  }

  /** Where everything runs. */
  Processors processors() {
    return processors;
  }

  /** What a program that uses the chip is started with. */
  List<String> arguments() {
    var gateway = W5500Lan.addresses().gateway().toString();
    return List.of(
        devices.spidev().toString(),
        devices.gpioChip().toString(),
        Integer.toString(VirtualBoard.defaults().interruptLine()),
        W5500Lan.address(0).toString(),
        MASK,
        gateway,
        gateway,
        Integer.toString(peerPort));
  }

  /** A file that a program has to have open for the virtual interrupt line. */
  Path lineSlot() {
    return directory.resolve(VirtualGpioChip.slotName(0));
  }

  /** What the SPI device has seen so far. */
  SpidevCounters counters() throws IOException {
    return devices.counters();
  }

  @Override
  public void close() throws IOException {
    end(peer, devices, directory);
  }

  private static void end(
      @Nullable Process peer, @Nullable VirtualDeviceProcess devices, Path directory)
      throws IOException {
    if (peer != null) {
      peer.destroy();
    }
    try {
      if (devices != null) {
        devices.close();
      }
    } finally {
      Files.deleteIfExists(directory);
    }
  }
}
