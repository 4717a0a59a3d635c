/** Devices as commands open them. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.device;
