package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.DhcpBits;
import dev.spinet.bindings.espat.Encryption;
import dev.spinet.bindings.espat.JoinError;
import dev.spinet.bindings.espat.NameLimits;
import dev.spinet.bindings.espat.ScanField;
import dev.spinet.bindings.espat.StationState;
import dev.spinet.bindings.espat.WifiMode;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtLine;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.esp32.at.AtToken;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.AccessPoint;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The commands about Wi-Fi, addresses and names (ESP-AT, "Wi-Fi AT Commands"). */
final class WifiCommands {

  private static final AtToken MODE = new AtToken("AT+CWMODE=");
  private static final AtToken JOIN = new AtToken("AT+CWJAP=");
  private static final AtToken JOINED = new AtToken("AT+CWJAP?");
  private static final AtToken JOIN_LINE = new AtToken("+CWJAP:");
  private static final AtToken JOIN_WEAK = new AtToken("0,0,");
  private static final AtToken JOIN_PROTECTED = new AtToken("1,0,");
  private static final AtToken LEAVE = new AtToken("AT+CWQAP");
  private static final AtToken STATE = new AtToken("AT+CWSTATE?");
  private static final AtToken STATE_LINE = new AtToken("+CWSTATE:");
  private static final AtToken SCAN = new AtToken("AT+CWLAP");
  private static final AtToken SCAN_FIELDS = new AtToken("AT+CWLAPOPT=");
  private static final AtToken SCAN_LINE = new AtToken("+CWLAP:(");
  private static final AtToken ADDRESSES = new AtToken("AT+CIPSTA?");
  private static final AtToken ADDRESSES_LINE = new AtToken("+CIPSTA:");
  private static final AtToken ADDRESS_IP = new AtToken("+CIPSTA:ip:");
  private static final AtToken ADDRESS_GATEWAY = new AtToken("+CIPSTA:gateway:");
  private static final AtToken ADDRESS_MASK = new AtToken("+CIPSTA:netmask:");
  private static final AtToken SET_ADDRESSES = new AtToken("AT+CIPSTA=");
  private static final AtToken DHCP = new AtToken("AT+CWDHCP=");
  private static final AtToken MAC = new AtToken("AT+CIPSTAMAC?");
  private static final AtToken MAC_LINE = new AtToken("+CIPSTAMAC:");
  private static final AtToken DNS = new AtToken("AT+CIPDNS=");
  private static final AtToken DNS_ASK = new AtToken("AT+CIPDNS?");
  private static final AtToken DNS_LINE = new AtToken("+CIPDNS:");
  private static final AtToken RESOLVE = new AtToken("AT+CIPDOMAIN=");
  private static final AtToken RESOLVE_LINE = new AtToken("+CIPDOMAIN:");
  private static final AtToken PING = new AtToken("AT+PING=");
  private static final AtToken PING_LINE = new AtToken("+PING:");
  private static final AtToken PING_LINE_OLD = new AtToken("+");
  private static final AtToken PING_TIMEOUT = new AtToken("+PING:TIMEOUT");
  private static final AtToken CONNECTED = new AtToken("WIFI CONNECTED");
  private static final AtToken GOT_IP = new AtToken("WIFI GOT IP");

  private static final int ADDRESSES_ATTEMPTS = 3;
  private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long NAME_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long JOIN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What a scan is to tell. */
  private static final int FIELDS =
      ScanField.ECN | ScanField.SSID | ScanField.RSSI | ScanField.MAC | ScanField.CHANNEL;

  /** Commas behind the name in a line with these fields. */
  private static final int COMMAS_AFTER_SCANNED_NAME = 3;

  /** In dBm; no receiver hears less. */
  private static final int LEAST_RSSI = -128;

  /** Of the 5 GHz band. */
  private static final int LAST_CHANNEL = 196;

  /** How joining went. */
  record Joined(boolean done, Optional<JoinError> error, boolean associated) {}

  /** Most characters of a name that {@link #resolve} takes: two quotes and CR LF are around it. */
  static final int LONGEST_NAME = CommandLimits.COMMAND_MAX - RESOLVE.toString().length() - 4;

  /** Gathers what the lines of a reply say. */
  static final class Found<T> {
    @Nullable T value;
  }

  private final AtChannel channel;

  WifiCommands(AtChannel channel) {
    this.channel = channel;
  }

  /**
   * Refuses a network whose name or password cannot be said to the module.
   *
   * @throws IllegalArgumentException if there is such a byte; the message tells no password
   */
  static void requireSayable(WifiNetwork network) {
    requireSayable("name", network.ssid());
    requireSayable("password", network.password());
  }

  private static void requireSayable(String what, byte... text) {
    for (byte octet : text) {
      if (octet == 0 || octet == '\r' || octet == '\n') {
        throw new IllegalArgumentException(
            "the %s of this network holds byte 0x%02x, which would end the module's command: an ESP32 with ESP-AT cannot use it"
                .formatted(what, octet));
      }
    }
  }

