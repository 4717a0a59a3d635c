package dev.spinet.socket.contract;

/** A driver that can look names up. */
public interface NamingBackend extends Backend {

  /**
   * A name of {@link #peerHost()}, which the driver finds by asking over its network.
   *
   * @return the name
   */
  String peerName();

  /**
   * A name which does not exist, and of which the driver learns that before its time-out is over.
   *
   * @return the name
   */
  String unknownName();
}
