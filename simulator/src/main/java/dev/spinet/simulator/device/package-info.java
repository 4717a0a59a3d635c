/**
 * Simulated chips as devices that are named by a URI, and the words users describe them with. With
 * this module on the class path or the module path, {@code Drivers.open("sim:w5500")} and {@code
 * Drivers.open("sim:esp-at")} find them.
 */
@org.jspecify.annotations.NullMarked
package dev.spinet.simulator.device;
