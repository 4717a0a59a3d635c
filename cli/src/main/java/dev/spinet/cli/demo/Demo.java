package dev.spinet.cli.demo;

import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.MismatchException;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Progress;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.Wifi;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The demonstration itself, from opening the device to the ledger of its bus. */
final class Demo {

  private final OpenDevice.Opener opener;
  private final Plan plan;
  private final Terminal terminal;
  private final Narration narration;
  private final DemoReport report;

  /**
   * A demonstration not yet begun.
   *
   * @param opener opens the device
   * @param plan what to do
   * @param terminal where progress goes
   * @param narration who tells it
   * @param report where the facts are gathered
   */
  Demo(
      OpenDevice.Opener opener,
      Plan plan,
      Terminal terminal,
      Narration narration,
      DemoReport report) {
    this.opener = opener;
    this.plan = plan;
    this.terminal = terminal;
    this.narration = narration;
    this.report = report;
  }

  /**
   * Runs it. Everything it has started has ended when this returns or throws.
   *
   * @throws UsageException if what was asked for cannot be
   * @throws MismatchException if data comes back that is not what was sent
   * @throws IOException if the device or the network fails
   * @throws InterruptedException if the thread is interrupted; an {@link
   *     java.io.InterruptedIOException} may come instead
   */
  void run() throws UsageException, IOException, InterruptedException {
    try (OpenDevice device = open()) {
      try {
        run(device);
      } catch (Exception e) {
        abort(device, e);
        throw e;
      }
    }
  }

  private OpenDevice open() throws UsageException, IOException {
    try (var activity = new Activity(terminal)) {
      activity.show("opening " + DeviceUri.withoutSecrets(plan.device));
      return opener.open(plan.device);
    }
  }

  private static void abort(OpenDevice device, Exception cause) {
    try {
      device.abort();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void run(OpenDevice device) throws UsageException, IOException, InterruptedException {
    report.device(device.driver().name(), device.simulated());
    narration.fact("Device", device.driver().name());
    var ledger = new Ledger(device.bus());
    LinkInfo link = bringUp(device);
    ledger.end("start", 0);
    ServerAddress servers = servers(device, link);
    echo(device, servers, ledger);
    download(device, servers, ledger);
    report.ledger(ledger);
    narration.table(ledger.title(), ledger.table(), ledger.footnote());
  }

  private LinkInfo bringUp(OpenDevice device) throws IOException {
    try (var activity = new Activity(terminal)) {
      activity.show("waiting for a link and an address");
      device.link().link(plan.timeout);
    } catch (DhcpException e) {
      var advised =
          new DhcpException(
              "%s; the device URI may give the chip a fixed address, for example %s%cip=192.168.1.50/24&gateway=192.168.1.1"
                  .formatted(
                      e.getMessage(),
                      DeviceUri.withoutSecrets(plan.device),
                      plan.device.indexOf('?') < 0 ? '?' : '&'));
      advised.initCause(e);
      throw advised;
    }
    if (device.link() instanceof Wifi wifi) {
      joined(wifi);
    }
    LinkInfo link = device.link().linkInfo();
    report.link(link);
    narration.fact(
        "Link",
        "up, address %s/%d, gateway %s, MAC %s"
            .formatted(
                link.ip().getHostAddress(),
                link.prefixLength(),
                link.gateway().getHostAddress(),
                link.mac()));
    return link;
  }

  private void joined(Wifi wifi) throws IOException {
    var network = wifi.network();
    if (network.isPresent()) {
      int rssi = wifi.rssi();
      report.wifi(network.get(), rssi);
      narration.fact("Wi-Fi", "joined %s, %d dBm".formatted(network.get(), rssi));
    }
  }

  private ServerAddress servers(OpenDevice device, LinkInfo link)
      throws UsageException, IOException {
    if (plan.serverAddress != null) {
      return new ServerAddress(plan.serverAddress, plan.serverAddress);
    }
    return device.simulated() ? ServerAddress.simulated(link) : ServerAddress.near(link);
  }

  private void echo(OpenDevice device, ServerAddress servers, Ledger ledger)
      throws UsageException, IOException {
    if (plan.echoServer != null) {
      echo(device, plan.echoServer, ledger);
      return;
    }
    try (EchoServer server = servers.start(EchoServer::new)) {
      echo(device, new InetSocketAddress(servers.reached(), server.port()), ledger);
    }
  }

  private void echo(OpenDevice device, InetSocketAddress server, Ledger ledger) throws IOException {
    EchoConversation.Echo echo = EchoConversation.hold(device.driver(), server, plan.timeout);
    ledger.end("echo", 2L * echo.bytes());
    report.echo(echo);
    narration.fact(
        "Echo",
        "said \"%s\" to the TCP server at %s:%d"
            .formatted(echo.text(), server.getAddress().getHostAddress(), server.getPort()));
    narration.verified(
        "it said the same %d bytes, %s in all".formatted(echo.bytes(), Units.time(echo.nanos())));
  }

  private void download(OpenDevice device, ServerAddress servers, Ledger ledger)
      throws UsageException, IOException, InterruptedException {
    try (DownloadServer server = servers.start(address -> new DownloadServer(address, plan.size))) {
      Download.Received received;
      try (Progress progress = Progress.of(terminal, "Download", plan.size, plan.quiet)) {
        received =
            Download.fetch(
                device.driver(),
                new InetSocketAddress(servers.reached(), server.port()),
                plan.size,
                plan.timeout,
                progress);
      }
      ledger.end("download", received.bytes() + received.headBytes());
      report.download(received);
      narration.fact(
          "Download",
          "%s from %s in %s, %s"
              .formatted(
                  Units.bytes(received.bytes()),
                  received.url(),
                  Units.time(received.nanos()),
                  Units.rate(received.bytes(), received.nanos())));
      String served = HexFormat.of().formatHex(server.served(plan.timeout));
      if (!served.equals(received.sha256())) {
        throw new MismatchException(
            "the download is not what the server sent: SHA-256 %s arrived, %s was sent"
                .formatted(received.sha256(), served));
      }
      narration.verified("SHA-256 as served: %s".formatted(served));
    }
  }

  /**
   * What to do.
   *
   * @param device the device URI
   * @param size bytes to download, at least 1
   * @param serverAddress the address of this machine for the servers; {@code null} to choose one
   * @param echoServer an echo server elsewhere; {@code null} to start one
   * @param timeout the longest wait of each step
   * @param quiet whether to leave out progress that is not a bar
   */
  record Plan(
      String device,
      long size,
      @Nullable Inet4Address serverAddress,
      @Nullable InetSocketAddress echoServer,
      Duration timeout,
      boolean quiet) {}
}
