/** The board at hand: what its bus costs, measured, and its chip, to run on. */
package dev.spinet.bench.device;
