package dev.spinet.cli.get;

import dev.spinet.cli.device.LinkedDevice;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Report;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.ChipOptions;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import dev.spinet.socket.tls.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet get}. */
@Command(
    name = "get",
    sortOptions = false,
    header = "Downloads a file over HTTP or HTTPS through a chip.",
    description = {
      "",
      "Certificates and names of servers are checked; redirects are followed, but never from https"
          + " to http. The file gets its name when all of it is there. Until then it is FILE.part;"
          + " if it is cut off, --resume goes on where it ended, provided that the server still has"
          + " the same version.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet get -d w5500:/dev/spidev0.0 http://192.168.1.10/firmware.bin",
      "  spinet get -d sim:w5500 --cacert ca.pem -o config.json https://10.0.2.2/",
      "  spinet get -d sim:w5500 -o - http://10.0.2.2:8000/status | jq .",
      "",
      "The members of the JSON object: command, ok, exitCode, error after a failure, and url (after"
          + " redirects), file, bytes, resumedFrom, sha256, seconds, bytesPerSecond."
    })
public final class GetCommand implements Callable<Integer> {

  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

  /** A name and a value (RFC 9110, section 5), in which nothing can begin another line. */
  private static final Pattern FIELD =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\x20-\\x7E\\xA0-\\xFF\\t]*");

  private static final String STANDARD_OUTPUT = "-";

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Mixin private ChipOptions chip = new ChipOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where to put it, - for standard output. Without it, a file named as in the URL, in the"
              + " current directory.")
  private @Nullable String output;

  @Option(
      names = {"-C", "--resume"},
      description = "Go on with FILE.part, if it is of the same version of the same URL.")
  private boolean resume;

  @Option(
      names = "--sha256",
      paramLabel = "DIGEST",
      description = "Keep it only if this is its SHA-256, in hexadecimal digits.")
  private @Nullable String sha256;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "Trust the certificates in this file, in PEM, and no longer those that Java trusts.")
  private @Nullable String cacert;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description =
          "Add this to the request, for the server of the URL only; @FILE reads lines from a file."
              + " May be given several times.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress but the bar on a terminal, and no report.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print exactly one JSON object on standard output, see below.")
  private boolean json;

  @Parameters(paramLabel = "URL", description = "What to download.")
  private String url = "";

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public GetCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    var report = new Report(terminal, "get");
    return report.of(json, () -> run(report));
  }

  private int run(Report report) throws Exception {
    var order = new Download.Order(Url.parse(url), fields(), "spinet", digest());
    boolean toStandardOutput = STANDARD_OUTPUT.equals(output);
    if (toStandardOutput && (json || resume)) {
      throw new UsageException("-o - goes with neither --json nor --resume");
    }
    var tls = tls();
    long begun = System.nanoTime();
    Download.Result result;
    String name;
    try (var destination = toStandardOutput ? standardOutput() : file(order.url())) {
      name = destination.name();
      Version wanted = destination instanceof PartFile part ? matching(part, order.url()) : null;
      result = get(order, tls, destination, wanted);
    }
    report(result, name, System.nanoTime() - begun, toStandardOutput, report);
    return ExitCode.OK.number();
  }

  private Download.Result get(
      Download.Order order, TlsOptions tls, Destination destination, @Nullable Version wanted)
      throws Exception {
    try (var device = LinkedDevice.open(terminal, opener, chip.device(), chip.timeout());
        var activity = new Activity(terminal)) {
      var settings = new Connection.Settings(device.driver(), tls, chip.timeout());
      var meters = Meter.on(terminal, json || quiet);
      Meter.Opener next =
          (offset, total) -> {
            activity.clear();
            return meters.open(offset, total);
          };
      activity.show("asking " + order.url().authority());
      var download = new Download(settings, order, destination, wanted, next);
      return Interruptibly.call(download::run);
    } catch (InterruptedException e) {
      String hint = destination.hint();
      if (!hint.isEmpty()) {
        terminal.err().println("spinet: not all has come" + hint);
      }
      throw e;
    }
  }

  private Destination standardOutput() {
    return StreamDestination.standardOutput(terminal.out());
  }

  private Destination file(Url from) throws UsageException, IOException {
    String name = output == null ? from.fileName() : output;
    if (name == null || name.isEmpty()) {
      throw new UsageException(
          "'%s' ends without the name of a file; give one with -o".formatted(url));
    }
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is not a path".formatted(name), e);
    }
    boolean special = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    return special ? StreamDestination.file(path) : PartFile.open(path, resume);
  }

  /** What to ask for the rest of; a part of something else is not gone on with. */
  private static @Nullable Version matching(PartFile part, Url from) {
    Version version = part.version();
    return version != null && version.url().equals(from.toString()) ? version : null;
  }

  private @Nullable String digest() throws UsageException {
    if (sha256 == null) {
      return null;
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new UsageException("--sha256 takes 64 hexadecimal digits, not '%s'".formatted(sha256));
    }
    return sha256.toLowerCase(Locale.ROOT);
  }

  private List<String> fields() throws UsageException {
    var fields = new ArrayList<String>();
    for (var header : headers) {
      if (header.startsWith("@")) {
        fields.addAll(lines(header.substring(1)));
      } else {
        fields.add(header);
      }
    }
    for (var field : fields) {
      if (!FIELD.matcher(field).matches()) {
        // A file may hold a password, which does not belong on a screen.
        throw new UsageException(
            "a header looks like 'Accept: text/plain': a name, a colon, a value");
      }
    }
    return fields;
  }

  private static List<String> lines(String file) throws UsageException {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("cannot read the headers in '%s'".formatted(file), e);
    }
  }

  private TlsOptions tls() throws UsageException {
    var tls = new TlsOptions();
    if (cacert != null) {
      try {
        tls.trust(Path.of(cacert));
      } catch (IOException | InvalidPathException e) {
        throw new UsageException(
            "cannot use --cacert '%s': %s".formatted(cacert, e.getMessage()), e);
      }
    }
    return tls;
  }

  private void report(
      Download.Result result, String name, long nanos, boolean toStandardOutput, Report report) {
    long came = result.bytes() - result.resumedFrom();
    if (json) {
      report.put("url", result.url().toString());
      report.put("file", name);
      report.put("bytes", result.bytes());
      report.put("resumedFrom", result.resumedFrom());
      report.put("sha256", result.sha256());
      report.put("seconds", nanos / 1e9);
      report.put("bytesPerSecond", came * 1e9 / Math.max(nanos, 1));
    } else if (!quiet && !toStandardOutput) {
      terminal
          .out()
          .println(
              "%s: %s in %s, %s%s"
                  .formatted(
                      name,
                      Units.bytes(result.bytes()),
                      Units.time(nanos),
                      Units.rate(came, nanos),
                      result.resumedFrom() == 0
                          ? ""
                          : ", %s of it from earlier"
                              .formatted(Units.bytes(result.resumedFrom()))));
      terminal.out().println("SHA-256 " + result.sha256());
    }
  }
}
