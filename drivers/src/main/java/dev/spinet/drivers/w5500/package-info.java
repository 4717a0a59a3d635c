/**
 * Driver of the WIZnet W5500, an Ethernet chip with its own TCP/IP and eight hardware sockets, on
 * an SPI bus. {@link dev.spinet.drivers.w5500.W5500} is the way in.
 */
package dev.spinet.drivers.w5500;
