/**
 * Channels of {@code java.nio} over the sockets of a chip. {@link
 * dev.spinet.socket.channels.SocketByteChannel} for a TCP connection, {@link
 * dev.spinet.socket.channels.ListenerChannel} for a server, {@link
 * dev.spinet.socket.channels.DatagramByteChannel} for UDP; what they share is in {@link
 * dev.spinet.socket.channels.ChipChannel}.
 */
package dev.spinet.socket.channels;
