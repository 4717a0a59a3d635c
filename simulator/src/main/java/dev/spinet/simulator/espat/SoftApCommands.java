package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.Encryption;
import dev.spinet.bindings.espat.ErrorCause;
import java.util.Locale;

/**
 * AT+CWSAP and AT+CWLIF: the module as an access point. It can be set up and asked, but no station
 * ever comes.
 */
final class SoftApCommands {
  private static final int CHANNEL_MAX = 13;
  private static final int STATIONS_DEFAULT = 10;

  private final Firmware firmware;
  private String ssid;
  private String password = "";
  private int channel = 1;
  private Encryption encryption = Encryption.OPEN;
  private int stations = STATIONS_DEFAULT;
  private boolean hidden;

  SoftApCommands(Firmware firmware) {
    this.firmware = firmware;
    var mac = firmware.options().mac().toString().replace(":", "");
    ssid = "ESP_" + mac.substring(mac.length() - 6).toUpperCase(Locale.ROOT);
  }

  void addTo(CommandTable table) {
    table
        .add("CWSAP")
        .query(call -> {
          requireAccessPoint();
          call.line(
              "+CWSAP:\"%s\",\"%s\",%d,%d,%d,%d"
                  .formatted(ssid, password, channel, encryption.code(), stations, hidden ? 1 : 0));
          call.ok();
        })
        .set(4, 6, this::set);
    table
        .add("CWLIF")
        .execute(call -> {
          requireAccessPoint();
          call.ok();
        });
  }

  private void set(Call call, Arguments arguments) {
    requireAccessPoint();
    var chosen =
        Encryption.of(arguments.integer(3, 0, Encryption.WPA_WPA2.code()))
            .filter(value -> value != Encryption.WEP)
            .orElseThrow(() -> new AtException(ErrorCause.INVALID));
    var secret = arguments.text(1, CommandLimits.PASSWORD_MAX);
    if (chosen != Encryption.OPEN && secret.length() < CommandLimits.PASSWORD_MIN) {
      throw new AtException(ErrorCause.INVALID);
    }
    ssid = arguments.text(0, CommandLimits.SSID_MAX);
    password = secret;
    channel = arguments.integer(2, 1, CHANNEL_MAX);
    encryption = chosen;
    stations = arguments.integer(4, 1, STATIONS_DEFAULT, stations);
    hidden = arguments.integer(5, 0, 1, 0) == 1;
    call.ok();
  }

  private void requireAccessPoint() {
    if (!firmware.wifi().isAccessPoint()) {
      throw new AtException(ErrorCause.FAILED);
    }
  }
}
