/** Connections passed on between this board and the network of a chip. */
package dev.spinet.cli.relay;
