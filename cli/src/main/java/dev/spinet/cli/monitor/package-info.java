/** The other end of the sockets at which programs can be looked at. */
package dev.spinet.cli.monitor;
