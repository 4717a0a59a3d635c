/** Whether a host is there: {@code spinet ping}. */
package dev.spinet.cli.ping;