  boolean mode(WifiMode mode) throws IOException {
    channel.begin(MODE).number(mode.code());
    return channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }

  /** Joins a network; the module does nothing else until it has or gives up. */
  Joined join(WifiNetwork network, int timeoutSeconds) throws IOException {
    var command =
        channel.begin(JOIN).quoted(network.ssid()).comma().quoted(network.password()).comma();
    network.bssid().ifPresent(bssid -> command.quoted(bssid.toString()));
    // No reconnecting by the module: the driver does that, and learns why it fails.
    boolean weak =
        network.security() == WifiSecurity.WIFI_OPEN || network.security() == WifiSecurity.WIFI_WEP;
    command.comma().text(weak ? JOIN_WEAK : JOIN_PROTECTED).comma().comma().number(timeoutSeconds);
    boolean[] associated = {false};
    var error = new Found<JoinError>();
    var result =
        channel.call(
            TimeUnit.SECONDS.toNanos(timeoutSeconds) + JOIN_GRACE_NANOS,
            line -> {
              if (line.startsWith(JOIN_LINE)) {
                error.value = JoinError.of((int) line.number()).orElse(JoinError.FAILED);
                return true;
              }
              associated[0] |= line.is(CONNECTED) || line.is(GOT_IP);
              return false;
            });
    return new Joined(result == AtResult.OK, Optional.ofNullable(error.value), associated[0]);
  }

  void leave() throws IOException {
    channel.begin(LEAVE);
    channel.call(SystemCommands.PROMPT_NANOS);
  }

