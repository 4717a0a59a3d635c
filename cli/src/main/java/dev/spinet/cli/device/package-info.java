/** Devices as commands use them, and the ones that come with the command itself. */
package dev.spinet.cli.device;
