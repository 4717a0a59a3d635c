/** Tests of the commands that pass connections on. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.relay;
