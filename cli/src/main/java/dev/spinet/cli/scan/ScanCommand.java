package dev.spinet.cli.scan;

import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.link.Chip;
import dev.spinet.cli.option.DeviceArgument;
import dev.spinet.cli.option.JsonOption;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.AccessPoint;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spinet scan}. */
@Command(
    name = "scan",
    sortOptions = false,
    header = "Lists the Wi-Fi access points that a module hears.",
    description = {
      "",
      "The strongest comes first: -30 dBm is very near, -67 dBm is good, below -80 dBm connections"
          + " break.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet scan esp32:/dev/ttyUSB0",
      "  spinet scan esp32:/dev/ttyUSB0 --json | jq -r '.accessPoints[0].ssid'",
      "",
      "The members of the JSON object: command, deviceUri, ok, exitCode, error after a failure, and"
          + " accessPoints, each with ssid, security, rssi, channel and bssid."
    })
public final class ScanCommand implements Callable<Integer> {

  private static final String PREFIX = "WIFI_";

  private final Terminal terminal;

  @Mixin private DeviceArgument argument = new DeviceArgument();

  private String device = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "The longest wait for the list (default: ${DEFAULT-VALUE}).")
  private Timeout timeout = new Timeout(Duration.ofSeconds(15));

  @Mixin private JsonOption json = new JsonOption();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public ScanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var object = Json.object();
    object.put("command", "scan");
    try {
      device = argument.uri();
      object.put("deviceUri", DeviceUri.withoutSecrets(device));
      var found = scan();
      if (json.isWanted()) {
        object.put("ok", true);
        object.put("exitCode", ExitCode.OK.number());
        object.put("accessPoints", found.stream().map(ScanCommand::json).toList());
        terminal.out().println(Json.write(object));
      } else {
        print(found);
      }
      terminal.out().flush();
      return ExitCode.OK.number();
    } catch (Exception e) {
      if (json.isWanted()) {
        var failure = Failure.of(e);
        object.put("ok", false);
        object.put("exitCode", failure.code().number());
        object.put("error", failure.sentence());
        terminal.out().println(Json.write(object));
        terminal.out().flush();
      }
      throw e;
    }
  }

  private List<AccessPoint> scan() throws UsageException, IOException {
    try (var activity = new Activity(terminal)) {
      activity.show("opening " + DeviceUri.withoutSecrets(device));
      try (var chip = Chip.open(device)) {
        var radio = chip.wifi();
        if (radio == null) {
          throw new UsageException(
              "%s has a cable and no radio: there are no access points to look for"
                  .formatted(chip.driver().name()));
        }
        activity.show("looking for access points");
        return radio.scan(timeout.duration()).stream()
            .sorted(Comparator.comparingInt(AccessPoint::rssi).reversed())
            .toList();
      }
    }
  }

  private void print(List<AccessPoint> found) {
    if (found.isEmpty()) {
      terminal.out().println("No access point is in reach.");
      return;
    }
    String form = "%5s  %7s  %-17s  %-15s  %s";
    terminal
        .out()
        .println(
            terminal.bold(form.formatted("dBm", "channel", "access point", "security", "network")));
    for (var point : found) {
      terminal
          .out()
          .println(
              form.formatted(
                      point.rssi(),
                      point.channel(),
                      point.bssid(),
                      word(point.security()),
                      name(point))
                  .stripTrailing());
    }
  }

  /** The name, in which nothing can disturb a terminal. */
  private static String name(AccessPoint point) {
    String name = point.name();
    if (name.isEmpty()) {
      return "(hidden)";
    }
    var clean = new StringBuilder();
    name.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            clean.append('\uFFFD');
          } else {
            clean.appendCodePoint(c);
          }
        });
    return clean.toString();
  }

  private static String word(WifiSecurity security) {
    String name = security.name();
    return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Object> json(AccessPoint point) {
    var object = Json.object();
    object.put("ssid", point.name());
    object.put("security", word(point.security()));
    object.put("rssi", point.rssi());
    object.put("channel", point.channel());
    object.put("bssid", point.bssid().toString());
    return object;
  }
}
