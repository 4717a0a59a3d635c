package dev.spinet.drivers.events;

import dev.spinet.bindings.bus.InterruptLine;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
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
  private boolean fromEdge;
  private long since;

  /**
   * For the thread that waits on a line.
   *
   * @param device the chip
   */
  public InterruptTrace(String device) {
    this.device = device;
    event = FlightRecorder.AVAILABLE ? new InterruptLatency() : null;
  }

  /**
   * Whether anybody wants to know.
   *
   * @return whether to ask when the line was asserted
   */
  public boolean isRecorded() {
    return event != null && event.isEnabled();
  }

  /**
   * The thread has seen that the line is asserted.
   *
   * @param assertedAt since when, see {@link InterruptLine#assertedAt}
   */
  public void begin(long assertedAt) {
    InterruptLatency told = event;
    if (told != null && told.isEnabled()) {
      long now = System.nanoTime();
      begun = true;
      // A time that has not come yet is of another clock.
      fromEdge = assertedAt != InterruptLine.UNKNOWN && now - assertedAt >= 0;
      since = fromEdge ? assertedAt : now;
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
    told.latency = System.nanoTime() - since;
    if (told.shouldCommit()) {
      told.device = device;
      told.found = found;
      told.fromEdge = fromEdge;
      told.commit();
    }
  }

  /** One interrupt. */
  @Name("dev.spinet.InterruptLatency")
  @Label("Interrupt Latency")
  @Category({"Spinet", "Device"})
  @Description(
      "From the chip's interrupt line being asserted to the callers that wait being told; the"
          + " duration begins when the driver's thread has woken up")
  @StackTrace(false)
  static final class InterruptLatency extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Found Events")
    @Description("Whether the chip had something to report")
    boolean found;

    @Label("Latency")
    @Description("Until the callers that wait are told")
    @Timespan(Timespan.NANOSECONDS)
    long latency;

    @Label("From Edge")
    @Description("Whether the latency begins with the edge, as the kernel has noted it")
    boolean fromEdge;

    @SettingDefinition
    @Name("latency")
    @Label("Least Latency")
    @Description("Interrupts that were served sooner are not recorded")
    boolean isSlow(LeastLatency least) {
      return least.isReached(latency);
    }
  }
}
