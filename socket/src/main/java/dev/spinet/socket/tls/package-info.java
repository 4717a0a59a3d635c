/**
 * TLS over the sockets of a chip, with the JDK's own implementation (JSSE): {@link
 * dev.spinet.socket.tls.TlsSocketFactory} for clients, {@link
 * dev.spinet.socket.tls.TlsServerSocketFactory} for servers, {@link
 * dev.spinet.socket.tls.TlsOptions} for what they trust and how long they wait.
 */
package dev.spinet.socket.tls;
