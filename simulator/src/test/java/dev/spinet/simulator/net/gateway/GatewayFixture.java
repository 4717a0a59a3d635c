package dev.spinet.simulator.net.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.net.VirtualLan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A network with a gateway and one station; closing it checks that nothing is left behind. */
final class GatewayFixture implements AutoCloseable {
  /** How much faster than real time the network lives. */
  static final int SPEED = 20;

  static {
    // The JDK opens descriptors of its own when the first socket is closed, and keeps them.
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var datagrams = DatagramChannel.open()) {
      datagrams.bind(null);
      client.getOutputStream().write(0);
    } catch (IOException e) {
      throw new AssertionError("no sockets to test with", e);
    }
  }

  final long socketsBefore = openSockets();
  final FastClock clock;
  final VirtualLan lan;
  final UserNetwork network;
  final TestStation station;

  GatewayFixture() throws IOException {
    this(UserNetworkConfig.DEFAULT);
  }

  GatewayFixture(UserNetworkConfig config) throws IOException {
    this(config, SPEED);
  }

  GatewayFixture(UserNetworkConfig config, int speed) throws IOException {
    clock = new FastClock(speed);
    lan = new VirtualLan(clock, Duration.ofNanos(50_000));
    network = new UserNetwork(lan, clock, config);
    station = new TestStation(lan.newPort("station"), clock, config.gatewayMac());
  }

  int activeFlows() {
    return network.counters().activeFlows();
  }

  /** Waits for something that no frame announces. */
  static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    network.close();
    clock.close();
    assertEquals(0, activeFlows());
    await(() -> openSockets() <= socketsBefore, "all sockets of the gateway to be closed");
    await(() -> gatewayThreads().isEmpty(), "all threads of the simulation to end");
  }

  private static List<String> gatewayThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("spinet-"))
        .toList();
  }

  /** Descriptors of sockets and selectors in this process. */
  static long openSockets() {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(GatewayFixture::target).filter(GatewayFixture::isSocket).count();
    } catch (IOException e) {
      throw new AssertionError("cannot list the descriptors", e);
    }
  }

  private static boolean isSocket(String target) {
    return target.startsWith("socket:") || target.startsWith("anon_inode:[event");
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed while the list was read, such as the descriptor of the list itself.
      return "";
    }
  }
}
