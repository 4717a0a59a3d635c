/** {@code spinet info}: what a chip says of itself. */
package dev.spinet.cli.info;
