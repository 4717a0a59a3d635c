package dev.spinet.simulator.espat;

/** Which way bytes go on a serial line. */
public enum SerialDirection {
  /** From the host to the module. */
  TO_MODULE,
  /** From the module to the host. */
  TO_HOST
}
