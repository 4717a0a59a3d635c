/** {@code spinet scan}: the access points that a radio hears. */
package dev.spinet.cli.scan;
