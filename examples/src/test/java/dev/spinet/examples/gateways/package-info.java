/** The example programs, run as a user runs them, on a simulated chip. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.gateways;
