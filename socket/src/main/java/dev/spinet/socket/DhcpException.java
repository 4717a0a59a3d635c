package dev.spinet.socket;

import java.net.SocketException;

/**
 * The chip got no address by DHCP: no server answered, the server refused, or the address it gave
 * is in use by another station. The message says which. Unlike {@link LinkDownException}, the cable
 * has a link.
 */
public final class DhcpException extends SocketException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public DhcpException(String message) {
    super(message);
  }
}
