package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.Encryption;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.simulator.espat.stack.InterfaceAddress;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * AT+CWSAP and AT+CWLIF: the module as an access point. It can be set up and asked, and stations
 * come and go when the test says so, but nothing travels between them and the module.
 */
final class SoftApCommands {
  /** Which addresses it has if nobody sets others (AT+CIPAP). */
  private static final InterfaceAddress USUAL =
      new InterfaceAddress(
          Ipv4Address.parse("192.168.4.1"),
          Ipv4Address.parse("255.255.255.0"),
          Ipv4Address.parse("192.168.4.1"));

  private static final int CHANNEL_MAX = 13;
  private static final int STATIONS_DEFAULT = 10;

  private final Firmware firmware;
  private String ssid;
  private String password = "";
  private int channel = 1;
  private Encryption encryption = Encryption.OPEN;
  private int stations = STATIONS_DEFAULT;
  private boolean hidden;
  private boolean givesAddresses = true;
  private InterfaceAddress address = USUAL;
  private final List<MacAddress> joined = new ArrayList<>();

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
          joined.forEach(mac -> call.line("+CWLIF:%s,%s".formatted(given(mac), mac)));
          call.ok();
        });
  }

  InterfaceAddress address() {
    return address;
  }

  void setAddress(InterfaceAddress newAddress) {
    address = newAddress;
  }

  boolean givesAddresses() {
    return givesAddresses;
  }

  void setGivesAddresses(boolean enabled) {
    givesAddresses = enabled;
  }

  /** Stations have what their DHCP server gives, one address after the other. */
  private Ipv4Address given(MacAddress station) {
    return givesAddresses
        ? new Ipv4Address(address.address().value() + 1 + joined.indexOf(station))
        : Ipv4Address.ANY;
  }

  /** A station wants to join. */
  void associate(MacAddress station) {
    if (firmware.wifi().isAccessPoint() && joined.size() < stations && !joined.contains(station)) {
      joined.add(station);
      firmware.port().line("+STA_CONNECTED:\"%s\"".formatted(station));
      if (givesAddresses) {
        firmware.port().line("+DIST_STA_IP:\"%s\",\"%s\"".formatted(station, given(station)));
      }
    }
  }

  /** A station has gone. */
  void dissociate(MacAddress station) {
    if (joined.remove(station)) {
      firmware.port().line("+STA_DISCONNECTED:\"%s\"".formatted(station));
    }
  }

  /** The access point is off, or another one. */
  void dissociateAll() {
    joined.clear();
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
    dissociateAll();
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
