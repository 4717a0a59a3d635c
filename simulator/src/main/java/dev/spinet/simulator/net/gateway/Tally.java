package dev.spinet.simulator.net.gateway;

/** The running counts of a gateway; guarded by its confinement. */
final class Tally {
  long framesReceived;
  long malformed;
  long unsupported;
  long prohibited;
  long flowsOpened;
  long flowsDropped;
  long datagramsDropped;
  int activeFlows;
  long bytesToHosts;
  long bytesFromHosts;

  UserNetworkCounters snapshot() {
    return new UserNetworkCounters(
        framesReceived,
        malformed,
        unsupported,
        prohibited,
        flowsOpened,
        flowsDropped,
        datagramsDropped,
        activeFlows,
        bytesToHosts,
        bytesFromHosts);
  }
}
