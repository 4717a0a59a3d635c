package dev.spinet.cli.doctor;

import dev.spinet.cli.doctor.espat.EspAtDoctor;
import dev.spinet.cli.doctor.w5500.W5500Doctor;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.link.PasswordOptions;
import dev.spinet.cli.option.DeviceArgument;
import dev.spinet.cli.option.JsonOption;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.relay.HostPort;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spinet doctor}. */
@Command(
    name = "doctor",
    sortOptions = false,
    header = "Finds out whether a device is wired right and its network works.",
    description = {
      "",
      "Looks at the device files and who may use them, at each wire, at the chip, and at the network"
          + " behind it, one after the other, and says of each what is so and what to do about it:"
          + " which wire, which overlay, which group. A chip that is in use by another program is"
          + " left alone; one that is not is reset.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet doctor 'w5500:/dev/spidev0.0?int=/dev/gpiochip0:25'",
      "  spinet doctor esp32:/dev/ttyUSB0 --ssid workshop",
      "  spinet doctor sim:w5500 --json | jq -r '.findings[].check'",
      "",
      "The exit code is 0 if there is no problem, warnings or not; 3 if there is one with the device,"
          + " the wires or the chip; 4 if there are some with the network only.",
      "",
      "The members of the JSON object: command, deviceUri, ok, exitCode, error after a failure, and"
          + " findings, each with check (such as wires.echo), verdict (ok, warning, problem, not"
          + " checked), found and advice."
    })
public final class DoctorCommand implements Callable<Integer> {

  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration WATCH_DEEP = Duration.ofSeconds(15);

  private final Terminal terminal;

  @Mixin private DeviceArgument argument = new DeviceArgument();

  private String device = "";

  @Option(
      names = "--deep",
      description =
          "Look longer: more patterns, clocks beyond what the chip is guaranteed for, a longer watch,"
              + " and Ethernet frames.")
  private boolean deep;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name to look up (default: ${DEFAULT-VALUE}).")
  private String name = "example.com";

  @Option(
      names = "--tcp",
      paramLabel = "HOST:PORT",
      description = "A host to make a TCP connection to. Without it, the gateway's port 53.")
  private @Nullable String tcp;

  @Option(
      names = "--echo",
      paramLabel = "HOST:PORT",
      description = "A TCP echo server to exchange data with.")
  private @Nullable String echo;

  @Mixin private PasswordOptions wifi = new PasswordOptions();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "The longest wait for an answer of the network (default: ${DEFAULT-VALUE}).")
  private Timeout timeout = new Timeout(Duration.ofSeconds(10));

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "How long to watch the chip for resets (default: 1s; with --deep, 15s).")
  private @Nullable Timeout watch;

  @Mixin private JsonOption json = new JsonOption();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var printer = new FindingsPrinter(terminal, json.isWanted());
    var findings = new Findings(printer::show, printer::doing);
    try (var _ = QuietDrivers.begin()) {
      device = argument.uri();
      examine(findings);
    } catch (Exception e) {
      printer.clear();
      var failure = Failure.of(e);
      print(findings, failure.code(), failure.sentence());
      throw e;
    }
    var code = code(findings);
    printer.summary(findings);
    print(findings, code, null);
    return code.number();
  }

  private void examine(Findings findings) throws UsageException, IOException {
    var uri = uri();
    var plan = plan();
    switch (uri.scheme() + ":" + (uri.scheme().equals("sim") ? uri.path() : "")) {
      case "w5500:", "w5500+unix:", "sim:w5500" -> new W5500Doctor(uri, plan, findings).run();
      case "esp32:", "sim:esp-at" -> new EspAtDoctor(uri, plan, findings).run();
      default ->
          throw new UsageException(
              "there is nothing to examine '%s' with; a device looks like w5500:/dev/spidev0.0,"
                      .formatted(uri)
                  + " esp32:/dev/ttyUSB0, w5500+unix:/tmp/w5500, sim:w5500 or sim:esp-at");
    }
  }

  private DeviceUri uri() throws UsageException {
    try {
      return DeviceUri.parse(device);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Objects.requireNonNullElse(e.getMessage(), "this is no device URI"), e);
    }
  }

  private Plan plan() throws UsageException, IOException {
    try {
      return new Plan(
          deep,
          timeout.duration(),
          watch != null ? watch.duration() : deep ? WATCH_DEEP : WATCH,
          name,
          tcp == null ? null : HostPort.target(tcp),
          echo == null ? null : HostPort.target(echo),
          wifi.network(terminal));
    } catch (IllegalArgumentException e) {
      throw new UsageException(Objects.requireNonNullElse(e.getMessage(), ""), e);
    }
  }

  /** What programs are told of all findings. */
  static ExitCode code(Findings findings) {
    if (findings.hasProblem(Check.Area.DEVICE, Check.Area.WIRES, Check.Area.CHIP)) {
      return ExitCode.DEVICE;
    }
    return findings.hasProblem(Check.Area.NETWORK) ? ExitCode.NETWORK : ExitCode.OK;
  }

  private void print(Findings findings, ExitCode code, @Nullable String error) {
    if (!json.isWanted()) {
      return;
    }
    var object = Json.object();
    object.put("command", "doctor");
    object.put("deviceUri", DeviceUri.withoutSecrets(device));
    object.put("ok", code == ExitCode.OK);
    object.put("exitCode", code.number());
    if (error != null) {
      object.put("error", error);
    }
    object.put("findings", findings.all().stream().map(Finding::json).toList());
    terminal.out().println(Json.write(object));
    terminal.out().flush();
  }
}
