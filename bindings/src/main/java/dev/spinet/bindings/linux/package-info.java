/**
 * The typed Linux device layer: SPI through spidev, GPIO lines through the GPIO character device,
 * serial ports through termios2.
 *
 * <p>Errors are {@link dev.spinet.bindings.bus.BusException}s that name the device, what was tried,
 * the system's reason and its number, and what to do about it where something can be done.
 */
package dev.spinet.bindings.linux;
