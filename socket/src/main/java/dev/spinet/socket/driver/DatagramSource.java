package dev.spinet.socket.driver;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a message came from, and how long it was. One object serves any number of receiving calls,
 * so that they need not allocate one each; not safe for use by several threads at once.
 */
public final class DatagramSource {

  private int address;
  private int port;
  private int length;

  /** Nothing received yet: all values are 0. */
  public DatagramSource() {}

  /**
   * Fills in a message's origin. Drivers call it.
   *
   * @param newAddress the sender's IPv4 address as 32 bits, its first octet in the highest eight
   * @param newPort the sender's port, or 0
   * @param newLength the message's whole length in bytes
   */
  public void set(int newAddress, int newPort, int newLength) {
    address = newAddress;
    port = newPort;
    length = newLength;
  }

  /**
   * The sender's IPv4 address.
   *
   * @return 32 bits, the first octet in the highest eight; 0 for Ethernet frames
   */
  public int addressBits() {
    return address;
  }

  /**
   * The sender's port.
   *
   * @return 0 to 65535; 0 for raw IP and Ethernet frames
   */
  public int port() {
    return port;
  }

  /**
   * The message's whole length: more than was received if the memory was too short.
   *
   * @return bytes of payload
   */
  public int length() {
    return length;
  }

  /**
   * The sender as a Java address. Allocates it.
   *
   * @return address and port
   */
  public InetSocketAddress toInetSocketAddress() {
    byte[] octets = {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address,
    };
    try {
      return new InetSocketAddress((Inet4Address) InetAddress.getByAddress(octets), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets always make an address", e);
    }
  }
}
