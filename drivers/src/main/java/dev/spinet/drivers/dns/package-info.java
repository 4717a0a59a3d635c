/**
 * A stub resolver (RFC 1034, section 5.3.1; RFC 1035): asks the name servers of a network for the
 * IPv4 addresses of hosts, over the sockets of any driver.
 */
package dev.spinet.drivers.dns;
