/** The command nc, with real peers. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.nc;
