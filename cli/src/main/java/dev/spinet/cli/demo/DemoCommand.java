package dev.spinet.cli.demo;

import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.ByteSize;
import dev.spinet.cli.option.JsonOption;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Terminal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spinet demo}. */
@Command(
    name = "demo",
    sortOptions = false,
    header = "Talks to real servers through a chip, and shows what that cost.",
    description = {
      "",
      "Opens the device, brings its link up, says \"Hello World!\" to a TCP echo server and downloads"
          + " from an HTTP server; both servers are real ones that this command starts on this"
          + " machine. Every byte that comes back is verified. It ends with the ledger of the bus: how"
          + " much crossed it, in how many pieces, and how much of it was the application's data.",
      "",
      "Without --device it runs on a simulated W5500, and needs no hardware and no rights.",
      ""
    },
    footer = {
      "",
      "Devices:",
      "  sim:w5500             a simulated W5500 on a simulated network; options:",
      "    speed=33MHz,20us,10us",
      "                        the clock of the bus, and what each call and each chip select",
      "                        take; without it, as fast as it goes",
      "    int=no              no interrupt line: the driver has to ask the chip",
      "    faults=FILE         what goes wrong; docs/simulator.md describes the file",
      "    net=lan             a network that leads nowhere; else, to this machine's servers",
      "    forward=8443:443    port 8443 of this machine leads to port 443 of the chip",
      "    buffers=4,4,4,4     KiB of each socket's buffers, together 16 at most",
      "  w5500:/dev/spidev0.0  a W5500 on an SPI bus of this board; options:",
      "    speed=33MHz         the clock of the bus",
      "    int=/dev/gpiochip0:25",
      "    reset=/dev/gpiochip0:24",
      "                        the lines INTn and RSTn are wired to",
      "    ip=192.168.1.50/24&gateway=192.168.1.1",
      "                        the chip's address and its router; without them, DHCP",
      "    mac=02:00:00:12:34:56",
      "                        its hardware address, else one made from this machine's",
      "    buffers=4,4,4,4     KiB of each socket's buffers, together 16 at most",
      "  w5500+unix:/tmp/w5500 a W5500 that \"spinet sim w5500 --unix\" serves; options as for",
      "                        w5500, without speed, and",
      "    int=no&reset=no     INTn, RSTn are not wired; without these they are",
      "  sim:esp-at            a simulated Wi-Fi module with ESP-AT firmware, its access point and",
      "                        network; options as for esp32, and",
      "    profile=4.1         the firmware: 2.3, 2.4, 3.4, 4.1 or 5.0",
      "    ap=NAME:PASSWORD    what it hears; without it, spinet:wireless, which it joins",
      "    timing=line         bytes take their time on the serial line; real: starting and",
      "                        joining too; without it, as fast as it goes",
      "    command-time=2ms    what a command takes in the module",
      "    net=lan             its network reaches nothing but the gateway",
      "    faults=FILE         what is to go wrong: see docs/simulated-esp-at.md",
      "    forward=8443:443    port 8443 of this machine leads to port 443 of the module",
      "  esp32:/dev/ttyUSB0    an ESP32 with ESP-AT firmware on a serial port; options:",
      "    ssid=NAME&password-file=FILE",
      "                        the network to join, and a file with nothing but its password;",
      "                        without a file, the password is in SPINET_WIFI_PASSWORD",
      "    baud=921600         the speed to work at",
      "    flow=yes            RTS and CTS are wired",
      "    security=wpa3       open, wep, wpa, wpa2, wpa-wpa2, wpa3 or wpa2-wpa3",
      "    ip=192.168.1.50/24&gateway=192.168.1.1",
      "                        the module's address and its router; without them, DHCP",
      "Options follow a question mark and are joined by &, so quote the URI.",
      "",
      "Examples:",
      "  spinet demo",
      "  spinet demo --json | jq .bus.download",
      "  spinet demo -d 'w5500:/dev/spidev0.0?int=/dev/gpiochip0:25'",
      "  spinet demo -d sim:esp-at",
      "",
      "The members of the JSON object: command, version, deviceUri, ok, exitCode, and error after a"
          + " failure; and as far as it came: device {name, simulated}, wifi {ssid, security,"
          + " rssi} of a chip with a radio, link {ip, prefixLength, gateway, dns, mac},"
          + " echo {server, text, bytes, seconds}, download {url, bytes,"
          + " seconds, bytesPerSecond, sha256}, bus {start, echo, download, total}, each {frames,"
          + " busBytes, systemCalls, payloadBytes, payloadShare}, or on a serial line {commands,"
          + " bytesToModule, bytesFromModule, payloadBytes, payloadShare}."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int HIGHEST_PORT = 65535;

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "URI",
      description = "The chip, see below (default: ${DEFAULT-VALUE}).")
  private String device = "sim:w5500";

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = ByteSize.Converter.class,
      description = "How much to download, such as 512KiB or 64MiB (default: ${DEFAULT-VALUE}).")
  private ByteSize size = new ByteSize(8 << 20);

  @Option(
      names = "--server-address",
      paramLabel = "ADDR",
      description = {
        "The IPv4 address of this machine on which the two servers listen and at which the chip"
            + " reaches them. Not needed with a simulated chip, nor with a real one whose network"
            + " this machine is in; a firewall must let the chip in."
      })
  private @Nullable String serverAddress;

  @Option(
      names = "--echo-server",
      paramLabel = "ADDR:PORT",
      description = "Talk to this TCP echo server instead of starting one.")
  private @Nullable String echoServer;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description =
          "The longest wait of each step (link, connect, send, receive), such as 500ms or 10s"
              + " (default: ${DEFAULT-VALUE}).")
  private Timeout timeout = new Timeout(Duration.ofSeconds(10));

  @Mixin private JsonOption json = new JsonOption();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public DemoCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    var report = new DemoReport(version(), device);
    try {
      var plan =
          new Demo.Plan(
              device,
              size.bytes(),
              serverAddress == null
                  ? null
                  : ServerAddress.literal("--server-address", serverAddress),
              echoServer == null ? null : echoServer(echoServer),
              timeout.duration(),
              json.isWanted());
      new Demo(opener, plan, terminal, new Narration(terminal, json.isWanted()), report).run();
      print(report, null);
      return 0;
    } catch (Exception e) {
      print(report, Failure.of(e));
      throw e;
    }
  }

  private void print(DemoReport report, @Nullable Failure failure) {
    if (json.isWanted()) {
      terminal.out().println(report.json(failure));
      terminal.out().flush();
    }
  }

  private String version() {
    String[] version = Objects.requireNonNull(spec).root().version();
    return version.length == 0 ? "" : version[0];
  }

  private static InetSocketAddress echoServer(String text) throws UsageException {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1
        || !port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) == 0
        || Integer.parseInt(port) > HIGHEST_PORT) {
      throw new UsageException(
          "--echo-server takes an IPv4 address and a port such as 192.168.1.10:7, not '%s'"
              .formatted(text));
    }
    return new InetSocketAddress(
        ServerAddress.literal("--echo-server", text.substring(0, colon)), Integer.parseInt(port));
  }
}
