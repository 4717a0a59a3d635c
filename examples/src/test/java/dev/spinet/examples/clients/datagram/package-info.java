/** Clients of datagram protocols: NTP, CoAP and DNS. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.clients.datagram;
