package dev.spinet.bench.endtoend;

import dev.spinet.drivers.w5500.W5500;
import java.io.IOException;
import java.net.InetAddress;

/** A chip to run on, and how it finds this machine. */
interface Board extends AutoCloseable {

  /**
   * Opens the driver and waits for its link.
   *
   * @param bufferKib memory of each of the chip's sockets; as many are used as there are numbers
   */
  W5500 open(int... bufferKib) throws IOException;

  /** The address under which the chip finds the servers of this machine. */
  String host();

  /** The address of this machine that its servers have to listen on. */
  InetAddress servers();

  /** What is behind the device files, for the report. */
  String chip();

  /** What a reader of the report should keep in mind; empty, or a sentence behind a space. */
  String caution();

  @Override
  void close() throws IOException;
}
