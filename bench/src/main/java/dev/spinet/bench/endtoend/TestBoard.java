package dev.spinet.bench.endtoend;

import dev.spinet.bench.device.Board;
import dev.spinet.bench.process.JavaCommand;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Virtual device files with a simulated chip behind them, in a process of its own. */
final class TestBoard implements Board {

  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:16");
  private static final Duration LINK_TIME = Duration.ofSeconds(10);

  private final Path directory;
  private final VirtualDeviceProcess devices;

  private TestBoard(Path directory, VirtualDeviceProcess devices) {
    this.directory = directory;
    this.devices = devices;
  }

  static TestBoard start() throws IOException {
    var directory = Files.createTempDirectory("spinet-bench-").toRealPath();
    try {
      return new TestBoard(
          directory,
          VirtualDeviceProcess.start(
              directory, "w5500", List.of(), JavaCommand.classPath(), List.of()));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(directory);
      throw e;
    }
  }

  @Override
  public String host() {
    return W5500Lan.addresses().gateway().toString();
  }

  @Override
  public InetAddress servers() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public W5500 open(int... bufferKib) throws IOException {
    // The driver takes the descriptor over, so there is nothing left to close.
    try (var pool = LinePool.open(directory, 1)) {
      var eth =
          W5500.open(
              devices.spidev().toString(),
              options -> {
                options.mac(MAC).bufferKiB(bufferKib);
                options.interrupt(
                    devices.gpioChip().toString(), VirtualBoard.defaults().interruptLine());
                options.address(
                    address(W5500Lan.address(0).toString()),
                    address("255.255.255.0"),
                    address(host()));
              });
      if (pool.available() != 0) {
        eth.close();
        throw new IOException("the driver has not taken the interrupt line");
      }
      try {
        eth.link(LINK_TIME);
        return eth;
      } catch (IOException | RuntimeException e) {
        eth.close();
        throw e;
      }
    }
  }

  @Override
  public String chip() {
    return "the simulated chip in another process";
  }

  @Override
  public String caution() {
    return " A real bus is slower than the simulated one, which is not held back to a clock rate.";
  }

  private static Inet4Address address(String text) {
    return Inet4Address.ofLiteral(text);
  }

  @Override
  public void close() throws IOException {
    try {
      devices.close();
    } finally {
      Files.deleteIfExists(directory);
    }
  }
}
