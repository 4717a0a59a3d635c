package dev.spinet.simulator.net;

/**
 * What has crossed a {@link VirtualLan} since it was made.
 *
 * @param transmitted frames that stations have put on the wire
 * @param transmittedBytes bytes of these frames
 * @param delivered frames handed to a station; a flooded or duplicated one counts each time
 * @param impaired frames lost on purpose by the {@link Impairment}
 * @param undelivered frames lost because a cable was not plugged in or nobody was attached
 * @param invalid frames dropped because they were shorter than an Ethernet header or too long
 */
public record LanCounters(
    long transmitted,
    long transmittedBytes,
    long delivered,
    long impaired,
    long undelivered,
    long invalid) {}
