/**
 * The sockets of {@code java.net} on a network chip, for programs and libraries that know nothing
 * of Spinet: give them a {@link dev.spinet.socket.net.SpinetSocketFactory}, and their connections
 * go through the chip.
 *
 * {@snippet :
 * var factory = new SpinetSocketFactory(driver);
 * java.net.Socket socket = factory.createSocket("192.168.1.10", 1883);
 * }
 */
package dev.spinet.socket.net;
