package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;

/** A command that is refused, and why. */
final class AtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCause reason;

  AtException(ErrorCause reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  ErrorCause reason() {
    return reason;
  }
}
