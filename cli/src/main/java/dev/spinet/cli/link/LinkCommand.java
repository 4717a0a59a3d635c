package dev.spinet.cli.link;

import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.DeviceArgument;
import dev.spinet.cli.option.JsonOption;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spinet link}. */
@Command(
    name = "link",
    sortOptions = false,
    header = "Brings a chip's network up and says what it got.",
    description = {
      "",
      "Waits for the cable, or joins a Wi-Fi network, and gets an address by DHCP or takes the one"
          + " that is given. The address is given back when the command ends; with --hold it stays"
          + " until Ctrl-C.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet link w5500:/dev/spidev0.0",
      "  spinet link w5500:/dev/spidev0.0 --address 192.168.1.50 --gateway 192.168.1.1",
      "  spinet link esp32:/dev/ttyUSB0 --ssid workshop --password-file wifi.txt --hold",
      "",
      "The members of the JSON object: command, deviceUri, ok, exitCode, error after a failure, and"
          + " device, link {mac, ip, prefixLength, gateway, dns, dhcp, leaseSecondsLeft, domain},"
          + " wifi {ssid, rssi}."
    })
public final class LinkCommand implements Callable<Integer> {

  private static final String NONE = "0.0.0.0";
  private static final long LOOK_MILLIS = 500;

  private final Terminal terminal;

  @Mixin private DeviceArgument argument = new DeviceArgument();

  private String device = "";

  @Option(
      names = "--address",
      paramLabel = "ADDR",
      description = "The chip's own IPv4 address. Without it, DHCP.")
  private @Nullable String address;

  @Option(
      names = "--netmask",
      paramLabel = "MASK",
      description = "The subnet mask, with --address only (default: 255.255.255.0).")
  private @Nullable String netmask;

  @Option(
      names = "--gateway",
      paramLabel = "ADDR",
      description = "The router to other networks, with --address only.")
  private @Nullable String gateway;

  @Option(
      names = "--dns",
      paramLabel = "ADDR",
      description = "The name server, with --address only.")
  private @Nullable String dns;

  @Mixin private PasswordOptions wifi = new PasswordOptions();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "The longest wait for a link and an address (default: ${DEFAULT-VALUE}).")
  private Timeout timeout = new Timeout(Duration.ofSeconds(30));

  @Option(names = "--hold", description = "Keep the link until Ctrl-C, and say when it goes.")
  private boolean hold;

  @Mixin private JsonOption json = new JsonOption();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public LinkCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var facts = new Facts();
    try {
      device = argument.uri();
      return run(facts).number();
    } catch (Exception e) {
      var failure = Failure.of(e);
      if (json.isWanted() && !facts.isPrinted()) {
        facts.outcome("link", device, failure.code().number(), failure.sentence());
        facts.print(terminal, true);
      }
      throw e;
    }
  }

  private ExitCode run(Facts facts) throws UsageException, IOException {
    if (address == null && (netmask != null || gateway != null || dns != null)) {
      throw new UsageException(
          "--netmask, --gateway and --dns need --address; without it DHCP gives all addresses");
    }
    var network = wifi.network(terminal);
    try (var activity = new Activity(terminal)) {
      activity.show("opening " + DeviceUri.withoutSecrets(device));
      try (var chip = Chip.open(device)) {
        var link = chip.link();
        var radio = chip.wifi();
        if (radio == null && network != null) {
          throw new UsageException(
              "%s has a cable and no radio: leave --ssid out".formatted(chip.driver().name()));
        }
        setAddress(link);
        activity.show("waiting for a link and an address");
        if (radio != null && network != null) {
          radio.link(network, timeout.duration());
        } else if (radio != null && radio.network().isEmpty()) {
          throw new UsageException(
              "%s has a radio: name the network to join with --ssid NAME"
                  .formatted(chip.driver().name()));
        } else {
          link.link(timeout.duration());
        }
        activity.clear();
        tell(chip, facts);
        return hold ? hold(chip.link()) : ExitCode.OK;
      }
    }
  }

  private void setAddress(NetworkLink link) throws UsageException, IOException {
    if (address != null) {
      try {
        link.setLinkInfo(address, or(netmask), or(gateway), or(dns));
      } catch (IllegalArgumentException e) {
        throw new UsageException(Objects.requireNonNullElse(e.getMessage(), ""), e);
      }
    }
  }

  private static String or(@Nullable String given) {
    return given == null ? NONE : given;
  }

  private void tell(Chip chip, Facts facts) throws UsageException, IOException {
    facts.line("Device", chip.driver().name());
    facts.member("device", chip.driver().name());
    var radio = chip.wifi();
    if (radio != null) {
      facts.radio(radio);
    }
    facts.addresses(chip.link().linkInfo(), chip.lease());
    facts.outcome("link", device, ExitCode.OK.number(), null);
    facts.print(terminal, json.isWanted());
  }

  private ExitCode hold(NetworkLink link) throws IOException {
    terminal.err().println("Ctrl-C ends it.");
    terminal.err().flush();
    boolean was = true;
    while (true) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        // The usual end: the link is given up in order.
        return ExitCode.INTERRUPTED;
      }
      boolean is = link.isLinked();
      if (is != was) {
        terminal.err().println(is ? "the link is back" : "the link is gone");
        terminal.err().flush();
        was = is;
      }
    }
  }
}
