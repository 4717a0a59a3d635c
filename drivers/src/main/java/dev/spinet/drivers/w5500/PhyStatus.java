package dev.spinet.drivers.w5500;

/**
 * What the chip's PHY has agreed on with the other end of the cable (datasheet, section 4.1,
 * PHYCFGR).
 *
 * @param linkUp whether there is a link; without one the other values say nothing
 * @param megabitsPerSecond 10 or 100
 * @param fullDuplex whether both ends may send at once
 */
public record PhyStatus(boolean linkUp, int megabitsPerSecond, boolean fullDuplex) {}
