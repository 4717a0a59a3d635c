package dev.spinet.simulator.net;

/**
 * One socket in the wall of a simulated network: where a chip's cable goes. Frames are Ethernet II
 * without preamble and frame check sequence. An array handed over belongs to the receiver of the
 * call and is not changed any more.
 */
public interface EthernetPort {

  /**
   * Puts a frame on the wire. Never blocks and never delivers on the calling thread.
   *
   * @param frame 14 to 1514 bytes; a shorter payload is padded by who needs it
   */
  void transmit(byte[] frame);

  /**
   * Says who gets the frames that arrive and hears about the cable. Calls come as tasks of the
   * simulation's clock, one at a time.
   *
   * @param station the receiver; replaces an earlier one
   */
  void attach(Station station);

  /**
   * Whether the cable is plugged in and the other end is up.
   *
   * @return the link state now
   */
  boolean isLinkUp();

  /** Who is at the near end of the cable. */
  interface Station {

    /**
     * A frame has arrived.
     *
     * @param frame the frame; not changed any more by anyone
     */
    void receive(byte[] frame);

    /**
     * The link has come up or gone down.
     *
     * @param up the new state
     */
    void linkChanged(boolean up);
  }
}
