package dev.spinet.simulator.espat;

/**
 * What has crossed the serial line up to a moment.
 *
 * @param bytesToModule bytes that the host has sent
 * @param bytesToHost bytes that the module has sent
 * @param moduleOverruns bytes the module had no room for
 * @param hostOverruns bytes the host had no room for
 */
public record SerialCounters(
    long bytesToModule, long bytesToHost, long moduleOverruns, long hostOverruns) {}
