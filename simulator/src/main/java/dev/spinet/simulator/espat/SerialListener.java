package dev.spinet.simulator.espat;

/**
 * Is told what arrives at the ends of a module's serial line. Called by the simulation's thread.
 */
@FunctionalInterface
public interface SerialListener {

  /**
   * Bytes arrive, as the receiver gets them: after what has gone wrong on the line.
   *
   * @param direction which way they went
   * @param bytes the bytes, not to be changed
   */
  void arrived(SerialDirection direction, byte[] bytes);
}
