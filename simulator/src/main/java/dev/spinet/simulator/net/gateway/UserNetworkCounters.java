package dev.spinet.simulator.net.gateway;

/**
 * What a {@link UserNetwork} has done since it was made.
 *
 * @param framesReceived frames that came to the gateway
 * @param malformed of these, frames dropped because a length or a checksum was wrong
 * @param unsupported of these, frames dropped because they were fragments or of an unknown protocol
 * @param prohibited attempts to reach a host that the policy does not allow
 * @param flowsOpened TCP connections and UDP conversations that got to a host or from a host
 * @param flowsDropped attempts dropped because there were too many flows
 * @param datagramsDropped UDP datagrams lost because they were larger than a frame, or because the
 *     host took no more
 * @param activeFlows flows that exist now
 * @param bytesToHosts bytes of TCP payload written to hosts
 * @param bytesFromHosts bytes of TCP payload read from hosts
 */
public record UserNetworkCounters(
    long framesReceived,
    long malformed,
    long unsupported,
    long prohibited,
    long flowsOpened,
    long flowsDropped,
    long datagramsDropped,
    int activeFlows,
    long bytesToHosts,
    long bytesFromHosts) {}
