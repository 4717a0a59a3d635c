package dev.spinet.drivers.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * Tells Java Flight Recorder how long it takes from an asserted interrupt line to the callers that
 * wait. For one thread; allocates nothing.
 */
public final class InterruptTrace {

  private final String device;
  private final @Nullable InterruptLatency event;
  // Whether the beginning was told; a recording may start at any time.
  private boolean begun;

  /**
   * For the thread that waits on a line.
   *
   * @param device the chip
   */
  public InterruptTrace(String device) {
    this.device = device;
    event = FlightRecorder.AVAILABLE ? new InterruptLatency() : null;
  }

  /** The thread has seen that the line is asserted. */
  public void begin() {
    InterruptLatency told = event;
    if (told != null && told.isEnabled()) {
      begun = true;
      told.begin();
    }
  }

  /**
   * Whoever waited for it has been told.
   *
   * @param found whether the chip had something to report
   */
  public void end(boolean found) {
    InterruptLatency told = event;
    if (told == null || !begun) {
      return;
    }
    begun = false;
    told.end();
    if (told.shouldCommit()) {
      told.device = device;
      told.found = found;
      told.commit();
    }
  }

  /** One interrupt. */
  @Name("dev.spinet.InterruptLatency")
  @Label("Interrupt Latency")
  @Category({"Spinet", "Device"})
  @Description(
      "From the driver's thread waking up on the interrupt line to the callers that wait being told")
  @StackTrace(false)
  @Threshold("20 ms")
  static final class InterruptLatency extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Found Events")
    @Description("Whether the chip had something to report")
    boolean found;
  }
}
