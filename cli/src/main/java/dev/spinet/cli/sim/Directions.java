package dev.spinet.cli.sim;

import dev.spinet.simulator.device.SpeedModel;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDevices;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.unix.SpiSocketServer;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Says how to reach the chips. */
final class Directions {

  private final PrintStream out;
  private final Plan plan;
  private final List<SpiSocketServer> servers;
  private final Optional<VirtualDevices> devices;
  private final List<String> forwards;

  Directions(
      PrintStream out,
      Plan plan,
      List<SpiSocketServer> servers,
      Optional<VirtualDevices> devices,
      List<String> forwards) {
    this.out = out;
    this.plan = plan;
    this.servers = servers;
    this.devices = devices;
    this.forwards = forwards;
  }

  void print() {
    out.println(
        plan.chips() == 1
            ? "A simulated W5500. How to reach it:"
            : plan.chips() + " simulated W5500 on one network. How to reach them:");
    for (int chip = 0; chip < plan.chips(); chip++) {
      if (plan.chips() > 1) {
        out.println("chip " + chip);
      }
      printChip(chip);
    }
    if (plan.chips() > 1) {
      out.println("all of them");
    }
    printNetwork();
    forwards.forEach(forward -> line("forward", forward));
    line("bus", plan.timing().map(SpeedModel::describe).orElse("takes no time"));
    for (var trace : plan.traces()) {
      line("trace", trace.file() == null ? "here" : trace.file().toString());
    }
    out.println("Ctrl-C ends it.");
  }

  private void printChip(int chip) {
    if (!servers.isEmpty()) {
      var server = servers.get(chip);
      line("SPI", server.path().toString());
      if (chip == 0) {
        line("", "a length of 32 bits, high byte first, and as many MOSI bytes;");
        line("", "as many MISO bytes come back");
      }
      line("control", server.controlPath().toString());
      if (chip == 0) {
        line("", "lines: int, watch, unwatch, reset assert, reset release, diagnostics");
      }
    }
    devices.ifPresent(files -> {
      var board = VirtualBoard.defaults();
      line("spidev", files.spidevPath(chip).toString());
      line("gpiochip", files.gpioChipPath().toString());
      line(
          "",
          "line %d is INTn, line %d is RSTn"
              .formatted(board.interruptLine(chip), board.resetLine(chip)));
    });
  }

  private void printNetwork() {
    var config = W5500Lan.addresses();
    line(
        "network",
        "%s with DHCP; the first chip's address is %s"
            .formatted(NetworkInHelp.network(), W5500Lan.address(0)));
    switch (plan.reach()) {
      case HOST -> {
        line("", "the gateway %s is this machine's loopback".formatted(config.gateway()));
        line("", "the name server %s asks this machine's".formatted(config.nameServer()));
      }
      case LAN -> {
        line("", "it is closed: nothing leads out of it");
        line("", "the gateway is %s".formatted(config.gateway()));
        line(
            "",
            "the name server %s knows gateway.lan, dns.lan and chip0.lan"
                .formatted(config.nameServer()));
      }
    }
  }

  private void line(String what, String text) {
    out.println("  %-9s %s".formatted(what, text));
  }
}
