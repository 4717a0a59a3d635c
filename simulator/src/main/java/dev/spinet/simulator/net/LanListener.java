package dev.spinet.simulator.net;

/**
 * Hears of every frame of a {@link VirtualLan}, like what is plugged into a switch's mirror port.
 */
@FunctionalInterface
public interface LanListener {

  /**
   * A station has put a frame on its cable. What becomes of it then, such as a loss, is not told.
   * Called under the network's lock, one frame at a time, in the order of the frames: hand over
   * what takes time, and call nothing of the network.
   *
   * @param from the station's port
   * @param frame the frame; not changed any more by anyone
   */
  void transmitted(LanPort from, byte[] frame);
}
