package dev.spinet.drivers.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Tells Java Flight Recorder of Wi-Fi networks that are joined. */
public final class WifiEvents {

  private WifiEvents() {}

  /**
   * A network was joined, or that was tried.
   *
   * @param device the module
   * @param network its name and protection
   * @param address the address that the module has in it; {@code null} if there is none
   * @param failure why it was not joined; {@code null} if it was
   * @param nanos how long that took
   */
  public static void joined(
      String device,
      String network,
      @Nullable String address,
      @Nullable String failure,
      long nanos) {
    if (FlightRecorder.AVAILABLE) {
      WifiJoin.tell(device, network, address, failure, nanos);
    }
  }

  /** An attempt. */
  @Name("dev.spinet.WifiJoin")
  @Label("Wi-Fi Join")
  @Category({"Spinet", "Network"})
  @Description("A Wi-Fi network was joined, or that was tried; until there was an address in it")
  @StackTrace(false)
  static final class WifiJoin extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Network")
    @Nullable String network;

    @Label("Address")
    @Nullable String address;

    @Label("Failure")
    @Description("Nothing if the network was joined")
    @Nullable String failure;

    @Label("Took")
    @Timespan
    long took;

    static void tell(
        String device,
        String network,
        @Nullable String address,
        @Nullable String failure,
        long nanos) {
      var event = new WifiJoin();
      event.device = device;
      event.network = network;
      event.address = address;
      event.failure = failure;
      event.took = nanos;
      event.commit();
    }
  }
}
