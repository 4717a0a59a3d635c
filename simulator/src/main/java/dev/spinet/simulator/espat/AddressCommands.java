package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.DhcpBits;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.simulator.espat.stack.InterfaceAddress;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;

/** AT+CIPSTA, AT+CIPAP, AT+CIFSR, AT+CWDHCP, AT+CIPSTAMAC, AT+CIPAPMAC and AT+CWHOSTNAME. */
final class AddressCommands {
  /** Of a network of class C. */
  private static final Ipv4Address USUAL_NETMASK = Ipv4Address.parse("255.255.255.0");

  private final Firmware firmware;
  private final WifiStation wifi;
  private final SoftApCommands softAp;
  private String hostName = "espressif";

  AddressCommands(Firmware firmware) {
    this.firmware = firmware;
    this.wifi = firmware.wifi();
    this.softAp = firmware.softAp();
  }

  void addTo(CommandTable table) {
    table
        .add("CIPSTA")
        .query(call -> {
          requireStation();
          var set = wifi.fixedAddress();
          show(call, "CIPSTA", set.isSet() ? set : firmware.stack().address());
        })
        .set(1, 3, this::setStation);
    table
        .add("CIPAP")
        .query(call -> {
          requireAccessPoint();
          show(call, "CIPAP", softAp.address());
        })
        .set(
            1,
            3,
            (call, arguments) -> {
              requireAccessPoint();
              softAp.setAddress(address(arguments));
              call.ok();
            });
    table.add("CIFSR").execute(this::showAll);
    table
        .add("CWDHCP")
        .query(call -> {
          call.line("+CWDHCP:" + dhcpBits());
          call.ok();
        })
        .set(2, 2, this::setDhcp);
    table
        .add("CIPSTAMAC")
        .query(call -> {
          call.line("+CIPSTAMAC:\"" + firmware.options().mac() + "\"");
          call.ok();
        });
    table
        .add("CIPAPMAC")
        .query(call -> {
          call.line("+CIPAPMAC:\"" + softApMac() + "\"");
          call.ok();
        });
    table
        .add("CWHOSTNAME")
        .query(call -> {
          requireStation();
          call.line("+CWHOSTNAME:" + hostName);
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              requireStation();
              hostName = arguments.text(0, CommandLimits.HOSTNAME_MAX);
              call.ok();
            });
  }

  private int dhcpBits() {
    return (wifi.usesDhcp() ? DhcpBits.STATION : 0)
        | (softAp.givesAddresses() ? DhcpBits.SOFTAP : 0);
  }

  private void requireAccessPoint() {
    if (!wifi.isAccessPoint()) {
      throw new AtException(ErrorCause.FAILED);
    }
  }

  private void requireStation() {
    if (!wifi.isStation()) {
      throw new AtException(ErrorCause.FAILED);
    }
  }

  private MacAddress softApMac() {
    return new MacAddress(firmware.options().mac().value() + 1);
  }

  private static void show(Call call, String name, InterfaceAddress address) {
    call.line("+%s:ip:\"%s\"".formatted(name, address.address()));
    call.line("+%s:gateway:\"%s\"".formatted(name, address.gateway()));
    call.line("+%s:netmask:\"%s\"".formatted(name, address.netmask()));
    call.ok();
  }

  private void setStation(Call call, Arguments arguments) {
    requireStation();
    var fixed = address(arguments);
    wifi.setAddress(fixed);
    if (firmware.isStoring()) {
      firmware.flash().address.set(fixed);
    }
    call.ok();
  }

  /** What AT+CIPSTA and AT+CIPAP set. */
  private static InterfaceAddress address(Arguments arguments) {
    var address = arguments.address(0);
    if (address.equals(Ipv4Address.ANY) || address.isMulticast()) {
      throw new AtException(ErrorCause.INVALID);
    }
    if (arguments.has(1) != arguments.has(2)) {
      throw new AtException(ErrorCause.COUNT);
    }
    // Without them the network is taken for one of class C, with its first address as the router.
    var netmask = arguments.has(2) ? arguments.address(2) : USUAL_NETMASK;
    var gateway =
        arguments.has(1)
            ? arguments.address(1)
            : new Ipv4Address((address.value() & netmask.value()) + 1);
    return new InterfaceAddress(address, netmask, gateway);
  }

  private void setDhcp(Call call, Arguments arguments) {
    boolean enable = arguments.flag(0);
    int bits = arguments.integer(1, 1, DhcpBits.STATION | DhcpBits.SOFTAP);
    if ((bits & DhcpBits.STATION) != 0) {
      if (enable && !wifi.usesDhcp()) {
        wifi.setAddress(InterfaceAddress.NONE);
      } else if (!enable && wifi.usesDhcp() && wifi.hasAddress()) {
        wifi.setAddress(firmware.stack().address());
      }
      if (firmware.isStoring()) {
        firmware.flash().address.set(wifi.fixedAddress());
      }
    }
    if ((bits & DhcpBits.SOFTAP) != 0) {
      softAp.setGivesAddresses(enable);
    }
    call.ok();
  }

  private void showAll(Call call) {
    if (wifi.isAccessPoint()) {
      call.line("+CIFSR:APIP,\"" + softAp.address().address() + "\"");
      call.line("+CIFSR:APMAC,\"" + softApMac() + "\"");
    }
    if (wifi.isStation()) {
      call.line("+CIFSR:STAIP,\"" + firmware.stack().address().address() + "\"");
      call.line("+CIFSR:STAMAC,\"" + firmware.options().mac() + "\"");
    }
    call.ok();
  }
}
