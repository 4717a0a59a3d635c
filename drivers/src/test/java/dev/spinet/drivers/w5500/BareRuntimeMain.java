package dev.spinet.drivers.w5500;

import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The program that {@link BareRuntimeTest} runs: everything that has an event happens in it. */
final class BareRuntimeMain {

  private static final int PATIENCE_MILLIS = 10_000;

  private BareRuntimeMain() {}

  /** Says "Hello World!" to itself, by way of the chip. */
  public static void main(String[] arguments) throws Exception {
    boolean available = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    System.out.println("Flight Recorder: " + available);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var clock = new RealTimeClock()) {
      Thread.ofPlatform().daemon().start(() -> echo(server));
      var lan = new VirtualLan(clock);
      try (var _ = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT)) {
        var chip = new W5500Chip(clock, lan.newPort("chip"), ChipOptions.DEFAULT);
        var bus = new SimulatedSpiBus(chip, "sim", SimulatedSpiBus.Limits.SPIDEV);
        var options =
            new W5500Options()
                .mac(MacAddress.parse("02:00:00:00:00:15"))
                .healthCheck(Duration.ofMillis(20));
        var line = new SimulatedInterruptLine(chip.interruptWire());
        try (var eth = W5500.on(bus, options, line, null)) {
          eth.link();
          converse(eth, server.getLocalPort());
          try (var _ = eth.onLinkChange(up -> {})) {
            chip.brownOut();
            awaitRecovery(eth);
          }
        }
      }
    }
  }

  // A driver looks after a chip that somebody watches.
  private static void awaitRecovery(W5500 eth) throws InterruptedException {
    long start = System.nanoTime();
    while (eth.statistics().faults().recoveries() == 0) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
        throw new AssertionError("the chip is not started anew");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static void converse(W5500 eth, int port) throws IOException {
    try (var socket = new Socket(eth)) {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect("10.0.2.2", port);
      socket.sendAll("Hello World!");
      System.out.println(new String(socket.recv(12), StandardCharsets.US_ASCII));
    }
  }

  private static void echo(ServerSocket server) {
    try (var connection = server.accept()) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
