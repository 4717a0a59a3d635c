/** {@code spinet sim}: a simulated chip for other programs, in any language. */
package dev.spinet.cli.sim;
