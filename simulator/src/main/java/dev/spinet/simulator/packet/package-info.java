/**
 * The packets of a simulated network as bytes: views that read a frame without copying it, and
 * builders that write a complete Ethernet frame. Sources: RFC 894 (Ethernet), 826 (ARP), 791
 * (IPv4), 792 (ICMP), 768 (UDP), 9293 (TCP) and 1071 (checksum).
 */
package dev.spinet.simulator.packet;
