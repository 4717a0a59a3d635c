package dev.spinet.bench.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A datagram did not come, as it may be on a network. The message says which. */
final class LostDatagramException extends IOException {

  private static final long serialVersionUID = 1;

  LostDatagramException(String datagram, @Nullable IOException cause) {
    super(datagram, cause);
  }
}
