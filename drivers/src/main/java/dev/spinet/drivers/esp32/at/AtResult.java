package dev.spinet.drivers.esp32.at;

/** How the module has ended a command. */
public enum AtResult {
  /** The command was carried out, {@code OK}. */
  OK,

  /** The command was refused or has failed, {@code ERROR}; it had no effect on data. */
  ERROR,

  /** Data were taken for sending, {@code SEND OK}: by the module's TCP/IP, not by the peer. */
  SENT,

  /** Sending has failed or was cancelled half way: how many bytes have gone out is not known. */
  SEND_FAILED
}
