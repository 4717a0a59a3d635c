package dev.spinet.cli.nc;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.cli.device.LinkedDevice;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.Report;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.ChipOptions;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet nc}. */
@Command(
    name = "nc",
    sortOptions = false,
    header = "Talks to a host in the chip's network over TCP or UDP, or listens for one.",
    customSynopsis = {
      "spinet nc [OPTIONS] HOST PORT",
      "       spinet nc [OPTIONS] -l PORT",
      "       spinet nc [OPTIONS] -z HOST PORT[-PORT]"
    },
    description = {
      "",
      "Standard input goes to the peer, and what the peer sends to standard output, as with"
          + " netcat. At the end of standard input the peer is told so, as far as the chip can (an"
          + " ESP-AT module cannot), and what it still sends is received. It ends when both sides"
          + " have. After the peer's end a terminal is given a second to say something more; a file"
          + " or a pipe is sent to its end, or until --wait.",
      "",
      "Over UDP each piece of standard input that is read at once, such as a line that is typed, is"
          + " a datagram of 1472 bytes at most. There is no end to be told: give --wait.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet nc -d w5500:/dev/spidev0.0 192.168.1.10 7",
      "  spinet nc -d w5500:/dev/spidev0.0 -l 5000 > firmware.bin",
      "  spinet nc -d w5500:/dev/spidev0.0 -k -l 5140 >> log.txt",
      "  echo status | spinet nc -d sim:w5500 -u -w 1s 10.0.2.2 5001",
      "  spinet nc -d sim:w5500 -z 10.0.2.2 20-25",
      "",
      "The members of the JSON object of -z: command, ok, exitCode, error after a failure, and host,"
          + " address, ports, each {port, open} and error if it is not. The exit code is 4 if none is"
          + " open."
    })
