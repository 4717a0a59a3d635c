package dev.spinet.cli.doctor.espat;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.bindings.linux.Errno;
import dev.spinet.bindings.linux.SerialConfig;
import dev.spinet.bindings.linux.SerialPort;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.DeviceFile;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.Plan;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.esp32.Esp32Options;
import dev.spinet.drivers.esp32.Esp32Provider;
import dev.spinet.drivers.esp32.Esp32Statistics;
import dev.spinet.simulator.device.SimulatedEspAt;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Looks at a module with ESP-AT firmware: its port, its wires, its firmware, and its network. */
public final class EspAtDoctor {

  /** Options that a simulated module and its driver have to know. */
  private static final Set<String> OF_BOTH = Set.of("start-baud", "flow");

  /** What to do about a module that starts anew by itself. */
  static final String SUPPLY =
      "its supply is too weak: it takes 500 mA at times; or its EN pin is left open";

  /** What to do about bytes that get lost or change. */
  static final String LINE =
      "bytes get lost or change on the line: shorten the wires, connect the grounds, wire RTS and CTS"
          + " and add flow=yes, or use a lower baud=";

  private final DeviceUri uri;
  private final Plan plan;
  private final Findings findings;
  private final ShortestWaits least;

  /**
   * Nothing is opened yet.
   *
   * @param uri the device, of the scheme esp32 or sim
   * @param plan what is to be looked at
   * @param findings where to
   */
  public EspAtDoctor(DeviceUri uri, Plan plan, Findings findings) {
    this(uri, plan, findings, ShortestWaits.USUAL);
  }

  EspAtDoctor(DeviceUri uri, Plan plan, Findings findings, ShortestWaits least) {
    this.uri = uri;
    this.plan = plan;
    this.findings = findings;
    this.least = least;
  }

  /**
   * Looks at everything that can be looked at.
   *
   * @throws UsageException if the device URI is wrong
   * @throws IOException if something fails that is no finding, or the thread is interrupted
   */
  public void run() throws UsageException, IOException {
    try {
      var port = uri.scheme().equals("sim") ? simulated() : opened();
      if (port.isEmpty()) {
        skip("the device cannot be opened");
        return;
      }
      examine(port.get());
    } catch (IllegalArgumentException e) {
      throw new UsageException(Objects.requireNonNullElse(e.getMessage(), uri.text()), e);
    }
  }

  /** A port, and how the driver is to use it. */
  record Port(ByteLink line, Esp32Options options) {}

  private Optional<Port> simulated() throws IOException {
    var simulator = new SimulatedEspAt();
    var known = new HashSet<>(Esp32Provider.NAMES);
    known.addAll(simulator.options());
    uri.requireOptions(known);
    var own = new LinkedHashMap<>(uri.options());
    own.keySet().retainAll(simulator.options());
    var wiring = simulator.connect(own);
    try {
      var others = new LinkedHashMap<>(uri.options());
      others.keySet().removeIf(name -> own.containsKey(name) && !OF_BOTH.contains(name));
      if (!others.containsKey("ssid")) {
        wiring.defaults().forEach(others::putIfAbsent);
      }
      var options =
          Esp32Provider.options(new DeviceUri(uri.text(), uri.scheme(), uri.path(), others));
      findings.notChecked(
          Check.DEVICE_FILE, "the module is a simulated one, without a device file", "");
      return Optional.of(new Port(wiring.line(), options));
    } catch (RuntimeException e) {
      wiring.line().close();
      throw e;
    }
  }

  private Optional<Port> opened() throws IOException {
    // What is wrong with them is said before anything is opened.
    var options = Esp32Provider.options(uri);
    findings.doing("opening " + uri.path());
    var file = new DeviceFile(uri.path(), findings);
    try {
      var port = SerialPort.open(uri.path(), SerialConfig.of(UartLimits.BAUD_DEFAULT));
      file.opened();
      String holders = file.holders();
      if (!holders.isEmpty()) {
        findings.warning(
            Check.DEVICE_ACCESS,
            "it is open in %s too".formatted(holders),
            "two programs take each other's bytes: close the other one");
      }
      return Optional.of(new Port(port, options));
    } catch (BusException e) {
      String holders = e.errno() == Errno.EBUSY.number() ? file.holders() : "";
      if (holders.isEmpty()) {
        file.failed(e, Check.DEVICE_BUS);
      } else {
        findings.problem(
            Check.DEVICE_ACCESS,
            "%s is in use by %s".formatted(uri.path(), holders),
            "close the other program");
      }
      return Optional.empty();
    }
  }

  /** Looks at a module behind a port that is open, and closes that. */
  void examine(Port port) throws IOException {
    boolean answers = false;
    try {
      var baud = new SerialCheck(findings, plan.deep()).run(port.line(), expected());
      if (baud.isPresent() && !uri.options().containsKey("start-baud")) {
        port.options().startBaudRate(baud.getAsInt());
      }
      answers = baud.isPresent();
    } catch (BusException e) {
      findings.problem(Check.DEVICE_BUS, e, "check the adapter and its cable");
    } finally {
      if (!answers) {
        port.line().close();
      }
    }
    if (answers) {
      module(port);
    } else {
      skip(
          findings.hasAny(Check.CHIP_COMMANDS)
              ? "the module cannot be worked with"
              : "no module answers");
    }
  }

