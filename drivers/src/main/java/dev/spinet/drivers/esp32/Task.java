package dev.spinet.drivers.esp32;

import java.io.IOException;

/** Something the driver's thread does with the module, in one or several commands. */
interface Task {

  /**
   * Does it. Called by the driver's thread without the lock.
   *
   * @throws dev.spinet.drivers.esp32.at.AtException if the conversation with the module is
   *     disturbed
   * @throws IOException if the device fails
   */
  void run() throws IOException;

  /**
   * It was not done, or not to its end. Called with the lock held.
   *
   * @param cause why
   */
  void failed(IOException cause);
}
