package dev.spinet.cli.relay;

import java.io.IOException;
import java.net.Socket;

/** Every connection leads to the same host. */
record FixedTarget(Side side, HostPort target, int connectMillis) implements Opening {

  @Override
  public String name() {
    return "%s %s".formatted(side.name(), target);
  }

  @Override
  public Far open(Socket near) throws IOException {
    return new Far(side.connect(target, connectMillis), target);
  }
}
