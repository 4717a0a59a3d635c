/**
 * A simulated chip for programs in any language: its SPI pins and its other wires on Unix-domain
 * sockets, and the bus interfaces that reach them from Java.
 */
package dev.spinet.simulator.unix;
