package dev.spinet.drivers.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * Tells Java Flight Recorder of submissions to an SPI bus. One object tells one after the other,
 * under the lock of the bus; its event is used again and again, so that telling allocates nothing.
 */
public final class BusTrace {

  private final String device;
  private final @Nullable SpiTransaction event;

  /**
   * For one user of a bus.
   *
   * @param device the bus
   */
  public BusTrace(String device) {
    this.device = device;
    event = FlightRecorder.AVAILABLE ? new SpiTransaction() : null;
  }

  /**
   * A submission begins.
   *
   * @return whether anybody wants to know, so that {@link #end} has to be called
   */
  public boolean begin() {
    SpiTransaction told = event;
    if (told == null || !told.isEnabled()) {
      return false;
    }
    told.begin();
    return true;
  }

  /**
   * A submission has ended.
   *
   * @param frames assertions of chip select in it
   * @param bytes bytes clocked in it, headers included
   * @param done whether it worked
   */
  public void end(int frames, long bytes, boolean done) {
    SpiTransaction told = event;
    if (told == null) {
      return;
    }
    told.end();
    if (told.shouldCommit()) {
      told.device = device;
      told.frames = frames;
      told.bytes = bytes;
      told.failed = !done;
      told.commit();
    }
  }

  /** One submission. */
  @Name("dev.spinet.SpiTransaction")
  @Label("SPI Transaction")
  @Category({"Spinet", "Device"})
  @Description("One submission of frames to an SPI device; with spidev, one ioctl")
  @StackTrace(false)
  @Threshold("20 ms")
  static final class SpiTransaction extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Frames")
    @Description("Assertions of chip select")
    int frames;

    @Label("Bytes")
    @Description("Bytes clocked, headers included")
    @DataAmount
    long bytes;

    @Label("Failed")
    boolean failed;
  }
}
