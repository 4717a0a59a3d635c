/** What goes over the bus: of this driver as it is recorded, of others as their source says. */
package dev.spinet.bench.traffic;
