package dev.spinet.cli.doctor.espat;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;

/** A serial line that remembers whether its driver left RTS and CTS in use. */
final class FlowWatch extends ForwardingByteLink {

  private volatile boolean flowing;

  FlowWatch(ByteLink line) {
    super(line);
  }

  boolean isFlowing() {
    return flowing;
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    super.setFlowControl(enabled);
    flowing = enabled;
  }
}
