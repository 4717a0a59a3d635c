/** Names of the chip's network: {@code spinet resolve}. */
package dev.spinet.cli.resolve;
