/** Connections by hand: {@code spinet nc}. */
package dev.spinet.cli.nc;
