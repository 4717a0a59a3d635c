package dev.spinet.simulator.device;

import dev.spinet.bindings.bus.SerialWiring;
import dev.spinet.bindings.bus.SerialWiringProvider;
import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.espat.SimulatedSerialLink;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.scenario.ModuleScenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A module with ESP-AT firmware that exists in this process only, with everything it needs around
 * it: its serial line, access points in the air, the network behind them, and a gateway to the
 * servers of this machine. It is what the device URI {@code sim:esp-at} stands for. Options, all of
 * which may be left out:
 *
 * <table>
 *   <caption>Options of a simulated module</caption>
 *   <tr><th>name</th><th>value</th><th>example</th></tr>
 *   <tr><td>profile</td><td>release of the firmware: 2.3, 2.4, 3.4, 4.1 or 5.0; without it
 *   4.1</td><td>3.4</td></tr>
 *   <tr><td>ap</td><td>what it hears, a name alone for an open network; without it {@code
 *   spinet:wireless}</td><td>workshop:corn-flower,guests</td></tr>
 *   <tr><td>timing</td><td>what takes its time: none (the default); line, which is bytes on the
 *   serial line; or real, which is starting and joining too</td><td>line</td></tr>
 *   <tr><td>command-time</td><td>from the end of a command to its answer; without it what {@code
 *   timing} says, which is no time or 1 ms</td><td>2ms</td></tr>
 *   <tr><td>start-baud</td><td>speed after a start</td><td>115200</td></tr>
 *   <tr><td>flow</td><td>whether RTS and CTS are wired, yes or no, the default</td><td>yes</td></tr>
 *   <tr><td>net</td><td>what the network reaches: host (this machine's servers and name servers) or
 *   lan (nothing)</td><td>lan</td></tr>
 *   <tr><td>faults</td><td>path of a file that says what is to go wrong, see {@code
 *   docs/simulated-esp-at.md}</td><td>faults.txt</td></tr>
 *   <tr><td>forward</td><td>ports of this machine's loopback that lead to TCP or UDP ports of the
 *   module</td><td>8443:443,udp:5683:5683</td></tr>
 * </table>
 *
 * <p>The network is that of a {@link W5500Lan}: its DHCP server gives the module the address of the
 * first chip there, and its gateway stands for this machine.
 */
public final class SimulatedEspAt implements SerialWiringProvider {

  private static final String PROFILE = "profile";
  private static final String ACCESS_POINTS = "ap";
  private static final String TIMING = "timing";
  private static final String START_BAUD = "start-baud";
  private static final String FLOW = "flow";
  private static final String COMMAND_TIME = "command-time";
  private static final String NET = "net";
  private static final String FAULTS = "faults";
  private static final String FORWARD = "forward";

  /** What is in the air if the user says nothing: a name and a password. */
  private static final Map.Entry<String, String> USUAL = Map.entry("spinet", "wireless");

  /** For {@link java.util.ServiceLoader}. */
  public SimulatedEspAt() {}

  @Override
  public String chip() {
    return "esp-at";
  }

  @Override
  public Set<String> options() {
    return Set.of(
        PROFILE, ACCESS_POINTS, TIMING, COMMAND_TIME, START_BAUD, FLOW, NET, FAULTS, FORWARD);
  }

  @Override
  public SerialWiring connect(Map<String, String> options) throws IOException {
    var made = made(options);
    var air = air(options.getOrDefault(ACCESS_POINTS, ""));
    var forwards = PortForwards.parse(options.getOrDefault(FORWARD, ""));
    var reach = SimulatedW5500.reach(options.getOrDefault(NET, "host"));
    var file = options.get(FAULTS);
    var faults = file == null ? ModuleScenario.NOTHING : ScenarioFile.readForModule(file);

    var lan = new EspAtLan(made, accessPoints(air), reach);
    try {
      forwards.open(lan.gateway(), W5500Lan.address(0));
      faults.start(lan.module(), lan.radio(), lan.gateway(), _ -> {});
      var line = new SimulatedSerialLink(lan.module(), "simulated serial line", made.baud(), false);
      return new SerialWiring(new OwningByteLink(line, lan::close), joining(air));
    } catch (IOException | RuntimeException e) {
      lan.close();
      throw e;
    }
  }

  private static EspAtOptions made(Map<String, String> options) {
    String profile = options.getOrDefault(PROFILE, "4.1");
    var firmware =
        FirmwareProfile.of(profile)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "option 'profile': there is no firmware '%s'; there are %s"
                        .formatted(profile, FirmwareProfile.labels())));
    boolean wired =
        switch (options.getOrDefault(FLOW, "no")) {
          case "yes" -> true;
          case "no" -> false;
          default ->
              throw new IllegalArgumentException("option 'flow': RTS and CTS are wired, yes or no");
        };
    return EspAtOptions.DEFAULT
        .withProfile(firmware)
        .withBaud(baud(options.getOrDefault(START_BAUD, "" + UartLimits.BAUD_DEFAULT)))
        .withFlowControl(FlowControl.NONE, wired)
        .withTiming(timing(options));
  }

  private static int baud(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "option 'start-baud': '%s' is not a speed: it should look like 115200".formatted(text));
    }
    return Integer.parseInt(text);
  }

  private static ModuleTiming timing(Map<String, String> options) {
    var timing = timing(options.getOrDefault(TIMING, "none"));
    var time = options.get(COMMAND_TIME);
    try {
      return time == null ? timing : timing.withCommand(CommandTime.parse(time));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("option 'command-time': " + e.getMessage(), e);
    }
  }

  private static ModuleTiming timing(String text) {
    return switch (text) {
      case "none" -> ModuleTiming.INSTANT;
      case "line" -> ModuleTiming.LINE;
      case "real" -> ModuleTiming.REAL;
      default ->
          throw new IllegalArgumentException(
              "option 'timing': '%s' is not none, line or real".formatted(text));
    };
  }

  /** Names and passwords; an empty text means the usual one. */
  private static Map<String, String> air(String text) {
    if (text.isEmpty()) {
      return Map.ofEntries(USUAL);
    }
    var air = new LinkedHashMap<String, String>();
    for (var each : text.split(",", -1)) {
      int colon = each.indexOf(':');
      air.put(
          colon < 0 ? each : each.substring(0, colon), colon < 0 ? "" : each.substring(colon + 1));
    }
    return air;
  }

  /** Each with an address of its own. What is wrong is told without the text: it has a password. */
  private static List<AccessPoint> accessPoints(Map<String, String> air) {
    var accessPoints = new ArrayList<AccessPoint>();
    air.forEach((name, password) -> {
      AccessPoint one;
      try {
        one = AccessPoint.of(name, password);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "option 'ap' should look like NAME:PASSWORD,NAME:PASSWORD: " + e.getMessage(), e);
      }
      accessPoints.add(one.withBssid(new MacAddress(one.bssid().value() + accessPoints.size())));
    });
    return accessPoints;
  }

  /** What the driver needs to join the first one. */
  private static Map<String, String> joining(Map<String, String> air) {
    var first = air.entrySet().iterator().next();
    return first.getValue().isEmpty()
        ? Map.of("ssid", first.getKey(), "security", "open")
        : Map.of("ssid", first.getKey(), "password", first.getValue());
  }
}
