package dev.spinet.cli.get;

import dev.spinet.cli.exit.MismatchException;
import dev.spinet.cli.exit.NetworkException;
import dev.spinet.cli.terminal.Units;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One download, with all the connections it takes. */
final class Download {

  private static final int MOST_REDIRECTS = 10;
  private static final int BUFFER = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private final Connection.Settings settings;
  private final Order order;
  private final Destination destination;
  private final Meter.Opener meters;
  private final MessageDigest sha256;
  private @Nullable Version wanted;

  /**
   * What to get.
   *
   * @param url where
   * @param fields lines of the request that the user has given, for that server only
   * @param agent how this program names itself
   * @param sha256 what the SHA-256 has to be, in lower case; null if that is not known
   */
  record Order(Url url, List<String> fields, String agent, @Nullable String sha256) {}

  /**
   * What has come.
   *
   * @param url where it was in the end
   * @param bytes all bytes of it
   * @param resumedFrom how many of them came in an earlier attempt
   * @param sha256 its SHA-256 in hexadecimal digits
   */
  record Result(Url url, long bytes, long resumedFrom, String sha256) {}

  /**
   * A download not yet begun.
   *
   * @param wanted of what there is a part at the destination; null if there is none
   */
  Download(
      Connection.Settings settings,
      Order order,
      Destination destination,
      @Nullable Version wanted,
      Meter.Opener meters) {
    this.settings = settings;
    this.order = order;
    this.destination = destination;
    this.wanted = wanted;
    this.meters = meters;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Downloads.
   *
   * @throws NetworkException if the server does not give it, or not all of it
   * @throws MismatchException if it is not what it should be
   * @throws WriteException if it cannot be written
   * @throws IOException if the network or the chip fails
   */
  Result run() throws IOException {
    var url = order.url;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      try (var connection = Connection.open(settings, url)) {
        var head = connection.ask(url, fields(url));
        switch (head.status()) {
          case OK, PARTIAL_CONTENT -> {
            return receive(url, head, connection);
          }
          case 301, 302, 303, 307, 308 -> url = redirect(url, head);
          case RANGE_NOT_SATISFIABLE -> startOver(url, head);
          default ->
              throw new NetworkException(
                  "%s answers '%s'".formatted(url.authority(), head.statusLine()));
        }
      } catch (ProtocolException e) {
        throw new NetworkException(String.valueOf(e.getMessage()), e);
      }
    }
    throw new NetworkException(
        "%s leads from one place to the next and nowhere".formatted(order.url));
  }

  private List<String> fields(Url url) {
    var fields = new ArrayList<String>();
    fields.add("User-Agent: " + order.agent);
    fields.add("Accept: */*");
    fields.add("Accept-Encoding: identity");
    var part = wanted;
    if (part != null) {
      fields.add("Range: bytes=%d-".formatted(destination.offset()));
      fields.add("If-Range: " + part.validator());
    }
    // What the user tells a server, a password perhaps, is not meant for another one.
    if (url.hasOriginOf(order.url)) {
      fields.addAll(order.fields);
    }
    return fields;
  }

  private static Url redirect(Url from, Head head) throws IOException {
    var location = head.field("Location");
    if (location.isEmpty()) {
      throw new NetworkException(
          "%s answers '%s' without saying where to go"
              .formatted(from.authority(), head.statusLine()));
    }
    Url to;
    try {
      to = from.follow(location.get());
    } catch (IllegalArgumentException e) {
      throw new NetworkException(
          "%s leads to '%s', where nothing can be had"
              .formatted(from.authority(), Head.printable(location.get())),
          e);
    }
    if (from.secure() && !to.secure()) {
      throw new NetworkException(
          "%s leads from https to %s, which anybody could have changed on its way"
              .formatted(from.authority(), to));
    }
    return to;
  }

  /** The server has nothing from there on, so what we have is not what it has. */
  private void startOver(Url url, Head head) throws NetworkException {
    if (wanted == null) {
      throw new NetworkException("%s answers '%s'".formatted(url.authority(), head.statusLine()));
    }
    wanted = null;
  }

