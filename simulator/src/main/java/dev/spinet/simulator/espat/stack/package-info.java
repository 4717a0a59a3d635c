/**
 * The TCP/IP stack of a simulated Wi-Fi module: a station on the simulated network, with ARP, DHCP,
 * DNS, ping, UDP and TCP. It does all its work in tasks of the clock it is given, one at a time.
 */
package dev.spinet.simulator.espat.stack;
