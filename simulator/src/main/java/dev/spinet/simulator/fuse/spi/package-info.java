/**
 * A virtual {@code /dev/spidevX.Y} in front of a simulated chip, with the rules of Linux's spidev
 * driver (drivers/spi/spidev.c and drivers/spi/spi.c).
 */
package dev.spinet.simulator.fuse.spi;
