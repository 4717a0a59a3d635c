package dev.spinet.cli.doctor.espat;

import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A serial line that remembers whether its driver left RTS and CTS in use. */
final class FlowWatch implements ByteLink {

  private final ByteLink line;
  private volatile boolean flowing;

  FlowWatch(ByteLink line) {
    this.line = line;
  }

  boolean isFlowing() {
    return flowing;
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    return line.read(target, offset, length, timeoutNanos);
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    return line.write(source, offset, length, timeoutNanos);
  }

  @Override
  public void setBaudRate(int baud) throws IOException {
    line.setBaudRate(baud);
  }

  @Override
  public int baudRate() throws IOException {
    return line.baudRate();
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    line.setFlowControl(enabled);
    flowing = enabled;
  }

  @Override
  public void discardInput() throws IOException {
    line.discardInput();
  }

  @Override
  public long nanoTime() {
    return line.nanoTime();
  }

  @Override
  public void wakeup() {
    line.wakeup();
  }

  @Override
  public String name() {
    return line.name();
  }

  @Override
  public void close() throws IOException {
    line.close();
  }
}
