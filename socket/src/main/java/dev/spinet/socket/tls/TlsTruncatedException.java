package dev.spinet.socket.tls;

import javax.net.ssl.SSLException;

/**
 * The connection ended without the peer's close_notify, which ends a stream in TLS (RFC 8446,
 * section 6.1; RFC 5246, section 7.2.1): somebody may have cut off the rest of the data.
 */
public final class TlsTruncatedException extends SSLException {

  private static final long serialVersionUID = 1L;

  TlsTruncatedException(String message) {
    super(message);
  }
}
