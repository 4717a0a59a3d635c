package dev.spinet.socket;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a DHCP server has given, as of now. The addresses in use are in {@link LinkInfo}.
 *
 * @param server who has given it
 * @param nameServers the name servers, best first; empty if the server names none
 * @param domain the network's domain, if the server names one
 * @param duration how long the address was given for, from the last time it was extended; empty for
 *     ever
 * @param left how much of that is left; empty for ever
 */
public record LeaseInfo(
    Inet4Address server,
    List<Inet4Address> nameServers,
    Optional<String> domain,
    Optional<Duration> duration,
    Optional<Duration> left) {

  /** Copies the list. */
  public LeaseInfo {
    nameServers = List.copyOf(nameServers);
  }
}
