package dev.spinet.cli.info;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.link.Chip;
import dev.spinet.cli.link.Facts;
import dev.spinet.cli.link.PasswordOptions;
import dev.spinet.cli.option.DeviceArgument;
import dev.spinet.cli.option.JsonOption;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.w5500.PhyStatus;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spinet info}. */
@Command(
    name = "info",
    sortOptions = false,
    header = "Says what a chip is, and which addresses it has.",
    description = {
      "",
      "Opens the device, which resets the chip, and prints the chip's version, its addresses, the"
          + " state of its cable or radio, its buffers and what it cost to ask. With a cable that has"
          + " a link it also gets an address, by DHCP unless the device names one; a radio joins the"
          + " network that --ssid names.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet info w5500:/dev/spidev0.0",
      "  spinet info esp32:/dev/ttyUSB0 --ssid workshop",
      "  spinet info sim:w5500 --json | jq .link.ip",
      "",
      "The members of the JSON object: command, deviceUri, ok, exitCode, error after a failure, and"
          + " device, chip, version or firmware, phy {linkUp, megabitsPerSecond, fullDuplex}, link {mac,"
          + " ip, prefixLength, gateway, dns, dhcp}, noAddress (why there is none), wifi {ssid, rssi},"
          + " sockets, buffersKiB, datagrams, statistics (the driver's counters by name)."
    })
public final class InfoCommand implements Callable<Integer> {

  private static final long NEGOTIATION_MILLIS = 4_000;
  private static final long LOOK_MILLIS = 20;

  private final Terminal terminal;

  @Mixin private DeviceArgument argument = new DeviceArgument();

  private String device = "";

  @Mixin private PasswordOptions wifi = new PasswordOptions();

  @Option(names = "--no-link", description = "Do not ask for an address.")
  private boolean noLink;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "The longest wait for an address (default: ${DEFAULT-VALUE}).")
  private Timeout timeout = new Timeout(Duration.ofSeconds(10));

  @Mixin private JsonOption json = new JsonOption();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public InfoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var facts = new Facts();
    try {
      device = argument.uri();
      tell(facts);
      facts.outcome("info", device, ExitCode.OK.number(), null);
      facts.print(terminal, json.isWanted());
      return ExitCode.OK.number();
    } catch (Exception e) {
      if (json.isWanted()) {
        var failure = Failure.of(e);
        facts.outcome("info", device, failure.code().number(), failure.sentence());
        facts.print(terminal, true);
      }
      throw e;
    }
  }

  private void tell(Facts facts) throws UsageException, IOException, InterruptedException {
    var network = wifi.network(terminal);
    try (var activity = new Activity(terminal)) {
      activity.show("opening " + DeviceUri.withoutSecrets(device));
      try (var chip = Chip.open(device)) {
        facts.line("Device", chip.driver().name());
        facts.member("device", chip.driver().name());
        var w5500 = chip.w5500();
        var esp32 = chip.esp32();
        if (w5500 != null) {
          ofW5500(chip, w5500, facts, activity);
        } else if (esp32 != null) {
          ofEsp32(chip, esp32, network, facts, activity);
        }
        statistics(chip, facts);
      }
    }
  }

  private void ofW5500(Chip chip, W5500 w5500, Facts facts, Activity activity)
      throws IOException, InterruptedException {
    facts.line("Chip", "W5500, version %d".formatted(ChipLimits.VERSION));
    facts.member("chip", "W5500");
    facts.member("version", ChipLimits.VERSION);
    activity.show("waiting for the cable");
    var phy = phy(w5500);
    facts.line(
        "Cable",
        phy.linkUp()
            ? "%d Mbit/s, %s duplex"
                .formatted(phy.megabitsPerSecond(), phy.fullDuplex() ? "full" : "half")
            : "no link");
    facts.member("phy", json(phy));
    if (phy.linkUp() && !noLink) {
      activity.show("asking for an address");
      try {
        w5500.link(timeout.duration());
      } catch (SocketException | SocketTimeoutException e) {
        noAddress(facts, e);
      }
    }
    facts.addresses(w5500.linkInfo(), chip.lease());
    facts.line(
        "Buffers",
        "%d sockets, for sending and receiving each %s KiB"
            .formatted(w5500.statistics().sockets().size(), buffers()));
    facts.member("sockets", w5500.statistics().sockets().size());
    facts.member("buffersKiB", buffers());
  }

  /** Negotiating takes two seconds or so after the reset that opening the device made. */
  private static PhyStatus phy(W5500 w5500) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var phy = w5500.phy();
    while (!phy.linkUp() && System.nanoTime() - start < NEGOTIATION_MILLIS * 1_000_000) {
      Thread.sleep(LOOK_MILLIS);
      phy = w5500.phy();
    }
    return phy;
  }

  private static Map<String, Object> json(PhyStatus phy) {
    var object = Json.object();
    object.put("linkUp", phy.linkUp());
    if (phy.linkUp()) {
      object.put("megabitsPerSecond", phy.megabitsPerSecond());
      object.put("fullDuplex", phy.fullDuplex());
    }
    return object;
  }

  private static void noAddress(Facts facts, IOException e) {
    String why = Failure.of(e).sentence();
    facts.line("No address", why);
    facts.member("noAddress", why);
  }

  /** Sizes as the device URI has them, or what the chip has by itself. */
  private String buffers() {
    String sizes = DeviceUri.parse(device).options().get("buffers");
    return sizes == null ? "2" : sizes;
  }

  private void ofEsp32(
      Chip chip, Esp32 module, @Nullable WifiNetwork network, Facts facts, Activity activity)
      throws IOException {
    facts.line("Chip", "ESP32 with ESP-AT");
    facts.member("chip", "ESP32");
    facts.line("Firmware", module.firmware().isEmpty() ? "does not say" : module.firmware());
    facts.member("firmware", module.firmware());
    boolean datagrams = module.supports(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    facts.line(
        "Carries", datagrams ? "TCP and UDP, 5 links" : "TCP, 5 links; UDP needs version 3.3");
    facts.member("datagrams", datagrams);
    var wanted = Optional.ofNullable(network).or(module::network);
    if (wanted.isPresent() && !noLink) {
      activity.show("joining " + wanted.get().name());
      try {
        module.link(wanted.get(), timeout.duration());
      } catch (SocketException | SocketTimeoutException e) {
        noAddress(facts, e);
      }
    }
    facts.radio(module);
    facts.addresses(module.linkInfo(), chip.lease());
  }

  private static void statistics(Chip chip, Facts facts) {
    var counters = chip.driver().statistics().counters();
    var members = Json.object();
    var text = new StringBuilder();
    counters.forEach((name, value) -> {
      members.put(name, value);
      if (value != 0) {
        text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(Units.count(value));
      }
    });
    facts.line("Counted", text.isEmpty() ? "nothing" : text.toString());
    facts.member("statistics", members);
  }
}
