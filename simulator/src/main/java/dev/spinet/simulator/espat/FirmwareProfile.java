package dev.spinet.simulator.espat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A release of the firmware, as far as it differs from the others on the wire. */
public enum FirmwareProfile {
  /**
   * ESP-AT 2.3.0.0, the first release with AT+CIPSTATE, AT+CIPSENDL and 8192 bytes in one
   * AT+CIPSEND. The next one has one more parameter of AT+CIPTCPOPT.
   */
  V2_3("2.3", "2.3.0.0", "v4.3", "ESP32C3", "MINI-1"),

  /** ESP-AT 2.4.2.0, found in many modules with an ESP32-C3. */
  V2_4("2.4", "2.4.2.0", "v4.3.3", "ESP32C3", "MINI-1"),

  /** ESP-AT 3.4.0.0. */
  V3_4("3.4", "3.4.0.0", "v5.0.6", "ESP32", "WROOM-32"),

  /** ESP-AT 4.1.1.0. */
  V4_1("4.1", "4.1.1.0", "v5.4.1", "ESP32C3", "MINI-1"),

  /**
   * ESP-AT 5.0.1.0, with what Espressif's guide has for the release behind it: reading that keeps
   * the bounds of datagrams.
   */
  V5_0("5.0", "5.0.1.0", "v5.5.1", "ESP32C5", "WROOM-1");

  private final String label;
  private final String release;
  private final String sdk;
  private final String chip;
  private final String module;

  FirmwareProfile(String label, String release, String sdk, String chip, String module) {
    this.label = label;
    this.release = release;
    this.sdk = sdk;
    this.chip = chip;
    this.module = module;
  }

  /**
   * Finds a profile by its name.
   *
   * @param label such as {@code 4.1}
   * @return the profile; empty if there is none of that name
   */
  public static Optional<FirmwareProfile> of(String label) {
    return Arrays.stream(values()).filter(profile -> profile.label.equals(label)).findFirst();
  }

  /**
   * The names of all profiles, for messages.
   *
   * @return the names with commas between them
   */
  public static String labels() {
    return Arrays.stream(values()).map(profile -> profile.label).collect(Collectors.joining(", "));
  }

  /** The name, such as {@code 4.1}. */
  @Override
  public String toString() {
    return label;
  }

  /** What AT+GMR says. */
  String[] version() {
    return new String[] {
      "AT version:%s(s-%s - %s - simulated)"
          .formatted(release, release.replace(".", ""), chip.toUpperCase(Locale.ROOT)),
      "SDK version:" + sdk,
      "compile time(simulated):Jan  1 2025 00:00:00",
      "Bin version:%s(%s)".formatted(release, module)
    };
  }

  /** AT+CIPRECVMODE, one mode for all links. */
  boolean hasReceiveMode() {
    return this != V5_0;
  }

  /** AT+CIPRECVTYPE, one mode for each link. */
  boolean hasReceiveType() {
    return compareTo(V3_4) >= 0;
  }

  /** Datagrams that keep their bounds when they are read (AT+CIPRECVTYPE, AT+CIPRECVDATA). */
  boolean keepsDatagrams() {
    return this == V5_0;
  }

  /** How long a link is silent before the peer is probed, as a parameter of AT+CIPTCPOPT. */
  boolean hasKeepAliveOption() {
    return compareTo(V2_4) >= 0;
  }

  /** Data that the module sends keep a client of its server from being sent away (AT+CIPSTO). */
  boolean sendingIsNoSilence() {
    return compareTo(V3_4) >= 0;
  }

  /** Time-outs of AT+CIPSTART and AT+CIPDOMAIN. */
  boolean hasConnectTimeout() {
    return compareTo(V4_1) >= 0;
  }

  /** AT+CIPSTATUS, the forerunner of AT+CIPSTATE. */
  boolean hasLinkStatus() {
    return compareTo(V3_4) <= 0;
  }

  /** An empty line before {@code Recv n bytes}. */
  boolean hasLineBeforeRecv() {
    return compareTo(V4_1) >= 0;
  }

  /** {@code +ERRNO} after {@code ERR CODE}. */
  boolean hasErrno() {
    return this == V5_0;
  }

  /** {@code No AP} as the answer of AT+CWJAP? where none is joined. */
  boolean saysNoAp() {
    return compareTo(V2_4) <= 0;
  }

  /** What AT+CIPRECVLEN? shows for a link that is not there. */
  String lengthOfNoLink() {
    return switch (this) {
      case V2_3, V2_4, V3_4 -> "-1";
      case V4_1 -> "0";
      case V5_0 -> "";
    };
  }

  /** The network interface as a parameter of AT+CIPSERVER. */
  boolean hasServerInterface() {
    return compareTo(V4_1) >= 0;
  }
}
