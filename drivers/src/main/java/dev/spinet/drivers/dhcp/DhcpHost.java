package dev.spinet.drivers.dhcp;

import dev.spinet.socket.driver.DatagramEndpoint;
import java.io.IOException;

/** A network interface that gets its address by DHCP. Called by the service's thread only. */
public interface DhcpHost {

  /**
   * The interface, for messages.
   *
   * @return the driver's name
   */
  String name();

  /**
   * Opens a UDP socket that works without an address too. It is closed as soon as it is not needed.
   *
   * @return an endpoint that is bound to no port yet
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets are in use now
   * @throws IOException if the chip fails
   */
  DatagramEndpoint openDatagram() throws IOException;

  /**
   * Asks on the network whether another station has an address (RFC 5227). Waits for a second at
   * most.
   *
   * @param address the address, 32 bits
   * @return whether somebody has answered
   * @throws IOException if the chip fails
   */
  boolean isTaken(int address) throws IOException;

  /**
   * Gives the interface its addresses.
   *
   * @param lease which
   * @throws IOException if the chip fails
   */
  void configure(Lease lease) throws IOException;

  /**
   * Takes the interface's address away; open sockets fail.
   *
   * @param reason why, as the end of a sentence
   * @throws IOException if the chip fails
   */
  void remove(String reason) throws IOException;
}
