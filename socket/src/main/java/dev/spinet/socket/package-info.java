/**
 * BSD-style sockets on network chips: {@link dev.spinet.socket.Socket}, the link of the chip it
 * runs on ({@link dev.spinet.socket.Eth}), where drivers come from ({@link
 * dev.spinet.socket.Drivers}), and the errors that name what went wrong.
 */
package dev.spinet.socket;
