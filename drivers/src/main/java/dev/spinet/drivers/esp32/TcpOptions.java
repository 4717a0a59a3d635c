package dev.spinet.drivers.esp32;

import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_KEEPALIVE;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;
import static dev.spinet.socket.SocketConstants.TCP_KEEPIDLE;
import static dev.spinet.socket.SocketConstants.TCP_NODELAY;

import dev.spinet.bindings.espat.LinkLimits;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The options of a TCP socket ({@code AT+CIPTCPOPT}). Guarded by the driver's lock. */
final class TcpOptions {

  private final Core core;
  private boolean noDelay;
  private boolean reuseAddress;
  private boolean keepAlive;
  private int keepIdleSeconds = LinkLimits.KEEP_ALIVE_MAX_SECONDS;

  TcpOptions(Core core) {
    this.core = core;
  }

  void set(int level, int option, int value) {
    if (level == IPPROTO_TCP && option == TCP_NODELAY) {
      noDelay = value != 0;
    } else if (level == SOL_SOCKET && option == SO_KEEPALIVE) {
      keepAlive = value != 0;
    } else if (level == SOL_SOCKET && option == SO_REUSEADDR) {
      reuseAddress = value != 0;
    } else if (level == IPPROTO_TCP && option == TCP_KEEPIDLE) {
      if (value < 1 || value > LinkLimits.KEEP_ALIVE_MAX_SECONDS) {
        throw new IllegalArgumentException(
            "TCP_KEEPIDLE is 1 to %d seconds, not %d"
                .formatted(LinkLimits.KEEP_ALIVE_MAX_SECONDS, value));
      }
      keepIdleSeconds = value;
    } else {
      throw unknown(level, option);
    }
  }

  int get(int level, int option) {
    if (level == IPPROTO_TCP) {
      return switch (option) {
        case TCP_NODELAY -> noDelay ? 1 : 0;
        case TCP_KEEPIDLE -> keepIdleSeconds;
        default -> throw unknown(level, option);
      };
    }
    if (level == SOL_SOCKET) {
      return switch (option) {
        case SO_KEEPALIVE -> keepAlive ? 1 : 0;
        case SO_REUSEADDR -> reuseAddress ? 1 : 0;
        case SO_RCVBUF, SO_SNDBUF -> core.options().bufferSize();
        default -> throw unknown(level, option);
      };
    }
    throw unknown(level, option);
  }

  private static UnsupportedOperationException unknown(int level, int option) {
    return new UnsupportedOperationException(
        "the module has no option %d at level %d".formatted(option, level));
  }

  /** Tells the module, as soon as it has time. */
  void apply(StreamLink link) {
    if (!core.capabilities().tcpOptions()) {
      return;
    }
    boolean small = noDelay;
    int idle = keepAlive ? keepIdleSeconds : 0;
    long stall = TimeUnit.NANOSECONDS.toMillis(core.options().stallNanos());
    core.submit(
        new Task() {
          @Override
          public void run() throws IOException {
            int id = link.id();
            if (id != ModuleLink.NO_ID) {
              core.commands().tcpOptions(id, () -> link.isAt(id), small, stall, idle);
            }
          }

          @Override
          public void failed(IOException cause) {
            // What has disturbed the conversation is told by what it did to the connection.
          }
        });
  }
}
