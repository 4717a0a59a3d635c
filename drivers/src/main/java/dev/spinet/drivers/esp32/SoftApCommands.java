package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.DhcpBits;
import dev.spinet.bindings.espat.Encryption;
import dev.spinet.drivers.esp32.WifiCommands.Found;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtLine;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.esp32.at.AtToken;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WifiStation;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about the module's own access point (ESP-AT, "Wi-Fi AT Commands"). */
final class SoftApCommands {

  private static final AtToken SET_UP = new AtToken("AT+CWSAP=");
  private static final AtToken DHCP = new AtToken("AT+CWDHCP=");
  private static final AtToken SET_ADDRESSES = new AtToken("AT+CIPAP=");
  private static final AtToken ADDRESSES = new AtToken("AT+CIPAP?");
  private static final AtToken ADDRESSES_LINE = new AtToken("+CIPAP:");
  private static final AtToken ADDRESS_IP = new AtToken("+CIPAP:ip:");
  private static final AtToken ADDRESS_GATEWAY = new AtToken("+CIPAP:gateway:");
  private static final AtToken ADDRESS_MASK = new AtToken("+CIPAP:netmask:");
  private static final AtToken MAC = new AtToken("AT+CIPAPMAC?");
  private static final AtToken MAC_LINE = new AtToken("+CIPAPMAC:");
  private static final AtToken STATIONS = new AtToken("AT+CWLIF");
  private static final AtToken STATIONS_LINE = new AtToken("+CWLIF:");

  private final AtChannel channel;

  SoftApCommands(AtChannel channel) {
    this.channel = channel;
  }

  /**
   * How the module writes a protection.
   *
   * @throws UnsupportedOperationException if it has none of this kind
   */
  static Encryption encryption(WifiSecurity security) {
    return switch (security) {
      case WIFI_OPEN -> Encryption.OPEN;
      case WIFI_WPA -> Encryption.WPA;
      case WIFI_WPA2 -> Encryption.WPA2;
      case WIFI_WPA_WPA2 -> Encryption.WPA_WPA2;
      default ->
          throw new UnsupportedOperationException(
              "an ESP32 with ESP-AT cannot be an access point with %s; use WIFI_WPA2"
                  .formatted(security));
    };
  }

  /** Whether the module, in a mode for it, agrees to be this access point. */
  boolean setUp(WifiNetwork network, int radioChannel, int maxStations) throws IOException {
    channel
        .begin(SET_UP)
        .quoted(network.ssid())
        .comma()
        .quoted(network.password())
        .comma()
        .number(radioChannel)
        .comma()
        .number(encryption(network.security()).code())
        .comma()
        .number(maxStations);
    return done();
  }

  /** Stations get their addresses from the module. */
  void giveAddresses() throws IOException {
    channel.begin(DHCP).number(1).comma().number(DhcpBits.SOFTAP);
    channel.call(SystemCommands.PROMPT_NANOS);
  }

  boolean setAddresses(LinkInfo info) throws IOException {
    channel
        .begin(SET_ADDRESSES)
        .address(Ipv4Bits.of(info.ip()))
        .comma()
        .address(Ipv4Bits.of(info.gateway()))
        .comma()
        .address(Ipv4Bits.of(info.mask()));
    return done();
  }

  private boolean done() throws IOException {
    return channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }

  LinkInfo addresses() throws IOException {
    var any = Ipv4Bits.address(Ipv4Bits.ANY);
    var ip = new Found<Inet4Address>();
    var gateway = new Found<Inet4Address>();
    var mask = new Found<Inet4Address>();
    channel.begin(ADDRESSES);
    channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (line.startsWith(ADDRESS_IP)) {
            ip.value = WifiCommands.address(line);
          } else if (line.startsWith(ADDRESS_GATEWAY)) {
            gateway.value = WifiCommands.address(line);
          } else if (line.startsWith(ADDRESS_MASK)) {
            mask.value = WifiCommands.address(line);
          } else {
            return line.startsWith(ADDRESSES_LINE);
          }
          return true;
        });
    return new LinkInfo(
        WifiCommands.orElse(ip.value, any),
        WifiCommands.orElse(mask.value, any),
        WifiCommands.orElse(gateway.value, any),
        any,
        mac());
  }

  private MacAddress mac() throws IOException {
    var found = new Found<MacAddress>();
    channel.begin(MAC);
    channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (!line.startsWith(MAC_LINE)) {
            return false;
          }
          found.value = mac(line.quoted());
          return true;
        });
    return WifiCommands.orElse(found.value, new MacAddress(0));
  }

  /** Who has joined: a line each, with its address and its hardware address, not in quotes. */
  List<WifiStation> stations() throws IOException {
    var stations = new ArrayList<WifiStation>();
    channel.begin(STATIONS);
    channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (!line.startsWith(STATIONS_LINE)) {
            return false;
          }
          var station = station(line);
          if (station != null) {
            stations.add(station);
          }
          return true;
        });
    return List.copyOf(stations);
  }

  private static @Nullable WifiStation station(AtLine line) {
    String[] parts = line.rest().replace("\"", "").split(",", -1);
    if (parts.length != 2) {
      return null;
    }
    var ip = WifiCommands.literal(parts[0]);
    var mac = mac(parts[1]);
    return ip == null || mac == null ? null : new WifiStation(ip, mac);
  }

  private static @Nullable MacAddress mac(@Nullable String text) {
    try {
      return text == null ? null : MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
