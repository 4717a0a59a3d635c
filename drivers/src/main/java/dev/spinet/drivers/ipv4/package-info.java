/** IPv4 addresses between the forms in which programs and messages hold them. */
package dev.spinet.drivers.ipv4;
