package dev.spinet.drivers.esp32.at;

import org.jspecify.annotations.Nullable;

/** Who hears what the module says without being asked. Called by the thread of the channel. */
public interface AtHandler {

  /**
   * A line that is no part of a reply.
   *
   * @param line the line
   * @return whether it was understood; if not, it is counted as garbage
   */
  boolean unsolicited(AtLine line);

  /**
   * A payload that the module has sent by itself follows.
   *
   * @param id the link
   * @param length bytes, 0 or more
   * @param address the sender's IPv4 address as 32 bits; 0 if it is not told
   * @param port the sender's port; 0 if it is not told
   * @return where it goes; {@code null} to drop it
   */
  @Nullable PayloadSink active(int id, int length, int address, int port);
}
