/**
 * A file system served by this process through {@code /dev/fuse}, so that the real system calls of
 * other programs ({@code open}, {@code ioctl}, {@code poll}, {@code read}, {@code write}, {@code
 * close}) reach Java objects. The wire format is the one of {@code linux/fuse.h}.
 */
package dev.spinet.simulator.fuse.session;
