package dev.spinet.simulator.net.gateway;

/** How the name server of a {@link UserNetwork} treats questions that come by UDP. */
public enum DnsMode {
  /** As it should: it asks the name servers of this machine. */
  NORMAL,
  /** It says nothing. */
  SILENT,
  /** It answers at once, with bytes that are no DNS message. */
  GARBAGE,
  /** Its answers carry another identification than the questions. */
  WRONG_ID
}
