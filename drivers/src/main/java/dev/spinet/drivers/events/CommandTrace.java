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
 * Tells Java Flight Recorder of commands to a module. One object tells one after the other, on the
 * driver's thread; its event is used again and again, so that telling allocates nothing. Of a
 * command only its name is told: what follows may be a password.
 */
public final class CommandTrace {

  private final String device;
  private final @Nullable AtCommand event;

  /**
   * For one channel to a module.
   *
   * @param device the serial port
   */
  public CommandTrace(String device) {
    this.device = device;
    event = FlightRecorder.AVAILABLE ? new AtCommand() : null;
  }

  /**
   * A command begins.
   *
   * @return whether anybody wants to know, so that {@link #end} has to be called
   */
  public boolean begin() {
    AtCommand told = event;
    if (told == null || !told.isEnabled()) {
      return false;
    }
    told.begin();
    return true;
  }

  /**
   * A command has its result, or will have none.
   *
   * @param command its name, without arguments
   * @param bytesSent bytes to the module meanwhile, payload included
   * @param bytesReceived bytes from the module meanwhile, payload included
   * @param result the result; {@code null} if there is none
   */
  public void end(String command, long bytesSent, long bytesReceived, @Nullable Enum<?> result) {
    AtCommand told = event;
    if (told == null) {
      return;
    }
    told.end();
    if (told.shouldCommit()) {
      told.device = device;
      told.command = command;
      told.bytesSent = bytesSent;
      told.bytesReceived = bytesReceived;
      told.result = result == null ? null : result.name();
      told.commit();
    }
  }

  /** One command. */
  @Name("dev.spinet.AtCommand")
  @Label("AT Command")
  @Category({"Spinet", "Device"})
  @Description("One command to a module with ESP-AT firmware, from its first byte to its result")
  @StackTrace(false)
  @Threshold("20 ms")
  static final class AtCommand extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Command")
    @Description("Without its arguments")
    @Nullable String command;

    @Label("Bytes Sent")
    @Description("Payload included")
    @DataAmount
    long bytesSent;

    @Label("Bytes Received")
    @Description("Payload and what came in between included")
    @DataAmount
    long bytesReceived;

    @Label("Result")
    @Description("Nothing if none came")
    @Nullable String result;
  }
}
