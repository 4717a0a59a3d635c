package dev.spinet.drivers.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Tells Java Flight Recorder of what seldom happens to a chip. */
public final class ChipEvents {

  private ChipEvents() {}

  /**
   * A chip that had failed was reset and started anew, or that was tried.
   *
   * @param device the chip
   * @param cause what it had failed of
   * @param worked whether it works again
   * @param nanos how long that took
   */
  public static void reset(String device, String cause, boolean worked, long nanos) {
    if (FlightRecorder.AVAILABLE) {
      ChipReset.tell(device, cause, worked, nanos);
    }
  }

  /**
   * The link of a chip was seen to come or to go.
   *
   * @param device the chip
   * @param up whether there is a link now
   */
  public static void linkChanged(String device, boolean up) {
    if (FlightRecorder.AVAILABLE) {
      LinkChange.tell(device, up);
    }
  }

  /** A reset. */
  @Name("dev.spinet.ChipReset")
  @Label("Chip Reset")
  @Category({"Spinet", "Device"})
  @Description("A chip that had failed was reset to make it work again")
  @StackTrace(false)
  static final class ChipReset extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Cause")
    @Nullable String cause;

    @Label("Worked")
    boolean worked;

    @Label("Took")
    @Timespan
    long took;

    static void tell(String device, String cause, boolean worked, long nanos) {
      var event = new ChipReset();
      event.device = device;
      event.cause = cause;
      event.worked = worked;
      event.took = nanos;
      event.commit();
    }
  }

  /** A change of the link. */
  @Name("dev.spinet.LinkChange")
  @Label("Link Change")
  @Category({"Spinet", "Network"})
  @Description("The link of a network chip came or went")
  @StackTrace(false)
  static final class LinkChange extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Up")
    boolean up;

    static void tell(String device, boolean up) {
      var event = new LinkChange();
      event.device = device;
      event.up = up;
      event.commit();
    }
  }
}