public final class NcCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final OpenDevice.Opener opener;
  private final InputStream in;

  @Mixin private ChipOptions chip = new ChipOptions();

  @Option(
      names = {"-l", "--listen"},
      description = "Wait for one peer at this port of the chip, instead of connecting.")
  private boolean listen;

  @Option(
      names = {"-k", "--keep"},
      description =
          "With -l: when a peer has gone, wait for the next one, until Ctrl-C or --wait. What they"
              + " send is received; standard input is not read, and nothing goes to them.")
  private boolean keep;

  @Option(
      names = {"-u", "--udp"},
      description = "UDP instead of TCP.")
  private boolean udp;

  @Option(
      names = {"-p", "--source-port"},
      paramLabel = "PORT",
      description = "The chip's own port; without it, any.")
  private int sourcePort;

  @Option(
      names = {"-w", "--wait"},
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description =
          "End when nothing has moved in either direction for so long; also the longest wait to"
              + " connect.")
  private @Nullable Timeout wait;

  @Option(
      names = {"-z", "--zero"},
      description = "Only try whether the port, or which port of a range, takes connections.")
  private boolean zero;

  @Option(
      names = {"-v", "--tell"},
      description = "Tell on standard error who is connected to whom.")
  private boolean tell;

  @Option(
      names = "--json",
      description = "With -z: print exactly one JSON object on standard output, see below.")
  private boolean json;

  @Parameters(
      paramLabel = "HOST PORT",
      arity = "1..2",
      description = "The peer, or with -l a port.")
  private List<String> where = new ArrayList<>();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   * @param in standard input
   */
  public NcCommand(Terminal terminal, OpenDevice.Opener opener, InputStream in) {
    this.terminal = terminal;
    this.opener = opener;
    this.in = in;
  }

  @Override
  public Integer call() throws Exception {
    var report = new Report(terminal, "nc");
    return report.of(json, () -> run(target(), report));
  }

  /** Whom or what to wait for, from arguments that fit together. */
  private Target target() throws UsageException {
    var target = Target.of(where, listen, zero);
    if (zero && (listen || udp)) {
      throw new UsageException("-z tries TCP connections: it goes with neither -l nor -u");
    }
    if (json && !zero) {
      throw new UsageException("--json goes with -z: everything else is the peer's own words");
    }
    if (listen && sourcePort != 0) {
      throw new UsageException("-l takes the port as its argument, without -p");
    }
    if (keep && (!listen || udp)) {
      throw new UsageException("-k goes with -l, and without -u: it waits for TCP peers again");
    }
    Target.requirePort(sourcePort, "--source-port");
    return target;
  }

  private int run(Target target, Report report) throws Exception {
    try (var device = LinkedDevice.open(terminal, opener, chip.device(), chip.timeout())) {
      if (zero) {
        return scan(device, target, report);
      }
      if (keep) {
        return keepListening(device, target);
      }
      try (var line = listen ? await(device, target) : connect(device, target)) {
        var conversation = conversation(line, in, Terminal.inIsTerminal());
        conversation.hold();
        if (conversation.isInputLeft()) {
          terminal
              .err()
              .println(
                  "spinet: standard input had not ended, and nothing came from it for the time of"
                      + " --wait");
        }
        if (!udp && !conversation.isHalfClosed()) {
          say("the chip could not tell the peer of the end of standard input");
        }
      }
    }
    return ExitCode.OK.number();
  }

  private Duration patience() {
    return wait == null ? chip.timeout() : wait.duration();
  }

  private int scan(LinkedDevice device, Target target, Report report) throws Exception {
    var scan =
        new PortScan(
            device.driver(),
            target.host(),
            device.resolve(target.host(), chip.timeout()),
            patience());
    scan.addTo(report);
    boolean any = scan.run(target.port(), target.lastPort(), terminal, !json);
    return (any ? ExitCode.OK : ExitCode.NETWORK).number();
  }

  private Line connect(LinkedDevice device, Target target) throws IOException {
    var peer = new InetSocketAddress(device.resolve(target.host(), patience()), target.port());
    var socket = new Socket(device.driver(), AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM);
    try {
      if (sourcePort != 0) {
        socket.bind(sourcePort);
      }
      socket.setTimeout(patience());
      try (var activity = new Activity(terminal)) {
        activity.show("connecting to " + text(peer));
        socket.connect(peer);
      }
      say("connected to %s from %s".formatted(text(peer), text(socket.localAddress())));
      return udp ? new DatagramLine(socket, null) : new StreamLine(socket, true);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Line await(LinkedDevice device, Target target) throws IOException {
    return udp ? awaitDatagram(device, target) : awaitConnection(device, target);
  }

  private Line awaitConnection(LinkedDevice device, Target target) throws IOException {
    try (var server = listening(device, target)) {
      var socket = server.accept();
      say("connection from " + text(socket.remoteAddress()));
      return new StreamLine(socket, true);
    }
  }

  private Socket listening(LinkedDevice device, Target target) throws IOException {
    var server = new Socket(device.driver(), AF_INET, SOCK_STREAM);
    try {
      server.bind(target.port());
      server.setTimeout(wait == null ? null : wait.duration());
      server.listen(1);
      tellPort(target, server);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** One peer after the other; what goes wrong with one is no matter of the next. */
  private int keepListening(LinkedDevice device, Target target)
      throws IOException, InterruptedException {
    try (var server = listening(device, target)) {
      for (boolean any = false; ; any = true) {
        Socket socket;
        try {
          socket = server.accept();
        } catch (SocketTimeoutException e) {
          if (any) {
            return ExitCode.OK.number();
          }
          throw e;
        }
        say("connection from " + text(socket.remoteAddress()));
        try (var line = new StreamLine(socket, false)) {
          conversation(line, InputStream.nullInputStream(), false).hold();
        } catch (ConnectionResetException | SocketTimeoutException e) {
          terminal.err().println("spinet: " + Failure.of(e).sentence());
        }
      }
    }
  }

  private Conversation conversation(Line line, InputStream input, boolean typed) {
    return new Conversation(
        line, input, terminal.out(), typed, wait == null ? null : wait.duration());
  }

  private Line awaitDatagram(LinkedDevice device, Target target) throws IOException {
    var socket = new Socket(device.driver(), AF_INET, SOCK_DGRAM);
    try {
      socket.bind(target.port());
      socket.setTimeout(wait == null ? null : wait.duration());
      tellPort(target, socket);
      var first = socket.recvFrom(1 << Short.SIZE);
      socket.connect(first.source());
      say("datagrams from " + text(first.source()));
      return new DatagramLine(socket, first);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Who has asked for any port has to be told which it is. */
  private void tellPort(Target target, Socket socket) {
    var local = socket.localAddress();
    String line = "listening on port %d".formatted(local == null ? target.port() : local.getPort());
    if (target.port() == 0) {
      terminal.err().println("spinet: " + line);
    } else {
      say(line);
    }
  }

  private void say(String line) {
    if (tell) {
      terminal.err().println("spinet: " + line);
    }
  }

  private static String text(@Nullable InetSocketAddress address) {
    return address == null
        ? "no address"
        : address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
