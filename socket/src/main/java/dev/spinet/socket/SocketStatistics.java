package dev.spinet.socket;

import dev.spinet.socket.driver.EndpointStatistics;

/**
 * What one socket has done since it was opened.
 *
 * @param bytesReceived bytes of payload taken from the chip
 * @param bytesSent bytes of payload handed to the chip
 * @param datagramsReceived datagrams among that, also raw packets and frames
 * @param datagramsSent the same for sending
 * @param timeouts calls whose time was over; those that must not wait do not count
 * @param driver what the driver counts for the socket
 */
public record SocketStatistics(
    long bytesReceived,
    long bytesSent,
    long datagramsReceived,
    long datagramsSent,
    long timeouts,
    EndpointStatistics driver) {}
