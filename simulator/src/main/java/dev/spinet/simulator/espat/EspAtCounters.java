package dev.spinet.simulator.espat;

/**
 * What has happened to a module up to a moment.
 *
 * @param serial what has crossed the serial line
 * @param flashWrites writes to the flash memory, which wears out
 * @param starts how often it has started
 */
public record EspAtCounters(SerialCounters serial, long flashWrites, long starts) {}
