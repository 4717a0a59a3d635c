package dev.spinet.drivers.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Tells Java Flight Recorder of addresses got by DHCP. */
public final class LeaseEvents {

  /** What has become of a lease. */
  public enum Change {
    /** There was none, and now there is. */
    OBTAINED,
    /** The same address lasts longer. */
    EXTENDED,
    /** There is another address or configuration. */
    CHANGED,
    /** There is none any more. */
    ENDED
  }

  private LeaseEvents() {}

  /**
   * A lease has changed.
   *
   * @param device the interface
   * @param change what has become of it
   * @param address the address in question
   * @param server who has given it
   * @param seconds how long it lasts
   */
  public static void tell(
      String device, Change change, String address, String server, long seconds) {
    if (FlightRecorder.AVAILABLE) {
      DhcpLease.tell(device, change, address, server, seconds);
    }
  }

  /** A change. */
  @Name("dev.spinet.DhcpLease")
  @Label("DHCP Lease")
  @Category({"Spinet", "Network"})
  @Description("An address was obtained by DHCP, extended, changed, or ended")
  @StackTrace(false)
  static final class DhcpLease extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Change")
    @Nullable String change;

    @Label("Address")
    @Nullable String address;

    @Label("Server")
    @Nullable String server;

    @Label("Seconds")
    @Description("How long the address may be used; 4294967295 for ever")
    long seconds;

    static void tell(String device, Change change, String address, String server, long seconds) {
      var event = new DhcpLease();
      event.device = device;
      event.change = change.name();
      event.address = address;
      event.server = server;
      event.seconds = seconds;
      event.commit();
    }
  }
}
