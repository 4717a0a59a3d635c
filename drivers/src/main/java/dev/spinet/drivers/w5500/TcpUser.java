package dev.spinet.drivers.w5500;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What uses a hardware socket for TCP, and so one of the chip's TCP ports. */
interface TcpUser extends SocketUser {

  /** The peer, connected or being connected to; {@code null} if there is none. */
  @Nullable InetSocketAddress peer();

  /** Whether it waits for peers. */
  boolean isListening();
}
