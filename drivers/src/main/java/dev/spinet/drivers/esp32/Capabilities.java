package dev.spinet.drivers.esp32;

import java.util.Set;

/**
 * What the firmware can do, found out by asking it, not by its version: the list of its commands
 * ({@code AT+CMD?}, from version 2.2 on), and the answers to some of them.
 *
 * @param commands the names of all commands, such as {@code +CIPSENDL}; empty if it has no list
 * @param receiveType whether each link has its own way of receiving ({@code AT+CIPRECVTYPE})
 * @param longSend whether sending may stream ({@code AT+CIPSENDL})
 * @param linkState whether links are listed by {@code AT+CIPSTATE?}, not by {@code AT+CIPSTATUS}
 * @param tcpOptions whether a link has options ({@code AT+CIPTCPOPT})
 * @param version what it says of its version, one line
 */
record Capabilities(
    Set<String> commands,
    boolean receiveType,
    boolean longSend,
    boolean linkState,
    boolean tcpOptions,
    String version) {

  Capabilities {
    commands = Set.copyOf(commands);
  }

  /** Before the module has been asked. */
  static Capabilities unknown() {
    return new Capabilities(Set.of(), false, false, false, false, "");
  }
}
