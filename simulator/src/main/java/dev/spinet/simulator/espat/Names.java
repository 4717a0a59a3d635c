package dev.spinet.simulator.espat;

import dev.spinet.simulator.espat.stack.DnsResolver;
import dev.spinet.simulator.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Finds the addresses of hosts, and whom to ask. */
final class Names {

  /** Whom a module asks if it is told nobody (AT+CIPDNS). */
  private static final List<Ipv4Address> FACTORY =
      List.of(
          Ipv4Address.parse("208.67.222.222"),
          Ipv4Address.parse("114.114.114.114"),
          Ipv4Address.parse("8.8.8.8"));

  private final Firmware firmware;
  private final DnsResolver resolver;
  private boolean manual;
  private List<Ipv4Address> set = List.of();

  Names(Firmware firmware) {
    this.firmware = firmware;
    this.resolver = new DnsResolver(firmware.stack());
  }

  boolean isManual() {
    return manual;
  }

  void setAutomatic() {
    manual = false;
  }

  void setManual(List<Ipv4Address> servers) {
    manual = true;
    set = servers.isEmpty() ? FACTORY : List.copyOf(servers);
  }

  List<Ipv4Address> servers() {
    if (manual) {
      return set;
    }
    var servers = new ArrayList<Ipv4Address>();
    firmware.wifi().leasedNameServer().ifPresent(servers::add);
    return servers.isEmpty() ? FACTORY : servers;
  }

  /** Finds the addresses of a host, never before this returns; none if there are none. */
  void find(String host, Consumer<List<Ipv4Address>> answer) {
    try {
      var address = Ipv4Address.parse(host);
      firmware.clock().schedule(0, () -> answer.accept(List.of(address)));
    } catch (IllegalArgumentException e) {
      if (firmware.wifi().hasAddress()) {
        resolver.resolve(host, servers(), answer);
      } else {
        firmware.clock().schedule(0, () -> answer.accept(List.of()));
      }
    }
  }
}
