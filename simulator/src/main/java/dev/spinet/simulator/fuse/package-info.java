/**
 * Virtual {@code /dev/spidevX.Y} and {@code /dev/gpiochipN}: simulated chips behind the real system
 * calls of Linux, for unmodified programs in any language.
 */
package dev.spinet.simulator.fuse;
