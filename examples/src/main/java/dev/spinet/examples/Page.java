package dev.spinet.examples;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** What {@link StatusPage} shows, and as much of HTTP as that takes. */
final class Page {

  private static final int LONGEST_REQUEST = 8192;

  private final NetworkDriver driver;
  private final Instant started = Instant.now();

  Page(NetworkDriver driver) {
    this.driver = driver;
  }

  /**
   * Reads a request and answers it.
   *
   * @throws IOException if it has no end, or is too long
   */
  String answer(InputStream in) throws IOException {
    return answer(requestLine(in));
  }

  /** Reads a request to its end, the empty line, and returns the first line of it. */
  private static String requestLine(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() == LONGEST_REQUEST) {
        throw new IOException("a request without end");
      }
      head.append((char) next);
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  private String answer(String request) {
    return switch (request.split(" ", -1)) {
      case String[] words when words.length != 3 || !words[0].equals("GET") ->
          response("405 Method Not Allowed", "<h1>This page can only be read</h1>");
      case String[] words when !words[1].equals("/") ->
          response("404 Not Found", "<h1>There is one page: /</h1>");
      default -> response("200 OK", page());
    };
  }

  private static String response(String status, String body) {
    var html =
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Gateway</title>"
            + "<meta name=viewport content='width=device-width'>"
            + "<style>body{font:1.1em sans-serif;margin:2em}td{padding:.2em 1.5em .2em 0}</style>"
            + body
            + "</html>\n";
    return "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
            .formatted(status, html.getBytes(StandardCharsets.UTF_8).length)
        + "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
        + html;
  }

  private String page() {
    var memory = Runtime.getRuntime();
    var rows = new StringBuilder();
    row(rows, "Time", Instant.now().truncatedTo(SECONDS));
    row(rows, "Running for", Duration.between(started, Instant.now()).truncatedTo(SECONDS));
    row(rows, "Memory in use", ((memory.totalMemory() - memory.freeMemory()) >> 20) + " MiB");
    row(rows, "Network chip", driver.name());
    if (driver instanceof NetworkLink link) {
      try {
        row(rows, "Address", link.linkInfo().ip().getHostAddress());
        row(rows, "Hardware address", link.linkInfo().mac());
      } catch (IOException e) {
        row(rows, "Address", e);
      }
    }
    if (driver instanceof W5500 chip) {
      for (var socket : chip.statistics().sockets()) {
        row(rows, "Socket %d is used by".formatted(socket.number()), socket.user());
      }
    }
    return "<h1>Gateway</h1><table>" + rows + "</table>";
  }

  private static void row(StringBuilder rows, String name, Object value) {
    var text = value.toString().replace("&", "&amp;").replace("<", "&lt;");
    rows.append("<tr><td>").append(name).append("<td>").append(text);
  }
}
