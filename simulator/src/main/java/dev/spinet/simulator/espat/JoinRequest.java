package dev.spinet.simulator.espat;

import java.util.Optional;

/** Which access point to join, and how (AT+CWJAP). Texts are wire text. */
record JoinRequest(
    String ssid,
    String password,
    Optional<String> bssid,
    boolean protectedOnly,
    int pmf,
    int reconnectSeconds,
    int listenInterval,
    int scanMode,
    int timeoutSeconds) {

  boolean matches(AccessPoint candidate) {
    return candidate.ssid().equals(ssid)
        && (!protectedOnly || candidate.isProtected())
        && (bssid.isEmpty() || bssid.get().equalsIgnoreCase(candidate.bssid().toString()));
  }

  /** All but the password. */
  @Override
  public String toString() {
    return "JoinRequest[ssid=" + ssid + "]";
  }
}
