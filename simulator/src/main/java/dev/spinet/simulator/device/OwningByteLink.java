package dev.spinet.simulator.device;

import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A serial line with which the chip on it, and all that was built around the chip, comes to an end.
 *
 * @param wires the line itself
 * @param surroundings ends what is behind the line; called once it is closed
 */
record OwningByteLink(ByteLink wires, Runnable surroundings) implements ByteLink {

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    return wires.read(target, offset, length, timeoutNanos);
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    return wires.write(source, offset, length, timeoutNanos);
  }

  @Override
  public void setBaudRate(int baud) throws IOException {
    wires.setBaudRate(baud);
  }

  @Override
  public int baudRate() throws IOException {
    return wires.baudRate();
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    wires.setFlowControl(enabled);
  }

  @Override
  public void discardInput() throws IOException {
    wires.discardInput();
  }

  @Override
  public long nanoTime() {
    return wires.nanoTime();
  }

  @Override
  public void wakeup() {
    wires.wakeup();
  }

  @Override
  public String name() {
    return wires.name();
  }

  @Override
  public void close() throws IOException {
    try {
      wires.close();
    } finally {
      surroundings.run();
    }
  }
}