  /** How far the station has got; empty if the firmware does not tell. */
  Optional<StationState> state() throws IOException {
    var state = new Found<StationState>();
    channel.begin(STATE);
    channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (!line.startsWith(STATE_LINE)) {
            return false;
          }
          state.value = StationState.of((int) line.number()).orElse(null);
          return true;
        });
    return Optional.ofNullable(state.value);
  }

  /** How strong the access point is received, in dBm; empty if there is none. */
  Optional<Integer> rssi() throws IOException {
    var rssi = new Found<Integer>();
    channel.begin(JOINED);
    channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (!line.startsWith(JOIN_LINE)) {
            return false;
          }
          // The name may hold anything, but no quote follows the access point's address.
          line.quotedFromRight(0);
          line.skip(',');
          line.number();
          line.skip(',');
          int value = line.number(LEAST_RSSI, 0);
          rssi.value = value < LEAST_RSSI ? null : value;
          return true;
        });
    return Optional.ofNullable(rssi.value);
  }

  /** The access points in reach. */
  List<AccessPoint> scan() throws IOException {
    channel.begin(SCAN_FIELDS).number(1).comma().number(FIELDS);
    channel.call(SystemCommands.PROMPT_NANOS);
    List<AccessPoint> points = new ArrayList<>();
    channel.begin(SCAN);
    channel.call(
        SCAN_NANOS,
        line -> {
          if (!line.startsWith(SCAN_LINE)) {
            return false;
          }
          var point = accessPoint(line);
          if (point != null) {
            points.add(point);
          }
          return true;
        });
    return points;
  }

  private static @Nullable AccessPoint accessPoint(AtLine line) {
    var encryption = Encryption.of((int) line.number());
    line.skip(',');
    byte[] name = line.quotedFromRight(COMMAS_AFTER_SCANNED_NAME);
    line.skip(',');
    int rssi = line.number(LEAST_RSSI, 0);
    line.skip(',');
    String mac = line.quoted();
    line.skip(',');
    int number = line.number(1, LAST_CHANNEL);
    if (name == null || mac == null || rssi < LEAST_RSSI || number < 1) {
      return null;
    }
    try {
      return new AccessPoint(name, security(encryption), rssi, MacAddress.parse(mac), number);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static WifiSecurity security(Optional<Encryption> encryption) {
    return switch (encryption.orElse(null)) {
      case OPEN -> WifiSecurity.WIFI_OPEN;
      case WEP -> WifiSecurity.WIFI_WEP;
      case WPA -> WifiSecurity.WIFI_WPA;
      case WPA2 -> WifiSecurity.WIFI_WPA2;
      case WPA_WPA2 -> WifiSecurity.WIFI_WPA_WPA2;
      case WPA2_ENTERPRISE -> WifiSecurity.WIFI_WPA2_ENTERPRISE;
      case WPA3 -> WifiSecurity.WIFI_WPA3;
      case WPA2_WPA3 -> WifiSecurity.WIFI_WPA2_WPA3;
      case null, default -> WifiSecurity.WIFI_OTHER;
    };
  }

  /** The station's addresses; the name server is the first one. */
  LinkInfo addresses() throws IOException {
    var ip = new Found<Inet4Address>();
    var gateway = new Found<Inet4Address>();
    var mask = new Found<Inet4Address>();
    boolean incomplete = true;
    for (int left = ADDRESSES_ATTEMPTS; incomplete && left > 0; left--) {
      // A station without an address says 0.0.0.0: a line that is missing was lost on its way.
      boolean answered = askForAddresses(ip, gateway, mask) == AtResult.OK;
      incomplete = answered && (ip.value == null || gateway.value == null || mask.value == null);
    }
    if (incomplete) {
      throw channel.damaged("a part of its addresses only");
    }
    var any = Ipv4Bits.address(Ipv4Bits.ANY);
    var dns = dns();
    var mac = mac();
    try {
      return new LinkInfo(
          orElse(ip.value, any), orElse(mask.value, any), orElse(gateway.value, any), dns, mac);
    } catch (IllegalArgumentException e) {
      throw channel.damaged("addresses that do not fit together: " + e.getMessage());
    }
  }

  private AtResult askForAddresses(
      Found<Inet4Address> ip, Found<Inet4Address> gateway, Found<Inet4Address> mask)
      throws IOException {
    channel.begin(ADDRESSES);
    return channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (line.startsWith(ADDRESS_IP)) {
            ip.value = address(line);
          } else if (line.startsWith(ADDRESS_GATEWAY)) {
            gateway.value = address(line);
          } else if (line.startsWith(ADDRESS_MASK)) {
            mask.value = address(line);
          } else {
            return line.startsWith(ADDRESSES_LINE);
          }
          return true;
        });
  }

  static <T> T orElse(@Nullable T value, T other) {
    return value == null ? other : value;
  }

  static @Nullable Inet4Address address(AtLine line) {
    String text = line.quoted();
    return literal(text == null ? line.rest() : text);
  }

  static @Nullable Inet4Address literal(String text) {
    try {
      return Inet4Address.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Inet4Address dns() throws IOException {
    var found = new Found<Inet4Address>();
    channel.begin(DNS_ASK);
    channel.call(
        SystemCommands.PROMPT_NANOS,
        line -> {
          if (!line.startsWith(DNS_LINE)) {
            return false;
          }
          line.number();
          line.skip(',');
          String text = line.quoted();
          found.value = text == null ? null : literal(text);
          return true;
        });
    return orElse(found.value, Ipv4Bits.address(Ipv4Bits.ANY));
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
          String text = line.quoted();
          try {
            found.value = text == null ? null : MacAddress.parse(text);
          } catch (IllegalArgumentException e) {
            return false;
          }
          return true;
        });
    return orElse(found.value, new MacAddress(0));
  }

  /** Static addresses, or those of a DHCP server if there is none of the station's own. */
  boolean setAddresses(LinkInfo info) throws IOException {
    if (!info.hasAddress()) {
      channel.begin(DHCP).number(1).comma().number(DhcpBits.STATION);
      boolean done = channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
      channel.begin(DNS).number(NameLimits.DNS_AUTOMATIC);
      channel.call(SystemCommands.PROMPT_NANOS);
      return done;
    }
    int ip = Ipv4Bits.of(info.ip());
    int gateway = Ipv4Bits.of(info.gateway());
    channel
        .begin(SET_ADDRESSES)
        .address(ip)
        .comma()
        // The module wants a gateway: without one, packets for other networks go nowhere.
        .address(gateway == Ipv4Bits.ANY ? ip : gateway)
        .comma()
        .address(Ipv4Bits.of(info.mask()));
    boolean done = channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
    if (!info.dns().isAnyLocalAddress()) {
      channel.begin(DNS).number(NameLimits.DNS_MANUAL).comma().address(Ipv4Bits.of(info.dns()));
      done &= channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
    }
    return done;
  }

  /** The address of a name; empty if the module does not find it. */
  Optional<Inet4Address> resolve(String name) throws IOException {
    var found = new Found<Inet4Address>();
    channel.begin(RESOLVE).quoted(name);
    channel.call(
        NAME_NANOS,
        line -> {
          if (!line.startsWith(RESOLVE_LINE)) {
            return false;
          }
          if (found.value == null) {
            found.value = address(line);
          }
          return true;
        });
    return Optional.ofNullable(found.value);
  }

  /** How long a host takes to answer, in milliseconds; empty if it does not. */
  Optional<Integer> ping(String host) throws IOException {
    var found = new Found<Integer>();
    channel.begin(PING).quoted(host);
    channel.call(
        NAME_NANOS,
        line -> {
          if (line.startsWith(PING_TIMEOUT)) {
            return true;
          }
          if (!line.startsWith(PING_LINE) && !line.startsWith(PING_LINE_OLD)) {
            return false;
          }
          int millis = line.number(0, Integer.MAX_VALUE);
          if (millis < 0) {
            return false;
          }
          found.value = millis;
          return true;
        });
    return Optional.ofNullable(found.value);
  }
}
