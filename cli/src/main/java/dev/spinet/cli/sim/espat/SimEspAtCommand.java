package dev.spinet.cli.sim.espat;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.sim.Injections;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import dev.spinet.simulator.device.CommandTime;
import dev.spinet.simulator.device.ScenarioFile;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.scenario.ModuleScenario;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spinet sim esp-at}. */
@Command(
    name = "esp-at",
    sortOptions = false,
    header = "Runs a simulated Wi-Fi module with the ESP-AT firmware until it is interrupted.",
    description = {
      "",
      "The module is behind a serial port, a pseudo terminal that any program can open. It hears"
          + " the access points that are given, which lead to a network {network} with a DHCP"
          + " server, a name server {dns} and a gateway {gateway}.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  spinet sim esp-at --pty /tmp/esp --ap \"Your Wifi SSID:Your Wifi Password\"",
      "    (then, in another shell:)",
      "  stty -F /tmp/esp 115200 raw -echo; cat /tmp/esp &",
      "  printf 'AT+GMR\\r\\n' > /tmp/esp"
    })
public final class SimEspAtCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--pty",
      paramLabel = "PATH",
      arity = "0..1",
      fallbackValue = "",
      description = {
        "Make a symbolic link to the serial port here; without a path, or without this option, it"
            + " only has its name in /dev/pts."
      })
  private @Nullable String pty;

  @Option(
      names = "--profile",
      paramLabel = "RELEASE",
      defaultValue = "4.1",
      description = "Release of the firmware: 2.3, 2.4, 3.4, 4.1 or 5.0. The default is 4.1.")
  private String profile = "4.1";

  @Option(
      names = "--ap",
      paramLabel = "SSID:PASSWORD",
      converter = AccessPointOption.Converter.class,
      description = {
        "An access point that the module hears, SSID alone for an open one; may be given several"
            + " times. Without it there is one named spinet with the password wireless."
      })
  private List<AccessPointOption> accessPoints = new ArrayList<>();

  @Option(
      names = "--baud",
      paramLabel = "RATE",
      defaultValue = "115200",
      description = "Bits per second after a start, 80 to 5000000. The default is 115200.")
  private int baud = UartLimits.BAUD_DEFAULT;

  @Option(
      names = "--no-flow-control",
      description = "RTS and CTS are not connected: bytes that are not read in time get lost.")
  private boolean unwired;

  @Option(
      names = "--net",
      paramLabel = "host|lan",
      defaultValue = "host",
      description = {
        "What the network reaches. host: the gateway's address is this machine's loopback, its other"
            + " addresses are themselves. lan: nothing but the gateway."
      })
  private W5500Lan.Reach net = W5500Lan.Reach.HOST;

  @Option(
      names = "--timing",
      paramLabel = "none|line|real",
      defaultValue = "real",
      description = {
        "How long things take. real: the serial line, starting, scanning and joining take about as"
            + " long as with a module; line: only the serial line does; none: nothing does."
      })
  private Timing timing = Timing.REAL;

  @Option(
      names = "--command-time",
      paramLabel = "TIME",
      description = {
        "From the end of a command to its answer, such as 2ms; without it 1ms, and nothing with"
            + " --timing none."
      })
  private @Nullable String commandTime;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = {
        "Write what the host and the module say to each other to a file, or with '-' to standard"
            + " output: commands, answers, lengths of data, no passwords. A name that ends in"
            + " .pcap has the packets of the network instead. May be given several times."
      })
  private List<String> traces = new ArrayList<>();

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = {
        "What is to go wrong, and when: see docs/simulated-esp-at.md. Each fault is shown on"
            + " standard error as it happens."
      })
  private @Nullable String faults;

  /** How long things take. */
  enum Timing {
    NONE,
    LINE,
    REAL;

    ModuleTiming model() {
      return switch (this) {
        case NONE -> ModuleTiming.INSTANT;
        case LINE -> ModuleTiming.LINE;
        case REAL -> ModuleTiming.REAL;
      };
    }
  }

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public SimEspAtCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var options = options();
    var link = link();
    var scenario = scenario();
    try (var lan = new EspAtLan(options, heard(), net);
        var _ = EspAtTraces.open(traces, lan, terminal);
        var injections = new Injections(terminal.err());
        var port = open(lan, link)) {
      scenario.start(lan.module(), lan.radio(), lan.gateway(), injections::show);
      describe(port, link);
      try {
        // Nothing but an interrupt ends it.
        new CountDownLatch(1).await();
        return ExitCode.OK.number();
      } catch (InterruptedException e) {
        return ExitCode.INTERRUPTED.number();
      } finally {
        summarize(lan, injections);
      }
    }
  }

  private EspAtOptions options() throws UsageException {
    var firmware =
        FirmwareProfile.of(profile)
            .orElseThrow(() ->
                new UsageException(
                    "--profile is one of %s, not '%s'"
                        .formatted(FirmwareProfile.labels(), profile)));
    try {
      return EspAtOptions.DEFAULT
          .withProfile(firmware)
          .withBaud(baud)
          .withFlowControl(FlowControl.NONE, !unwired)
          .withTiming(timing());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--baud: " + e.getMessage());
    }
  }

  private ModuleTiming timing() throws UsageException {
    try {
      var model = timing.model();
      return commandTime == null ? model : model.withCommand(CommandTime.parse(commandTime));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--command-time: " + e.getMessage(), e);
    }
  }

  private ModuleScenario scenario() throws UsageException {
    try {
      return faults == null ? ModuleScenario.NOTHING : ScenarioFile.readForModule(faults);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--faults: " + Objects.requireNonNull(e.getMessage()), e);
    }
  }

  private Optional<Path> link() throws UsageException {
    if (pty == null || pty.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(pty).toAbsolutePath());
    } catch (InvalidPathException e) {
      throw new UsageException("--pty: '%s' cannot be a path".formatted(pty));
    }
  }

  /** Each with an address of its own. */
  private List<AccessPoint> heard() {
    if (accessPoints.isEmpty()) {
      return List.of(AccessPoint.of("spinet", "wireless"));
    }
    var heard = new ArrayList<AccessPoint>();
    for (var option : accessPoints) {
      var accessPoint = option.accessPoint();
      var bssid = new MacAddress(accessPoint.bssid().value() + heard.size());
      heard.add(accessPoint.withBssid(bssid));
    }
    return heard;
  }

  private static EspAtPty open(EspAtLan lan, Optional<Path> link) throws IOException {
    try {
      return EspAtPty.open(lan.module(), link);
    } catch (FileSystemException e) {
      var failure =
          new IOException(
              "cannot make the link %s: %s"
                  .formatted(e.getFile(), e.getReason() == null ? "no access" : e.getReason()));
      failure.initCause(e);
      throw failure;
    }
  }

  private void describe(EspAtPty port, Optional<Path> link) {
    PrintStream out = terminal.out();
    out.println("A simulated Wi-Fi module with ESP-AT %s. How to reach it:".formatted(profile));
    line("serial", link.map(path -> path + " -> ").orElse("") + port.path());
    line("", "%d baud, 8 bits, no parity, one stop bit".formatted(baud));
    for (var accessPoint : heard()) {
      line("hears", "%s (%s)".formatted(accessPoint.displayName(), accessPoint.encryption()));
    }
    var config = W5500Lan.addresses();
    line(
        "network",
        "DHCP; the gateway is %s, the name server %s"
            .formatted(config.gateway(), config.nameServer()));
    if (net == W5500Lan.Reach.HOST) {
      line("", "the gateway is this machine's loopback");
    }
    out.println("Ctrl-C ends it.");
    out.flush();
  }

  private void line(String what, String text) {
    terminal.out().println("  %-9s %s".formatted(what, text));
  }

  private void summarize(EspAtLan lan, Injections injections) {
    if (faults != null) {
      terminal.out().println("%s faults were injected".formatted(Units.count(injections.count())));
    }
    var serial = lan.module().counters().serial();
    terminal
        .out()
        .println(
            "%s to the module, %s to the host; %s lost"
                .formatted(
                    Units.bytes(serial.bytesToModule()),
                    Units.bytes(serial.bytesToHost()),
                    Units.bytes(serial.moduleOverruns() + serial.hostOverruns())));
    terminal.out().flush();
  }
}
