package dev.spinet.cli.link;

import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.LeaseInfo;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.Wifi;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a chip, for people and for programs: a label and a text in lines, and members of a
 * JSON object.
 */
public final class Facts {

  private static final int LABEL_WIDTH = 12;
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final int SECONDS_PER_MINUTE = 60;

  private record Line(String label, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Object> json = Json.object();
  private boolean printed;

  /** Without facts. */
  public Facts() {}

  /**
   * Adds a line for people.
   *
   * @param label one word or two; empty to go on with the line before
   * @param text what is so
   */
  public void line(String label, String text) {
    lines.add(new Line(label, text));
  }

  /**
   * Adds a member of the JSON object.
   *
   * @param name its name
   * @param value its value, as {@link Json#write} takes it
   */
  public void member(String name, Object value) {
    json.put(name, value);
  }

  /**
   * Adds the network that a radio has joined.
   *
   * @param radio the radio
   * @throws IOException if the chip fails
   */
  public void radio(Wifi radio) throws IOException {
    if (!radio.isLinked()) {
      line("Network", "none joined");
      return;
    }
    int rssi = radio.rssi();
    String ssid = radio.network().map(WifiNetwork::name).orElse("");
    line("Network", "\"%s\", %d dBm".formatted(ssid, rssi));
    var members = Json.object();
    members.put("ssid", ssid);
    members.put("rssi", rssi);
    member("wifi", members);
  }

  /**
   * Adds the addresses of an interface.
   *
   * @param info the addresses
   * @param lease what a DHCP server has given
   */
  public void addresses(LinkInfo info, Optional<LeaseInfo> lease) {
    line("Hardware", info.mac().toString());
    var link = Json.object();
    link.put("mac", info.mac().toString());
    if (info.hasAddress()) {
      line(
          "Address",
          "%s/%d%s"
              .formatted(
                  info.ip().getHostAddress(),
                  info.prefixLength(),
                  lease.map(Facts::describe).orElse("")));
      line("Gateway", text(info.gateway()));
      line("Name server", text(info.dns()));
      link.put("ip", info.ip().getHostAddress());
      link.put("prefixLength", info.prefixLength());
      link.put("gateway", info.gateway().getHostAddress());
      link.put("dns", info.dns().getHostAddress());
      link.put("dhcp", lease.isPresent());
      lease
          .flatMap(LeaseInfo::left)
          .ifPresent(left -> link.put("leaseSecondsLeft", left.toSeconds()));
      lease.flatMap(LeaseInfo::domain).ifPresent(domain -> link.put("domain", domain));
    } else {
      line("Address", "none");
    }
    member("link", link);
  }

  private static String describe(LeaseInfo lease) {
    return ", by DHCP from %s%s"
        .formatted(
            lease.server().getHostAddress(),
            lease.left().map(left -> ", for another " + describe(left)).orElse(""));
  }

  private static String describe(Duration left) {
    long minutes = left.toSeconds() / SECONDS_PER_MINUTE;
    return minutes == 0
        ? left.toSeconds() + " s"
        : minutes < SECONDS_PER_MINUTE
            ? minutes + " min"
            : "%d h %02d min".formatted(left.toHours(), left.toMinutesPart());
  }

  private static String text(Inet4Address address) {
    return address.isAnyLocalAddress() ? "none" : address.getHostAddress();
  }

  /**
   * Prints them.
   *
   * @param terminal where to
   * @param asJson as one JSON object in one line
   */
  public void print(Terminal terminal, boolean asJson) {
    if (asJson) {
      terminal.out().println(Json.write(json));
    } else {
      lines.forEach(line -> print(terminal, line));
    }
    terminal.out().flush();
    printed = true;
  }

  /**
   * Whether they were printed.
   *
   * @return whether they were
   */
  public boolean isPrinted() {
    return printed;
  }

  private static void print(Terminal terminal, Line fact) {
    int columns = terminal.outIsTerminal() ? terminal.columns() - 1 : UNLIMITED;
    String head =
        terminal.bold(fact.label) + " ".repeat(Math.max(1, LABEL_WIDTH - fact.label.length()));
    var text = new StringBuilder();
    for (String word : fact.text.split(" ", -1)) {
      if (!text.isEmpty() && LABEL_WIDTH + text.length() + 1 + word.length() > columns) {
        terminal.out().println(head + text);
        head = " ".repeat(LABEL_WIDTH);
        text.setLength(0);
      }
      text.append(text.isEmpty() ? "" : " ").append(word);
    }
    terminal.out().println(head + text);
  }

  /**
   * A JSON object about a failure, for commands that have promised one.
   *
   * @param command the command
   * @param uri its device
   * @param code the exit code
   * @param sentence what went wrong; {@code null} if nothing did
   */
  public void outcome(String command, String uri, int code, @Nullable String sentence) {
    var members = Json.object();
    members.put("command", command);
    members.put("deviceUri", DeviceUri.withoutSecrets(uri));
    members.put("ok", sentence == null);
    members.put("exitCode", code);
    if (sentence != null) {
      members.put("error", sentence);
    }
    members.putAll(json);
    json.clear();
    json.putAll(members);
  }
}
