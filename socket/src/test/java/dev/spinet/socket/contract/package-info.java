/**
 * What a socket must do on every driver. A driver's own tests extend {@link
 * dev.spinet.socket.contract.SocketContract} and supply a {@link
 * dev.spinet.socket.contract.Backend}.
 */
package dev.spinet.socket.contract;
