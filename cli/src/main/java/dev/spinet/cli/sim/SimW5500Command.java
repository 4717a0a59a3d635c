package dev.spinet.cli.sim;

import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.simulator.bus.SpiTiming;
import dev.spinet.simulator.device.ScenarioFile;
import dev.spinet.simulator.device.SpeedModel;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.Scenario;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spinet sim w5500}. */
@Command(
    name = "w5500",
    sortOptions = false,
    header = "Runs simulated W5500 chips until it is interrupted.",
    description = {
      "",
      "A chip is reached through a Unix-domain socket, or through virtual device files that answer"
          + " the system calls of /dev/spidev0.0 and /dev/gpiochip0, or both: it is one chip. It"
          + " sits in a network {network} with a DHCP server, a name server {dns} and a gateway"
          + " {gateway}.",
      "",
      "What a program does wrong with the chip is reported on standard error as it happens. Ctrl-C"
          + " or SIGTERM ends the simulation, unmounts the files and removes the sockets.",
      ""
    },
    footer = {
      "",
      "The protocol of the socket: a request is a length of 32 bits, high byte first, and as many"
          + " MOSI bytes; the answer is as many MISO bytes. One request is one assertion of chip"
          + " select. INTn and RSTn are on a second socket, PATH.control, which takes lines: int,"
          + " watch, unwatch, reset assert, reset release, diagnostics.",
      "",
      "Examples:",
      "  spinet sim w5500 --unix /tmp/w5500 --trace -",
      "    (then, in another shell:)",
      "  spinet demo --server-address 127.0.0.1 \\",
      "      -d 'w5500+unix:/tmp/w5500?ip={chip0}&gateway={gateway}'",
      "",
      "  spinet sim w5500 --mount /tmp/board --trace lan.pcapng --trace bus.vcd",
      "    (then, in another shell:)",
      "  spinet demo --server-address 127.0.0.1 \\",
      "      -d 'w5500:/tmp/board/spidev0.0?ip={chip0}&gateway={gateway}'"
    })
public final class SimW5500Command implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--unix",
      paramLabel = "PATH",
      description = {
        "Put the chip's SPI pins on this socket, and its other pins on PATH.control; with several"
            + " chips on PATH.0, PATH.0.control, PATH.1 and so on. Without --unix and --mount, a"
            + " socket in a new directory is taken."
      })
  private @Nullable String unix;

  @Option(
      names = "--mount",
      paramLabel = "DIR",
      description = {
        "Mount virtual device files on this directory; made if there is none. Chip N is"
            + " DIR/spidev0.N, and its INTn and RSTn are lines of DIR/gpiochip0 that are shown at"
            + " the start."
      })
  private @Nullable String mount;

  @Option(
      names = "--chips",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many chips there are on the network, 1 to " + Plan.CHIPS_MAX + ".")
  private int chips;

  @Option(
      names = "--net",
      paramLabel = "host|lan",
      defaultValue = "host",
      description = {
        "What the network reaches. host: the gateway's address is this machine's loopback, its other"
            + " addresses are themselves. lan: nothing but the chips and the gateway, which still"
            + " answers DHCP, ping, and DNS for gateway.lan, dns.lan and chip0.lan"
      })
  private W5500Lan.Reach net = W5500Lan.Reach.HOST;

  @Option(
      names = "--forward",
      paramLabel = "RULE",
      converter = PortForward.Converter.class,
      description = {
        "Lead a port of this machine to one of a chip, by PROTOCOL:[ADDRESS:]PORT:CHIP:PORT, such as"
            + " tcp:8080:0:80 for the TCP port 80 of chip 0. CHIP is a number or an address; without"
            + " ADDRESS the port is on 127.0.0.1. May be given several times."
      })
  private List<PortForward> forwards = new ArrayList<>();

  @Option(
      names = "--speed-model",
      paramLabel = "MODEL",
      defaultValue = "none",
      description = {
        "How long the bus takes: none, or its clock, what each call to the device takes and what"
            + " each chip select takes, such as 31.25MHz,20us,10us. What is left out after the clock"
            + " is as in this example."
      })
  private String speedModel = "none";

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = {
        "Write what happens to this file; may be given several times. The suffix of the name says"
            + " what is written: pcap or pcapng the Ethernet frames, for Wireshark; vcd the wires of"
            + " the bus, for GTKWave and PulseView; any other a line for each frame on the bus with"
            + " the names of the registers, but of payload only its length; - is standard output."
      })
  private List<String> traces = new ArrayList<>();

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = {
        "Let go wrong what this file says, such as: at 2s: link down for 500ms. Each fault is shown"
            + " on standard error as it happens. Several chips have the same faults."
            + " docs/simulator.md describes the file."
      })
  private @Nullable String faults;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public SimW5500Command(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (var simulation = Simulation.start(plan(), terminal)) {
      simulation.awaitEnd();
      return ExitCode.OK.number();
    } catch (InterruptedException e) {
      // This is how it usually ends; there is nothing to complain about.
      return ExitCode.INTERRUPTED.number();
    }
  }

  private Plan plan() throws UsageException {
    if (chips < 1 || chips > Plan.CHIPS_MAX) {
      throw new UsageException(
          "--chips is a number from 1 to %d, not %d".formatted(Plan.CHIPS_MAX, chips));
    }
    if (net == W5500Lan.Reach.LAN && !forwards.isEmpty()) {
      throw new UsageException(
          "--forward needs --net host: nothing leads into or out of a closed network");
    }
    for (var forward : forwards) {
      forward.ensureChip(chips);
    }
    return new Plan(
        chips,
        unix == null ? null : path("--unix", unix),
        mount == null ? null : path("--mount", mount),
        net,
        forwards,
        timing(),
        targets(),
        faults == null ? Scenario.NOTHING : scenario(faults));
  }

  private List<TraceTarget> targets() throws UsageException {
    var targets = new ArrayList<TraceTarget>();
    var seen = new HashSet<String>();
    for (var trace : traces) {
      if (!seen.add(trace)) {
        throw new UsageException("--trace " + trace + " is given twice");
      }
      targets.add(
          trace.equals("-")
              ? TraceTarget.standardOutput()
              : TraceTarget.of(path("--trace", trace)));
    }
    return targets;
  }

  private static Path path(String option, String text) throws UsageException {
    try {
      if (!text.isEmpty()) {
        return Path.of(text).toAbsolutePath();
      }
    } catch (InvalidPathException e) {
      throw new UsageException("%s takes a path, not '%s'".formatted(option, text), e);
    }
    throw new UsageException(option + " takes a path, not an empty word");
  }

  private static Scenario scenario(String file) throws UsageException {
    try {
      return ScenarioFile.read(file);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--faults: " + Objects.requireNonNull(e.getMessage()), e);
    }
  }

  private Optional<SpiTiming> timing() throws UsageException {
    try {
      return SpeedModel.parse(speedModel);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--speed-model: " + Objects.requireNonNull(e.getMessage()), e);
    }
  }
}
