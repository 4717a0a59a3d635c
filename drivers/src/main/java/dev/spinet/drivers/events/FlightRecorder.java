package dev.spinet.drivers.events;

/**
 * Whether there is Java Flight Recorder. A Java runtime may be made without the module {@code
 * jdk.jfr}; a driver on its class path works all the same, and has nobody to tell.
 */
final class FlightRecorder {

  static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}
}
