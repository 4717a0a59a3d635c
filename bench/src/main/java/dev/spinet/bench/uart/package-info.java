/** The ESP-AT driver on a modelled serial line, in the model's time. */
package dev.spinet.bench.uart;