  private List<Integer> expected() {
    var speeds = new ArrayList<Integer>();
    for (String option : List.of("start-baud", "baud")) {
      String value = uri.options().get(option);
      if (value != null) {
        speeds.add(Integer.valueOf(value));
      }
    }
    return speeds;
  }

  private void module(Port port) throws IOException {
    findings.doing("starting the driver");
    var line = new LineWatch(port.line());
    try (var module = Esp32.on(line, port.options())) {
      findings.ok(Check.CHIP_DRIVER, "the driver starts");
      var before = module.statistics();
      flow(line);
      firmware(module);
      var radio = new RadioChecks(module, line, plan, findings, least);
      radio.run();
      supply(module.statistics().restarts() - before.restarts());
      damaged(radio.repetition().damaged());
      repairs(module.statistics(), radio.repetition().passing());
    } catch (IOException e) {
      rethrowInterrupt(e);
      findings.problem(
          Check.CHIP_DRIVER,
          e,
          uri.options().containsKey("flow")
              ? "check RTS and CTS, or leave flow= out"
              : "switch the module off and on");
      skip("the driver does not work");
    }
  }

  static void rethrowInterrupt(IOException thrown) throws InterruptedIOException {
    if (thrown instanceof InterruptedIOException interrupted
        && !(thrown instanceof SocketTimeoutException)) {
      throw interrupted;
    }
  }

  private void flow(LineWatch line) {
    if (!"yes".equals(uri.options().get("flow"))) {
      findings.notChecked(
          Check.WIRES_FLOW,
          "RTS and CTS are not said to be wired",
          "wire them and add flow=yes: without them bytes get lost under load");
    } else if (line.isFlowing()) {
      findings.ok(Check.WIRES_FLOW, "RTS and CTS are in use, and the module answers with them");
    } else {
      findings.problem(
          Check.WIRES_FLOW,
          "the module falls silent when RTS and CTS are used",
          "wire the board's RTS to the module's CTS (GPIO 15 of an ESP32) and the module's RTS"
              + " (GPIO 14) to the board's CTS, or leave flow= out");
    }
  }

  private void firmware(Esp32 module) {
    String version = module.firmware().isEmpty() ? "does not say its version" : module.firmware();
    if (module.supports(AF_INET, SOCK_DGRAM, IPPROTO_UDP)) {
      findings.ok(Check.CHIP_FIRMWARE, "ESP-AT " + version + ", carries TCP and UDP");
    } else {
      findings.warning(
          Check.CHIP_FIRMWARE,
          "ESP-AT " + version + ", carries TCP only",
          "UDP needs a newer firmware: 3.3 or later keeps the boundaries of datagrams");
    }
  }

  private void skip(String why) {
    findings.notChecked(
        why,
        Check.WIRES_SERIAL,
        Check.WIRES_FLOW,
        Check.CHIP_COMMANDS,
        Check.CHIP_DRIVER,
        Check.CHIP_FIRMWARE,
        Check.CHIP_SUPPLY);
    findings.notChecked(
        why,
        Check.NETWORK_LINK,
        Check.NETWORK_ADDRESS,
        Check.NETWORK_GATEWAY,
        Check.NETWORK_NAMES,
        Check.NETWORK_TCP,
        Check.NETWORK_ECHO);
  }

  private void supply(long restarts) {
    if (restarts > 0) {
      findings.problem(
          Check.CHIP_SUPPLY,
          "the module started anew in the middle of this, " + times(restarts, "time"),
          SUPPLY);
    } else if (!findings.hasAny(Check.CHIP_SUPPLY)) {
      findings.ok(Check.CHIP_SUPPLY, "the module did not start anew by itself");
    }
  }

  private void damaged(long commands) {
    if (commands > 0) {
      findings.problem(
          Check.WIRES_SERIAL,
          "%s made no sense to the module, and did when sent again"
              .formatted(times(commands, "command")),
          LINE);
    }
  }

  /** Restarts are a finding of their own, and so are damaged commands. */
  private void repairs(Esp32Statistics statistics, List<String> passing) {
    var seen = new ArrayList<String>();
    var advice = new ArrayList<String>();
    if (statistics.unknownLines() > 0) {
      seen.add(times(statistics.unknownLines(), "line") + " not understood");
    }
    if (statistics.resynchronisations() > 0) {
      seen.add(times(statistics.resynchronisations(), "time") + " out of step");
    }
    if (!seen.isEmpty()) {
      advice.add(
          "bytes get lost on the line: wire RTS and CTS and add flow=yes, or use a lower baud=");
    }
    if (statistics.rejoins() > 0) {
      seen.add(times(statistics.rejoins(), "time") + " without the network");
      advice.add(
          "move the module or its antenna nearer to the access point, if it did not restart");
    }
    for (String found : passing) {
      findings.warning(
          Check.NETWORK_REPAIRS,
          "went wrong once, and well the next time: " + found,
          "something changes or gets lost now and then, on the serial line or on the air: --deep looks"
              + " longer at the line");
    }
    if (!seen.isEmpty()) {
      findings.warning(
          Check.NETWORK_REPAIRS,
          "the driver put right: " + String.join(", ", seen),
          String.join("; ", advice));
    } else if (passing.isEmpty()) {
      findings.ok(Check.NETWORK_REPAIRS, "the driver had nothing to put right");
    }
  }

  private static String times(long count, String what) {
    return count == 1 ? "1 " + what : "%d %ss".formatted(count, what);
  }
}
