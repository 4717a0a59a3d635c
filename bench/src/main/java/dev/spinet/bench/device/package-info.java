/** What a bus costs on the board at hand, measured. */
package dev.spinet.bench.device;
