/** The command get, with servers that behave and others. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.get;
