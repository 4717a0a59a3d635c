/**
 * What sockets of {@code java.net} must do, written from the JDK's documentation. Run on the JDK's
 * own sockets it shows that this is what they do; run on ours, that they do the same.
 */
package dev.spinet.socket.contract.net;
