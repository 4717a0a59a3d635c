package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiWiringProvider;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.DeviceFile;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.Plan;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.drivers.w5500.W5500Provider;
import dev.spinet.simulator.device.SimulatedW5500;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketInterruptLine;
import dev.spinet.simulator.unix.SpiSocketResetLine;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Looks at a W5500: at its device files, its wires, the chip, and its network. */
public final class W5500Doctor {

  /** Slow enough for any wires, and fast enough for the chip, which disturbs data below it. */
  private static final int SLOW_HZ = 1_000_000;

  /** Options of a served chip that say yes or no. */
  private static final Set<String> WIRED_OR_NOT = Set.of("int", "reset");

  private static final String NO_ANSWER = "there is no W5500 that answers";
  private static final Check[] BEHIND_ECHO = {
    Check.CHIP_VERSION,
    Check.WIRES_WRITES,
    Check.WIRES_SPEED,
    Check.WIRES_RESET,
    Check.WIRES_INTERRUPT,
    Check.CHIP_COMMANDS,
    Check.CHIP_SENDOK,
    Check.CHIP_SUPPLY
  };

  private final DeviceUri uri;
  private final Plan plan;
  private final Findings findings;

  /**
   * Nothing is opened yet.
   *
   * @param uri the device, of the scheme w5500, w5500+unix or sim
   * @param plan what is to be looked at
   * @param findings where to
   */
  public W5500Doctor(DeviceUri uri, Plan plan, Findings findings) {
    this.uri = uri;
    this.plan = plan;
    this.findings = findings;
  }

  /**
   * Looks at everything that can be looked at.
   *
   * @throws UsageException if the device URI is wrong
   * @throws IOException if something fails that is no finding, or the thread is interrupted
   */
  public void run() throws UsageException, IOException {
    try {
      var options = options();
      var opened = open(options);
      if (opened.isEmpty()) {
        findings.notChecked("the device cannot be opened", Check.DEVICE_BUS, Check.WIRES_ECHO);
        findings.notChecked("the device cannot be opened", BEHIND_ECHO);
        ChipNetwork.skip(findings, "the device cannot be opened");
        return;
      }
      try (var wires = opened.get()) {
        examine(wires, options);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(Objects.requireNonNullElse(e.getMessage(), uri.text()), e);
    }
  }

  private boolean isSimulated() {
    return uri.scheme().equals("sim");
  }

  private W5500Options options() {
    if (uri.scheme().equals("w5500")) {
      return W5500Provider.options(uri);
    }
    var foreign = isSimulated() ? new SimulatedW5500().options() : WIRED_OR_NOT;
    var others = new LinkedHashMap<>(uri.options());
    others.keySet().removeAll(foreign);
    var options =
        W5500Provider.options(new DeviceUri(uri.text(), uri.scheme(), uri.path(), others));
    if (isSimulated() && !others.containsKey("mac")) {
      options.mac(MacAddress.parse("02:53:50:4e:00:15"));
    }
    return options;
  }

  private Optional<Wires> open(W5500Options options) throws IOException {
    return switch (uri.scheme()) {
      case "w5500" ->
          new WireOpener(findings).open(uri.path(), options, Math.min(SLOW_HZ, options.speedHz()));
      case "sim" -> simulated();
      default -> served();
    };
  }

  private Optional<Wires> simulated() throws IOException {
    SpiWiringProvider simulator = new SimulatedW5500();
    var own = new LinkedHashMap<>(uri.options());
    own.keySet().retainAll(simulator.options());
    var wiring = simulator.connect(own);
    findings.notChecked(Check.DEVICE_FILE, "the chip is a simulated one, without device files", "");
    wiring.bus().setSpeed(SLOW_HZ);
    return Optional.of(new Wires(wiring.bus(), wiring.interrupt(), wiring.reset()));
  }

  private Optional<Wires> served() throws IOException {
    var path = Path.of(uri.path());
    var file = new DeviceFile(uri.path(), findings);
    boolean interrupt = !"no".equals(uri.options().get("int"));
    boolean reset = !"no".equals(uri.options().get("reset"));
    var opened = new ArrayList<AutoCloseable>();
    try {
      var bus = SpiSocketBus.connect(path);
      opened.add(bus);
      var interruptLine = interrupt ? SpiSocketInterruptLine.connect(path) : null;
      if (interruptLine != null) {
        opened.add(interruptLine);
      }
      var resetLine = reset ? SpiSocketResetLine.connect(path) : null;
      file.opened();
      opened.clear();
      return Optional.of(new Wires(bus, interruptLine, resetLine));
    } catch (BusException e) {
      file.failed(e, Check.DEVICE_BUS);
      return Optional.empty();
    } finally {
      for (var each : opened) {
        try {
          each.close();
        } catch (Exception e) {
          findings.warning(Check.DEVICE_BUS, e, "");
        }
      }
    }
  }

  private void examine(Wires wires, W5500Options options) throws IOException {
    var registers = new Registers(wires.bus());
    var supply = new Supply();
    var speed = OptionalInt.empty();
    try {
      if (!new EchoCheck(registers, findings, supply).run()) {
        findings.notChecked(NO_ANSWER, BEHIND_ECHO);
        ChipNetwork.skip(findings, NO_ANSWER);
        return;
      }
      speed = wiresAndChip(wires, registers, supply, options);
    } catch (BusException e) {
      findings.problem(Check.DEVICE_BUS, e, "");
      ChipNetwork.skip(findings, "the bus does not work");
      return;
    }
    if (speed.isPresent()) {
      wires.bus().setSpeed(speed.getAsInt());
    }
    new ChipNetwork(plan, findings).run(wires, options);
  }

  /** The clock to go on with; empty if it cannot be set. */
  private OptionalInt wiresAndChip(
      Wires wires, Registers registers, Supply supply, W5500Options options) throws IOException {
    var speeds = new SpeedCheck(new PatternTest(registers, supply), findings, plan.deep());
    OptionalInt speed;
    if (speeds.writes()) {
      speed = speeds.speeds(registers, options.speedHz());
      if (speed.isPresent()) {
        wires.bus().setSpeed(SLOW_HZ);
      }
    } else {
      findings.notChecked("what is written does not arrive", BEHIND_ECHO);
      return OptionalInt.empty();
    }
    if (!new ResetCheck(registers, findings).run(wires.reset(), options.reset() != null)) {
      findings.notChecked("the chip does not come back after a reset", BEHIND_ECHO);
      return speed;
    }
    var events = new EventCheck(registers, findings);
    if (events.commands()) {
      new InterruptCheck(registers, findings).run(wires.interrupt(), options.interrupt() != null);
      events.sendOk();
      new WatchCheck(registers, findings, supply).run(plan.watch());
    } else {
      findings.notChecked("the chip does not take commands", BEHIND_ECHO);
    }
    return speed;
  }
}
