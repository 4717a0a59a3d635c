/**
 * What operations cost on the bus, counted: the driver as it is, on the simulated chip, with time
 * that stands still. The same on every machine, to the byte.
 */
package dev.spinet.bench.ledger;
