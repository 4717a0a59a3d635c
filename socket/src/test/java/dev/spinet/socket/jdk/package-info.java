/** A driver over the JDK's own sockets: the oracle of the contract. */
package dev.spinet.socket.jdk;
