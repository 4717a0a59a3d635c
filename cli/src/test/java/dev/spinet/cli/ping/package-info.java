/** The commands ping and resolve. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.ping;
