/** The {@code spinet} command and how it starts and ends. */
package dev.spinet.cli;
