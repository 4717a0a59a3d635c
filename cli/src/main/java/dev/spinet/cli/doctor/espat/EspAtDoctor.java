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
import dev.spinet.drivers.esp32.Esp32Provider;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Looks at a module with ESP-AT firmware: its port, its wires, its firmware, and its network. */
public final class EspAtDoctor {

  private final DeviceUri uri;
  private final Plan plan;
  private final Findings findings;

  /**
   * Nothing is opened yet.
   *
   * @param uri the device, of the scheme esp32
   * @param plan what is to be looked at
   * @param findings where to
   */
  public EspAtDoctor(DeviceUri uri, Plan plan, Findings findings) {
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
      // What is wrong with them is said before anything is opened.
      Esp32Provider.options(uri);
      var baud = serial();
      if (baud.isEmpty()) {
        skip("no module answers");
        return;
      }
      module(baud.getAsInt());
    } catch (IllegalArgumentException e) {
      throw new UsageException(Objects.requireNonNullElse(e.getMessage(), uri.text()), e);
    }
  }

  private OptionalInt serial() throws IOException {
    findings.doing("opening " + uri.path());
    var file = new DeviceFile(uri.path(), findings);
    try (ByteLink port = SerialPort.open(uri.path(), SerialConfig.of(UartLimits.BAUD_DEFAULT))) {
      file.opened();
      String holders = file.holders();
      if (!holders.isEmpty()) {
        findings.warning(
            Check.DEVICE_ACCESS,
            "it is open in %s too".formatted(holders),
            "two programs take each other's bytes: close the other one");
      }
      return new SerialCheck(findings, plan.deep()).run(port, expected());
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
      return OptionalInt.empty();
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

  private void module(int baud) throws IOException {
    findings.doing("starting the driver");
    var options = Esp32Provider.options(uri);
    if (!uri.options().containsKey("start-baud")) {
      options.startBaudRate(baud);
    }
    try (var module = Esp32.on(SerialPort.open(uri.path(), SerialConfig.of(baud)), options)) {
      findings.ok(Check.CHIP_DRIVER, "the driver starts");
      flow();
      firmware(module);
      new RadioChecks(module, plan, findings).run();
      repairs(module);
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

  private void flow() {
    if ("yes".equals(uri.options().get("flow"))) {
      findings.ok(Check.WIRES_FLOW, "RTS and CTS are in use, and the module answers with them");
    } else {
      findings.notChecked(
          Check.WIRES_FLOW,
          "RTS and CTS are not said to be wired",
          "wire them and add flow=yes: without them bytes get lost under load");
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
        why, Check.WIRES_SERIAL, Check.WIRES_FLOW, Check.CHIP_DRIVER, Check.CHIP_FIRMWARE);
    findings.notChecked(
        why,
        Check.NETWORK_LINK,
        Check.NETWORK_ADDRESS,
        Check.NETWORK_GATEWAY,
        Check.NETWORK_NAMES,
        Check.NETWORK_TCP,
        Check.NETWORK_ECHO);
  }

  private void repairs(Esp32 module) {
    var statistics = module.statistics();
    var seen = new ArrayList<String>();
    if (statistics.restarts() > 0) {
      seen.add("%d restarts of the module".formatted(statistics.restarts()));
    }
    if (statistics.unknownLines() > 0) {
      seen.add("%d lines that were not understood".formatted(statistics.unknownLines()));
    }
    if (statistics.resynchronisations() > 0) {
      seen.add("%d times out of step".formatted(statistics.resynchronisations()));
    }
    if (statistics.rejoins() > 0) {
      seen.add("%d losses of the network".formatted(statistics.rejoins()));
    }
    if (seen.isEmpty()) {
      findings.ok(Check.NETWORK_REPAIRS, "the driver had nothing to put right");
    } else {
      findings.warning(
          Check.NETWORK_REPAIRS,
          "the driver put right: " + String.join(", ", seen),
          statistics.restarts() > 0
              ? "the module's supply is too weak: it takes 500 mA at times"
              : "bytes get lost on the line: wire RTS and CTS and add flow=yes, or use a lower baud=");
    }
  }
}
