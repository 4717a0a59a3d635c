/**
 * A DHCP client (RFC 2131, RFC 2132). The client itself does no input or output and has no clock:
 * {@link dev.spinet.drivers.dhcp.DhcpClient} is told the time and what came in, and says what to
 * do. {@link dev.spinet.drivers.dhcp.DhcpService} runs it on a thread, on any driver's sockets.
 */
package dev.spinet.drivers.dhcp;
