/** Tests of the simulated chip for other programs. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.sim;
