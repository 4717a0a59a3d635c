package dev.spinet.bench;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How quickly the driver receives what a server of this machine sends, when there is everything
 * between the two that there is on a board: real system calls on device files, which a simulated
 * chip in another process answers.
 */
final class DeviceDownload {

  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:15");
  private static final int BYTES = 16 << 20;
  private static final int PIECE = 16 << 10;
  private static final int ROUNDS = 3;
  private static final int BUFFER_KIB = 16;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final double MEGA = 1e6;

  private DeviceDownload() {}

  static Figure measure(boolean interruptLine) throws IOException {
    var directory = Files.createTempDirectory("spinet-bench-").toRealPath();
    try (var server =
        VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), List.of())) {
      var board = VirtualBoard.defaults();
      var gpio = server.gpioChip().toString();
      try (var pool = LinePool.open(directory, interruptLine ? 1 : 0);
          var eth =
              W5500.open(
                  server.spidev().toString(),
                  options -> {
                    options.mac(MAC);
                    options.bufferKiB(BUFFER_KIB);
                    options.address(
                        address(W5500Lan.address(0).toString()),
                        address("255.255.255.0"),
                        address(W5500Lan.addresses().gateway().toString()));
                    if (interruptLine) {
                      options.interrupt(gpio, board.interruptLine());
                    }
                  })) {
        if (pool.available() != 0) {
          throw new IOException("the driver has not taken the interrupt line");
        }
        eth.link(Duration.ofSeconds(10));
        download(eth);
        var results = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
          results[i] = download(eth);
        }
        return Figure.of(results);
      }
    } finally {
      Files.deleteIfExists(directory);
    }
  }

  private static Inet4Address address(String text) {
    return (Inet4Address) InetAddress.ofLiteral(text);
  }

  private static double download(W5500 eth) throws IOException {
    try (var arena = Arena.ofConfined();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(eth)) {
      Thread.ofPlatform().daemon().name("bench-server").start(() -> serve(server));
      var buffer = arena.allocate(PIECE);
      socket.setTimeout(TIMEOUT_MILLIS);
      socket.connect(W5500Lan.addresses().gateway().toString(), server.getLocalPort());
      long begun = System.nanoTime();
      long received = 0;
      for (int count = socket.recvInto(buffer, PIECE);
          count > 0;
          count = socket.recvInto(buffer, PIECE)) {
        received += count;
      }
      long nanos = System.nanoTime() - begun;
      if (received != BYTES) {
        throw new IOException("only " + received + " bytes have come");
      }
      return (double) received * Byte.SIZE * TimeUnit.SECONDS.toNanos(1) / nanos / MEGA;
    }
  }

  private static void serve(ServerSocket server) {
    var piece = new byte[PIECE];
    try (var connection = server.accept()) {
      for (int sent = 0; sent < BYTES; sent += PIECE) {
        connection.getOutputStream().write(piece);
      }
    } catch (IOException e) {
      // The other side misses the bytes and says so.
    }
  }
}
