package dev.spinet.drivers.dns;

/** A message that is no DNS message, or a damaged one. */
final class MalformedDnsException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedDnsException(String message) {
    super(message);
  }
}
