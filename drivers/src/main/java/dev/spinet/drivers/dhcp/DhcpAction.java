package dev.spinet.drivers.dhcp;

/** What a client wants done. */
sealed interface DhcpAction {

  /**
   * Send a message from port 68 to port 67.
   *
   * @param message what to send
   * @param destination 32 bits: a server's address, or everybody's
   */
  record Send(DhcpMessage message, int destination) implements DhcpAction {}

  /**
   * Find out whether another station has an address, and say so by {@link DhcpClient#probed}.
   *
   * @param address the address that was offered
   */
  record Probe(int address) implements DhcpAction {}

  /**
   * Give the interface these addresses.
   *
   * @param lease says which
   */
  record Configure(Lease lease) implements DhcpAction {}

  /**
   * Take the interface's address away.
   *
   * @param reason why, as the end of a sentence
   */
  record Remove(String reason) implements DhcpAction {}
}
