package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.AddressPreference;
import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.NameLimits;
import dev.spinet.simulator.packet.Ipv4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** AT+CIPDOMAIN, AT+CIPDNS and AT+PING. */
final class NameCommands {
  private static final Duration PING_PATIENCE = Duration.ofSeconds(5);

  private final Firmware firmware;

  NameCommands(Firmware firmware) {
    this.firmware = firmware;
  }

  void addTo(CommandTable table) {
    int parameters = firmware.profile().hasConnectTimeout() ? 3 : 2;
    table.add("CIPDOMAIN").set(1, parameters, this::resolve);
    table
        .add("CIPDNS")
        .query(this::showServers)
        .set(1, 1 + NameLimits.DNS_SERVERS_MAX, this::setServers);
    table.add("PING").set(1, 1, this::ping);
  }

  private void resolve(Call call, Arguments arguments) {
    var name = arguments.text(0, CommandLimits.COMMAND_MAX);
    var preference =
        AddressPreference.of(
                arguments.integer(1, 0, Byte.MAX_VALUE, AddressPreference.PREFER_IPV4.code()))
            .orElseThrow(() -> new AtException(ErrorCause.INVALID));
    int timeout = arguments.integer(2, 0, NameLimits.TIMEOUT_MAX_MILLIS, 0);
    if (preference == AddressPreference.IPV6) {
      // There is no IPv6 on this network.
      throw new AtException(ErrorCause.FAILED);
    }
    if (timeout > 0) {
      firmware
          .clock()
          .schedule(TimeUnit.MILLISECONDS.toNanos(timeout), () -> call.error(ErrorCause.FAILED));
    }
    firmware
        .names()
        .find(
            name,
            found -> {
              if (found.isEmpty()) {
                call.error(ErrorCause.FAILED);
              } else {
                call.line("+CIPDOMAIN:\"" + found.getFirst() + "\"");
                call.ok();
              }
            });
  }

  private void showServers(Call call) {
    var text = new StringBuilder("+CIPDNS:" + (firmware.names().isManual() ? 1 : 0));
    for (Ipv4Address server : firmware.names().servers()) {
      text.append(",\"").append(server).append('"');
    }
    call.line(text.toString());
    call.ok();
  }

  private void setServers(Call call, Arguments arguments) {
    int mode = arguments.integer(0, NameLimits.DNS_AUTOMATIC, NameLimits.DNS_MANUAL);
    List<Ipv4Address> servers = new ArrayList<>();
    for (int i = 1; i < arguments.count(); i++) {
      if (arguments.has(i)) {
        var server = arguments.address(i);
        if (servers.contains(server)) {
          throw new AtException(ErrorCause.INVALID);
        }
        servers.add(server);
      }
    }
    if (mode == NameLimits.DNS_AUTOMATIC) {
      firmware.names().setAutomatic();
    } else {
      firmware.names().setManual(servers);
    }
    call.ok();
  }

  private void ping(Call call, Arguments arguments) {
    var host = arguments.text(0, CommandLimits.COMMAND_MAX);
    if (!firmware.wifi().hasAddress()) {
      throw new AtException(ErrorCause.FAILED);
    }
    firmware
        .names()
        .find(
            host,
            found -> {
              if (found.isEmpty()) {
                fail(call);
              } else {
                firmware
                    .stack()
                    .ping(
                        found.getFirst(),
                        PING_PATIENCE,
                        time -> {
                          if (time.isPresent()) {
                            call.line("+PING:" + TimeUnit.NANOSECONDS.toMillis(time.getAsLong()));
                            call.ok();
                          } else {
                            fail(call);
                          }
                        });
              }
            });
  }

  private static void fail(Call call) {
    call.line("+PING:TIMEOUT");
    call.error(ErrorCause.FAILED);
  }
}
