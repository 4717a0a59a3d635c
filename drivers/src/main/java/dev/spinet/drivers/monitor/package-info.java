/**
 * Lets other processes of the same user look at the drivers of a program that runs: their counters,
 * and what crosses their buses. Off unless somebody asks for it, see {@link
 * dev.spinet.drivers.monitor.Monitor}.
 */
package dev.spinet.drivers.monitor;
