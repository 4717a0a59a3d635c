package dev.spinet.socket.memory;

import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_KEEPALIVE;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;

/** Some options that do nothing but be there. */
final class MemoryOptions {

  private int reuse;
  private int keepAlive;
  private int broadcast;

  synchronized void set(int level, int option, int value) {
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException("this option is 0 or 1, not " + value);
    }
    switch (known(level, option)) {
      case SO_REUSEADDR -> reuse = value;
      case SO_KEEPALIVE -> keepAlive = value;
      default -> broadcast = value;
    }
  }

  synchronized int get(int level, int option) {
    return switch (known(level, option)) {
      case SO_REUSEADDR -> reuse;
      case SO_KEEPALIVE -> keepAlive;
      default -> broadcast;
    };
  }

  private static int known(int level, int option) {
    if (level != SOL_SOCKET
        || (option != SO_REUSEADDR && option != SO_KEEPALIVE && option != SO_BROADCAST)) {
      throw new UnsupportedOperationException("the chip in memory has no such thing");
    }
    return option;
  }
}
