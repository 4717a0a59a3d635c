package dev.spinet.simulator.net.gateway;

/** How the DHCP server of a {@link UserNetwork} treats its clients. */
public enum DhcpMode {
  /** As it should. */
  NORMAL,
  /** It says nothing, as if there were no server. */
  SILENT,
  /** It offers addresses but then refuses to give them, and refuses to renew them. */
  REFUSING
}