  private Result receive(Url url, Head head, Connection connection) throws IOException {
    head.requirePlain();
    var body = connection.body(head);
    long offset = offset(head, body);
    long total = total(head, body);
    if (offset == 0) {
      destination.restart();
    } else {
      addEarlier();
    }
    destination.describe(Version.of(order.url, head, total));
    long received = offset;
    try (var meter = meters.open(offset, total)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        destination.write(buffer, read);
        sha256.update(buffer, 0, read);
        received += read;
        meter.update(received);
      }
    } catch (WriteException e) {
      throw new WriteException(
          e.getMessage() + "; %s had come".formatted(Units.bytes(received)) + destination.hint(),
          e);
    } catch (SSLException | SocketException | SocketTimeoutException | EOFException e) {
      throw cut(received, total, e);
    }
    return finish(url, received, offset);
  }

  private NetworkException cut(long received, long total, IOException e) {
    return new NetworkException(
        "only %s came: %s%s"
            .formatted(
                total < 0
                    ? Units.bytes(received)
                    : "%s of %s".formatted(Units.bytes(received), Units.bytes(total)),
                e.getMessage(),
                destination.hint()),
        e);
  }

  /**
   * From where on the body is; a part has to reach to the end, which somebody has to have named.
   */
  private long offset(Head head, Body body) throws IOException {
    if (head.status() == OK) {
      return 0;
    }
    var part = wanted;
    if (part == null) {
      throw new NetworkException("the server sends a part, and all was asked for");
    }
    requireSameVersion(part, head);
    var range = range(head);
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    boolean asked =
        first == destination.offset()
            && last >= first
            && (body.length().isEmpty() || body.length().getAsLong() == last - first + 1)
            && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == last + 1)
            && (part.length() < 0 || part.length() == last + 1);
    if (!asked) {
      throw new NetworkException(
          "the server sends '%s', and all from byte %d on was asked for"
              .formatted(Head.printable(range.group()), destination.offset()));
    }
    if (part.length() < 0 && range.group(3).equals("*")) {
      throw new NetworkException(
          "the server sends '%s', and nobody knows how long all of it is; get it without --resume"
              .formatted(Head.printable(range.group())));
    }
    return first;
  }

  /**
   * A server that knows nothing of If-Range sends the rest of whatever it has. What it says of that
   * can be compared with what it said before, however weak (RFC 9110, section 13.1.5).
   */
  private static void requireSameVersion(Version part, Head head) throws IOException {
    String field = part.validator().startsWith("\"") ? "ETag" : "Last-Modified";
    var now = head.field(field);
    if (now.isPresent() && !now.get().equals(part.validator())) {
      throw new NetworkException(
          "the server sends the rest of another version: its %s is '%s', and was '%s'; get it"
                  .formatted(field, Head.printable(now.get()), Head.printable(part.validator()))
              + " without --resume");
    }
  }

  private static Matcher range(Head head) throws IOException {
    String field = head.field("Content-Range").orElse("");
    var matcher = CONTENT_RANGE.matcher(field);
    if (!matcher.matches()) {
      throw new NetworkException(
          "the server sends a part and does not say which: '%s'".formatted(Head.printable(field)));
    }
    return matcher;
  }

  private static long total(Head head, Body body) throws IOException {
    if (head.status() == PARTIAL_CONTENT) {
      return Long.parseLong(range(head).group(2)) + 1;
    }
    OptionalLong length = body.length();
    return length.isPresent() ? length.getAsLong() : -1;
  }

  private void addEarlier() throws IOException {
    try (var earlier = destination.earlier()) {
      byte[] buffer = new byte[BUFFER];
      for (int read = earlier.read(buffer); read >= 0; read = earlier.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
  }

  private Result finish(Url url, long bytes, long offset) throws IOException {
    String digest = HexFormat.of().formatHex(sha256.digest());
    if (order.sha256 != null && !order.sha256.equals(digest)) {
      destination.discard();
      throw new MismatchException(
          "what came is not what was wanted, and is not kept: its SHA-256 is %s, not %s"
              .formatted(digest, order.sha256));
    }
    destination.finish();
    return new Result(url, bytes, offset, digest);
  }
}
