/**
 * A simulated Wi-Fi module with Espressif's ESP-AT firmware: a serial port on one side, a station
 * on a simulated network on the other.
 *
 * <p>{@link dev.spinet.simulator.espat.EspAtModule} is the module, {@link
 * dev.spinet.simulator.espat.Radio} the access points it can hear. A program talks to it through
 * {@link dev.spinet.simulator.espat.SimulatedSerialLink} in the same process or through {@link
 * dev.spinet.simulator.espat.EspAtPty} from anywhere.
 *
 * <p>"AT+X" in a comment means the page of that command in the ESP-AT User Guide. Text on the wire
 * is bytes; where it is a {@code String}, each character stands for the byte of its number.
 */
package dev.spinet.simulator.espat;
