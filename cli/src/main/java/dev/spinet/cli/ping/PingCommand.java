package dev.spinet.cli.ping;

import dev.spinet.cli.device.LinkedDevice;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Report;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.ChipOptions;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.HostUnreachableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet ping}. */
@Command(
    name = "ping",
    sortOptions = false,
    header = "Asks a host in the chip's network whether it is there.",
    description = {
      "",
      "Sends ICMP echo requests through the chip, one after the other, and prints a line for each"
          + " reply, until Ctrl-C or as often as --count says. The exit code is 0 if there was any"
          + " reply, and 1 if there was none. A W5500 sends them over a raw socket; an ESP-AT"
          + " module does it by AT+PING, with a size of its own and times in milliseconds.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet ping -d w5500:/dev/spidev0.0 -c 3 192.168.1.1",
      "  spinet ping -d sim:w5500 -c 1 -W 500ms 10.0.2.2 && echo there",
      "",
      "The members of the JSON object: command, ok, exitCode, error after a failure, and host,"
          + " address, sent, received, replies, each {sequence, seconds}; and with replies minSeconds, avgSeconds, maxSeconds, mdevSeconds."
    })
public final class PingCommand implements Callable<Integer> {

  /** What fits into one Ethernet frame with the headers of IP and ICMP. */
  private static final int MOST_DATA = 1472;

  private static final long FOREVER = Long.MAX_VALUE;

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Mixin private ChipOptions chip = new ChipOptions();

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "End after this many requests.")
  private long count = FOREVER;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "From one request to the next (default: ${DEFAULT-VALUE}).")
  private Timeout interval = new Timeout(Duration.ofSeconds(1));

  @Option(
      names = {"-W", "--wait"},
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "The longest wait for each reply (default: ${DEFAULT-VALUE}).")
  private Timeout wait = new Timeout(Duration.ofSeconds(2));

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES",
      description = "Data in each request, 0 to " + MOST_DATA + " (default: ${DEFAULT-VALUE}).")
  private int size = 56;

  @Option(
      names = "--json",
      description = "Print exactly one JSON object at the end, and nothing else, see below.")
  private boolean json;

  @Parameters(paramLabel = "HOST", description = "An IPv4 address, or a name.")
  private String host = "";

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public PingCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    var report = new Report(terminal, "ping");
    return report.of(json, () -> run(report));
  }

  private int run(Report report) throws UsageException, IOException {
    report.put("host", host);
    if (count < 1) {
      throw new UsageException("--count is 1 or more, not %d".formatted(count));
    }
    if (size < 0 || size > MOST_DATA) {
      throw new UsageException("--size is 0 to %d, not %d".formatted(MOST_DATA, size));
    }
    try (var device = LinkedDevice.open(terminal, opener, chip.device(), chip.timeout())) {
      Inet4Address address = device.resolve(host, chip.timeout());
      try (var pinger = Pinger.on(device.driver(), address, size)) {
        return ping(pinger, address, report);
      }
    }
  }

  private int ping(Pinger pinger, Inet4Address address, Report report) throws IOException {
    String numeric = address.getHostAddress();
    tell(
        "PING %s (%s)%s"
            .formatted(
                host, numeric, pinger.carriesData() ? " %d bytes of data".formatted(size) : ""));
    var trips = new RoundTrips();
    long begun = System.nanoTime();
    var code = ExitCode.OK;
    try {
      askAll(pinger, numeric, trips);
    } catch (InterruptedIOException | InterruptedException e) {
      code = ExitCode.INTERRUPTED;
    }
    report.put("address", numeric);
    trips.addTo(report.members());
    summarise(trips, System.nanoTime() - begun);
    if (code == ExitCode.OK && trips.received() == 0) {
      return ExitCode.FAILURE.number();
    }
    return code.number();
  }

  private void askAll(Pinger pinger, String numeric, RoundTrips trips)
      throws IOException, InterruptedException {
    for (int sequence = 1; sequence <= count && sequence > 0; sequence++) {
      long begun = System.nanoTime();
      trips.sent();
      ask(pinger, numeric, sequence, trips);
      if (terminal.out().checkError()) {
        // Nobody reads any more, and this may go on for ever.
        return;
      }
      long left = interval.duration().toNanos() - (System.nanoTime() - begun);
      if (sequence < count && left > 0) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
    }
  }

  private void ask(Pinger pinger, String numeric, int sequence, RoundTrips trips)
      throws IOException {
    OptionalLong took;
    try {
      took = pinger.ask(sequence, wait.duration());
    } catch (HostUnreachableException e) {
      tell("%s: icmp_seq=%d: %s".formatted(numeric, sequence, e.getMessage()));
      return;
    }
    if (took.isEmpty()) {
      tell("no answer from %s: icmp_seq=%d".formatted(numeric, sequence));
      return;
    }
    trips.received(sequence, took.getAsLong(), json);
    String bytes =
        pinger.carriesData()
            ? "%d bytes from ".formatted(size + EchoMessage.HEADER_BYTES)
            : "answer from ";
    tell(
        String.format(
            Locale.ROOT,
            "%s%s: icmp_seq=%d time=%.3f ms",
            bytes,
            numeric,
            sequence,
            took.getAsLong() / 1e6));
  }

  private void summarise(RoundTrips trips, long nanos) {
    tell("");
    tell("--- %s ping statistics ---".formatted(host));
    tell(trips.counts(nanos));
    if (trips.received() > 0) {
      tell(trips.times());
    }
  }

  private void tell(String line) {
    if (!json) {
      terminal.out().println(line);
      terminal.out().flush();
    }
  }
}
