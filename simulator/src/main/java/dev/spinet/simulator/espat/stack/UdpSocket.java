package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;

/** A UDP port of a station. */
public final class UdpSocket {

  /** Gets what arrives at a port. */
  @FunctionalInterface
  public interface Receiver {

    /**
     * A datagram has arrived.
     *
     * @param datagram the datagram, in the frame that has carried it
     */
    void receive(UdpDatagram datagram);
  }

  private final StationStack stack;
  private final int port;
  private final Receiver receiver;

  UdpSocket(StationStack stack, int port, Receiver receiver) {
    this.stack = stack;
    this.port = port;
    this.receiver = receiver;
  }

  /**
   * The port of this station.
   *
   * @return 1 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * Sends a datagram.
   *
   * @param destination whom to
   * @param destinationPort which port, 1 to 65535
   * @param bytes where the payload is
   * @param offset offset of its first byte
   * @param length its length, at most 1472 bytes
   */
  public void send(
      Ipv4Address destination, int destinationPort, byte[] bytes, int offset, int length) {
    var network = stack.network();
    network.transmit(
        UdpDatagram.frame(
            network.envelope(destination),
            network.identify(),
            port,
            destinationPort,
            length,
            PayloadWriter.of(bytes, offset, length)),
        destination);
  }

  void receive(UdpDatagram datagram) {
    receiver.receive(datagram);
  }

  /** Gives the port back. Closing twice has no effect. */
  public void close() {
    stack.remove(this);
  }
}
