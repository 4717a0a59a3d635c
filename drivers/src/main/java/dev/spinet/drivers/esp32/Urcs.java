package dev.spinet.drivers.esp32;

import dev.spinet.drivers.esp32.at.AtHandler;
import dev.spinet.drivers.esp32.at.AtLine;
import dev.spinet.drivers.esp32.at.AtToken;
import dev.spinet.drivers.esp32.at.PayloadSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the module says by itself (ESP-AT, "AT Messages"), and whom it concerns. */
final class Urcs implements AtHandler {

  private static final AtToken DATA = new AtToken("+IPD,");
  private static final AtToken WIFI_CONNECTED = new AtToken("WIFI CONNECTED");
  private static final AtToken WIFI_GOT_IP = new AtToken("WIFI GOT IP");
  private static final AtToken WIFI_DISCONNECT = new AtToken("WIFI DISCONNECT");

  // After an id and its comma.
  private static final AtToken CONNECT = new AtToken("CONNECT");
  private static final AtToken CLOSED = new AtToken("CLOSED");
  private static final AtToken FAIL = new AtToken(" FAIL");

  /** Known, and of no concern here. */
  private static final List<AtToken> IGNORED =
      List.of(
          new AtToken("WIFI GOT IPv6"),
          new AtToken("Have "),
          new AtToken("+LINK_CONN:"),
          new AtToken("+STA_CONNECTED:"),
          new AtToken("+STA_DISCONNECTED:"),
          new AtToken("+DIST_STA_IP:"),
          new AtToken("+TIME_UPDATED"),
          new AtToken("Will force to restart!!!"),
          new AtToken("no change"),
          new AtToken("link is not valid"),
          new AtToken("ALREADY CONNECTED"),
          new AtToken("UNLINK"),
          new AtToken("No AP"),
          new AtToken("no ip"));

  private final Core core;

  Urcs(Core core) {
    this.core = core;
  }

  @Override
  public boolean unsolicited(AtLine line) {
    int id = line.number(0, core.links().count() - 1);
    if (id >= 0) {
      return line.skip(',') && link(id, line);
    }
    if (line.startsWith(DATA)) {
      return data(line);
    }
    if (line.is(WIFI_GOT_IP)) {
      core.wifi().gotAddress();
      return true;
    }
    if (line.is(WIFI_DISCONNECT)) {
      core.wifi().disconnected();
      return true;
    }
    if (line.is(WIFI_CONNECTED)) {
      return true;
    }
    for (var token : IGNORED) {
      if (line.startsWith(token)) {
        return true;
      }
    }
    return false;
  }

  private boolean link(int id, AtLine line) {
    if (line.skip(CLOSED) && line.atEnd()) {
      core.reports().closed(id);
      return true;
    }
    if (line.skip(CONNECT) && line.atEnd()) {
      core.reports().connected(id);
      return true;
    }
    return line.skip(FAIL);
  }

  private boolean data(AtLine line) {
    int id = line.number(0, core.links().count() - 1);
    if (id < 0 || !line.skip(',')) {
      return false;
    }
    int length = line.number(0, Integer.MAX_VALUE);
    if (length < 0 || !line.atEnd()) {
      return false;
    }
    core.reports().dataAnnounced(id, length);
    return true;
  }

  @Override
  public @Nullable PayloadSink active(int id, int length, int address, int port) {
    return core.reports().payload(id, length, address, port);
  }
}
