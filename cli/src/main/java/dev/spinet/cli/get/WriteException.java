package dev.spinet.cli.get;

import java.io.IOException;

/** What arrived could not be written: a fault of this machine, not of the network. */
final class WriteException extends IOException {

  private static final long serialVersionUID = 1L;

  /** With one sentence. */
  WriteException(String message, IOException cause) {
    super(message, cause);
  }
}
