/** Processes that a measurement starts, pins to a processor and looks at from outside. */
package dev.spinet.bench.process;
