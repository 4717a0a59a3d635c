/** Traces in files. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.trace;
