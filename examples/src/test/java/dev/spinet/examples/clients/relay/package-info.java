/** Clients that know nothing of a chip, through the relay of the command. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.clients.relay;
