package dev.spinet.bindings.bus;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A serial line that is another one, for who changes or watches some of what goes over it: every
 * method does what that of the other line does, until it is overridden.
 */
public abstract class ForwardingByteLink implements ByteLink {

  private final ByteLink line;

  /**
   * A line that is another one.
   *
   * @param line the other one
   */
  protected ForwardingByteLink(ByteLink line) {
    this.line = Objects.requireNonNull(line);
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
