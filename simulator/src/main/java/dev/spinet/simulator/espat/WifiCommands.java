package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.JoinLimits;
import dev.spinet.bindings.espat.WifiMode;
import java.util.Optional;

/** AT+CWMODE, AT+CWJAP, AT+CWQAP, AT+CWSTATE, AT+CWRECONNCFG and AT+CWAUTOCONN. */
final class WifiCommands {
  private static final int BSSID_LENGTH = "00:00:00:00:00:00".length();
  private static final int PMF_DEFAULT = 1;
  private static final int PMF_MAX = 3;

  private final Firmware firmware;
  private final WifiStation wifi;

  WifiCommands(Firmware firmware) {
    this.firmware = firmware;
    this.wifi = firmware.wifi();
  }

  void addTo(CommandTable table) {
    table
        .add("CWMODE")
        .query(call -> {
          call.line("+CWMODE:" + wifi.mode().code());
          call.ok();
        })
        .set(1, 2, this::setMode);
    table
        .add("CWSTATE")
        .query(call -> {
          var ssid = wifi.request().map(JoinRequest::ssid).orElse("");
          call.line("+CWSTATE:%d,\"%s\"".formatted(wifi.state().code(), ssid));
          call.ok();
        });
    table.add("CWJAP").query(this::showJoined).set(1, 9, this::join).execute(this::joinAgain);
    table
        .add("CWQAP")
        .execute(call -> {
          wifi.quit();
          call.ok();
        });
    table
        .add("CWRECONNCFG")
        .query(call -> {
          call.line("+CWRECONNCFG:%d,%d".formatted(wifi.reconnectSeconds(), wifi.reconnectCount()));
          call.ok();
        })
        .set(
            2,
            2,
            (call, arguments) -> {
              wifi.setReconnect(
                  arguments.integer(0, 0, JoinLimits.RECONNECT_INTERVAL_MAX_SECONDS),
                  arguments.integer(1, 0, JoinLimits.RECONNECT_COUNT_MAX));
              call.ok();
            });
    table
        .add("CWAUTOCONN")
        .query(call -> {
          call.line("+CWAUTOCONN:" + (firmware.flash().autoConnect.get() ? 1 : 0));
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              firmware.flash().autoConnect.set(arguments.flag(0));
              call.ok();
            });
    new ScanCommands(firmware).addTo(table);
  }

  private void setMode(Call call, Arguments arguments) {
    var mode = WifiMode.of(arguments.integer(0, 0, WifiMode.values().length - 1)).orElseThrow();
    boolean automatic = arguments.integer(1, 0, 1, 1) == 1;
    boolean wasStation = wifi.isStation();
    wifi.setMode(mode);
    if (!wifi.isAccessPoint()) {
      firmware.softAp().dissociateAll();
    }
    if (firmware.isStoring()) {
      firmware.flash().mode.set(mode);
    }
    if (automatic && !wasStation && wifi.isStation()) {
      wifi.joinKnown();
    }
    call.ok();
  }

  private void showJoined(Call call) {
    var joined = wifi.joined();
    var request = wifi.request();
    if (joined.isPresent() && request.isPresent()) {
      var accessPoint = joined.get();
      call.line(
          "+CWJAP:\"%s\",\"%s\",%d,%d,%d,%d,%d,%d,%d"
              .formatted(
                  accessPoint.ssid(),
                  accessPoint.bssid(),
                  accessPoint.channel(),
                  accessPoint.rssi(),
                  request.get().protectedOnly() ? 1 : 0,
                  request.get().reconnectSeconds(),
                  request.get().listenInterval(),
                  request.get().scanMode(),
                  request.get().pmf()));
    } else if (firmware.profile().saysNoAp()) {
      call.line("No AP");
    }
    call.ok();
  }

  private void join(Call call, Arguments arguments) {
    requireStation();
    var last = wifi.request();
    var ssid =
        arguments
            .optionalText(0, CommandLimits.SSID_MAX)
            .or(() -> last.map(JoinRequest::ssid))
            .orElseThrow(() -> new AtException(ErrorCause.COUNT));
    // Without a name the last access point is meant, password and all.
    var password =
        arguments
            .optionalText(1, CommandLimits.PASSWORD_MAX)
            .orElseGet(() -> arguments.has(0) ? "" : last.map(JoinRequest::password).orElse(""));
    var request =
        new JoinRequest(
            ssid,
            password,
            arguments.optionalText(2, BSSID_LENGTH),
            arguments.integer(3, 0, 1, 0) == 1,
            arguments.integer(8, 0, PMF_MAX, PMF_DEFAULT),
            arguments.integer(
                4,
                0,
                JoinLimits.RECONNECT_INTERVAL_MAX_SECONDS,
                JoinLimits.RECONNECT_INTERVAL_DEFAULT_SECONDS),
            arguments.integer(
                5, 1, JoinLimits.LISTEN_INTERVAL_MAX, JoinLimits.LISTEN_INTERVAL_DEFAULT),
            arguments.integer(6, 0, 1, 0),
            arguments.integer(
                7,
                JoinLimits.TIMEOUT_MIN_SECONDS,
                JoinLimits.TIMEOUT_MAX_SECONDS,
                JoinLimits.TIMEOUT_DEFAULT_SECONDS));
    if (firmware.isStoring()) {
      firmware.flash().accessPoint.set(Optional.of(request));
    }
    wifi.join(call, request);
  }

  private void joinAgain(Call call) {
    requireStation();
    wifi.join(call, wifi.request().orElseThrow(() -> new AtException(ErrorCause.FAILED)));
  }

  private void requireStation() {
    if (!wifi.isStation()) {
      throw new AtException(ErrorCause.FAILED);
    }
  }
}
