package dev.spinet.drivers.dhcp;

/** A message that is no DHCP message, or a damaged one. */
final class MalformedDhcpException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedDhcpException(String message) {
    super(message);
  }
}
