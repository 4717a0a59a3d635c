/**
 * A model of the WIZnet W5500: its SPI slave, its registers and buffers, and its TCP/IP engine down
 * to the Ethernet frames. Chapter numbers in the documentation are those of the W5500 datasheet,
 * version 1.0.9.
 */
package dev.spinet.simulator.w5500;
