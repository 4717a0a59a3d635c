package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.Cipher;
import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.Encryption;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.ScanField;
import dev.spinet.bindings.espat.StationState;
import java.util.Optional;
import java.util.StringJoiner;

/** AT+CWLAP and AT+CWLAPOPT. */
final class ScanCommands {
  private static final int RSSI_LEAST = -100;
  private static final int RSSI_MOST = 40;
  private static final int ALL_ENCRYPTIONS = 0xFFFF;
  private static final int BSSID_LENGTH = 17;
  private static final int CHANNEL_MAX = 14;
  private static final int RESERVED = -1;
  private static final int PROTOCOLS_BGN = 7;

  private final Firmware firmware;
  private int fields = ScanField.DEFAULT;
  private int weakest = RSSI_LEAST;
  private int encryptions = ALL_ENCRYPTIONS;

  /** Whom to look for. */
  private record Filter(Optional<String> ssid, Optional<String> bssid, int channel) {
    boolean accepts(AccessPoint candidate) {
      return ssid.map(candidate.ssid()::equals).orElse(true)
          && bssid.map(candidate.bssid().toString()::equalsIgnoreCase).orElse(true)
          && (channel == 0 || channel == candidate.channel())
          && (!candidate.hidden() || ssid.isPresent());
    }
  }

  ScanCommands(Firmware firmware) {
    this.firmware = firmware;
  }

  void addTo(CommandTable table) {
    table
        .add("CWLAP")
        .execute(call -> scan(call, new Filter(Optional.empty(), Optional.empty(), 0)))
        .set(
            1,
            8,
            (call, arguments) ->
                scan(
                    call,
                    new Filter(
                        arguments.optionalText(0, CommandLimits.SSID_MAX),
                        arguments.optionalText(1, BSSID_LENGTH),
                        arguments.integer(2, 0, CHANNEL_MAX, 0))));
    table
        .add("CWLAPOPT")
        .set(
            2,
            4,
            (call, arguments) -> {
              fields = arguments.integer(1, 0, ScanField.DEFAULT);
              weakest = arguments.integer(2, RSSI_LEAST, RSSI_MOST, RSSI_LEAST);
              encryptions = arguments.integer(3, 0, ALL_ENCRYPTIONS, ALL_ENCRYPTIONS);
              call.ok();
            });
  }

  private void scan(Call call, Filter filter) {
    var wifi = firmware.wifi();
    if (!wifi.isStation() || wifi.state() == StationState.CONNECTING) {
      throw new AtException(ErrorCause.FAILED);
    }
    firmware
        .clock()
        .schedule(
            firmware.options().timing().scan().toNanos(),
            () -> {
              for (var accessPoint : wifi.radio().accessPoints()) {
                if (filter.accepts(accessPoint) && isShown(accessPoint)) {
                  call.line("+CWLAP:(" + describe(accessPoint) + ")");
                }
              }
              call.ok();
            });
  }

  private boolean isShown(AccessPoint accessPoint) {
    return accessPoint.rssi() >= weakest
        && (encryptions >>> accessPoint.encryption().code() & 1) != 0;
  }

  /** Nothing is escaped here, whatever is in the name. */
  private String describe(AccessPoint accessPoint) {
    var text = new StringJoiner(",");
    var cipher = cipher(accessPoint.encryption());
    add(text, ScanField.ECN, accessPoint.encryption().code());
    add(text, ScanField.SSID, "\"" + accessPoint.ssid() + "\"");
    add(text, ScanField.RSSI, accessPoint.rssi());
    add(text, ScanField.MAC, "\"" + accessPoint.bssid() + "\"");
    add(text, ScanField.CHANNEL, accessPoint.channel());
    add(text, ScanField.FREQUENCY_OFFSET, RESERVED);
    add(text, ScanField.FREQUENCY_CALIBRATION, RESERVED);
    add(text, ScanField.PAIRWISE_CIPHER, cipher.code());
    add(text, ScanField.GROUP_CIPHER, cipher.code());
    add(text, ScanField.PROTOCOL, PROTOCOLS_BGN);
    add(text, ScanField.WPS, 0);
    return text.toString();
  }

  private void add(StringJoiner text, int field, Object value) {
    if ((fields & field) != 0) {
      text.add(value.toString());
    }
  }

  private static Cipher cipher(Encryption encryption) {
    return switch (encryption) {
      case OPEN -> Cipher.NONE;
      case WEP -> Cipher.WEP104;
      case WPA -> Cipher.TKIP;
      case WPA_WPA2 -> Cipher.TKIP_CCMP;
      default -> Cipher.CCMP;
    };
  }
}
