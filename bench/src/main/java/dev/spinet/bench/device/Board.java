package dev.spinet.bench.device;

import dev.spinet.drivers.w5500.W5500;
import java.io.IOException;
import java.net.InetAddress;

/** A chip to run on, and how it finds this machine. */
public interface Board extends AutoCloseable {

  /**
   * Opens the driver and waits for its link.
   *
   * @param bufferKib memory of each of the chip's sockets; as many are used as there are numbers
   * @return the driver, which the caller closes
   * @throws IOException if the chip cannot be opened, or has no link or no address
   */
  W5500 open(int... bufferKib) throws IOException;

  /**
   * The address under which the chip finds the servers of this machine.
   *
   * @return four numbers with dots
   */
  String host();

  /**
   * The address of this machine that its servers have to listen on.
   *
   * @return the address
   */
  InetAddress servers();

  /**
   * What is behind the device files, for the report.
   *
   * @return some words
   */
  String chip();

  /**
   * What a reader of the report should keep in mind.
   *
   * @return empty, or a sentence behind a space
   */
  String caution();

  @Override
  void close() throws IOException;
}
