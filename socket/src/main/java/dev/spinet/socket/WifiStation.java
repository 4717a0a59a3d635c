package dev.spinet.socket;

import java.net.Inet4Address;

/**
 * A station that has joined the chip's own access point.
 *
 * @param ip its address; 0.0.0.0 if the chip knows none
 * @param mac its hardware address
 */
public record WifiStation(Inet4Address ip, MacAddress mac) {}
