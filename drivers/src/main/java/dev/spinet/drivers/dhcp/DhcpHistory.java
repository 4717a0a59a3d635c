package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import org.jspecify.annotations.Nullable;

/** What has happened since a client was started, to explain why it has no address. */
final class DhcpHistory {

  private int questions;
  private int answers;
  private int ignored;
  private int refusals;
  private int conflicts;
  private @Nullable String refusal;
  private @Nullable String conflict;
  private @Nullable String unusable;
  private @Nullable String unproved;

  void asked() {
    questions++;
  }

  void answered() {
    answers++;
  }

  /** A message was none for this client, or damaged. */
  void ignored() {
    ignored++;
  }

  /** Messages that were dropped because they were damaged or not for this client. */
  int ignoredMessages() {
    return ignored;
  }

  void refused(int server, @Nullable String text) {
    refusals++;
    refusal =
        "the DHCP server %s offers an address and then refuses to give it%s"
            .formatted(Ipv4Bits.text(server), text == null ? "" : " (\"%s\")".formatted(text));
  }

  /** How often in a row servers have refused. */
  int refusals() {
    return refusals;
  }

  /** An address was given, and has yet to be proved free. */
  void given(int address, int server) {
    unproved =
        "the DHCP server %s has given %s, but the time was over before it was certain that no other station uses it"
            .formatted(Ipv4Bits.text(server), Ipv4Bits.text(address));
  }

  void conflicted(int address, int server) {
    conflicts++;
    unproved = null;
    conflict =
        "the address %s that the DHCP server %s gave is in use by another station"
            .formatted(Ipv4Bits.text(address), Ipv4Bits.text(server));
  }

  void unusable(String reason) {
    unusable = "a DHCP server answered, but not in a way that can be used: " + reason;
  }

  /** Why there is no address, in one sentence with what to do. */
  String explain() {
    if (unproved != null) {
      return unproved + "; allow a second more";
    }
    if (conflict != null) {
      return "%s (%s); find that station, or correct the server's range of addresses"
          .formatted(conflict, times(conflicts));
    }
    if (refusal != null) {
      return "%s (%s); check the server's list of known stations, or call setLinkInfo(ip, mask, gateway, dns)"
          .formatted(refusal, times(refusals));
    }
    if (unusable != null) {
      return unusable + "; call setLinkInfo(ip, mask, gateway, dns)";
    }
    if (answers > 0) {
      return "a DHCP server offered an address, but did not answer when it was asked to give it";
    }
    return "no DHCP server answered (asked %s%s); check that there is one on this network, or call setLinkInfo(ip, mask, gateway, dns)"
        .formatted(
            times(questions),
            ignored == 0 ? "" : ", %d messages were no answers".formatted(ignored));
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }
}
