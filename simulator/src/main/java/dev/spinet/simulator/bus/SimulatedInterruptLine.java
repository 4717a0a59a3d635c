package dev.spinet.simulator.bus;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;

/** The board's end of a simulated chip's interrupt wire. */
public final class SimulatedInterruptLine implements InterruptLine {

  private final Wire wire;
  private final Wire.Listener listener = this::levelChanged;
  private final InterruptWait wait = new InterruptWait();

  /**
   * Connects to the chip.
   *
   * @param wire the chip's interrupt wire
   */
  public SimulatedInterruptLine(Wire wire) {
    this.wire = wire;
    wire.watch(listener);
  }

  @Override
  public boolean isAsserted() {
    return wire.isAsserted();
  }

  /**
   * {@inheritDoc}
   *
   * <p>An interrupt of the waiting thread ends the wait like a time-out and leaves the thread's
   * interrupt status set.
   */
  @Override
  public boolean await(long timeoutNanos) throws BusException {
    return wait.await(wire::isAsserted, timeoutNanos);
  }

  @Override
  public void wakeup() {
    wait.wakeup();
  }

  @Override
  public void close() {
    wire.unwatch(listener);
    wait.close();
  }

  private void levelChanged(boolean asserted) {
    if (asserted) {
      wait.levelChanged();
    }
  }
}
