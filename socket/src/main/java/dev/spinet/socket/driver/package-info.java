/** The contract between the sockets and the drivers of chips. */
package dev.spinet.socket.driver;
