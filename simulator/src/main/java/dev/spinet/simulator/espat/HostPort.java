package dev.spinet.simulator.espat;

/**
 * The host's end of the serial line. Called by tasks of the simulation's clock; nothing here waits.
 */
interface HostPort {

  /** The speed that the host has set. */
  int baud();

  /** Whether the host uses RTS and CTS. */
  boolean flowControl();

  /** Takes out what the host wants to send; the number of bytes, 0 if there is nothing now. */
  int poll(byte[] target, int length);

  /** Hands over what has arrived; the number of bytes the host had room for. */
  int offer(byte[] bytes, int offset, int length);
}
