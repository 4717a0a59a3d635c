/**
 * What a socket must do on every driver. A driver's own tests extend {@link
 * dev.spinet.socket.contract.SocketContract} and, for what else the driver can do, {@link
 * dev.spinet.socket.contract.ListeningContract}, {@link
 * dev.spinet.socket.contract.DatagramContract}, {@link
 * dev.spinet.socket.contract.DatagramWaitingContract}, {@link
 * dev.spinet.socket.contract.ShutdownContract}, {@link dev.spinet.socket.contract.NamingContract}
 * and {@link dev.spinet.socket.contract.SelectContract}; each asks for a {@link
 * dev.spinet.socket.contract.Backend} that can do it.
 */
package dev.spinet.socket.contract;
