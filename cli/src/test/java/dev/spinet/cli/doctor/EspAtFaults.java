package dev.spinet.cli.doctor;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What can be wrong with a simulated module, and the finding of the doctor that has to name it. */
final class EspAtFaults {

  static final String SSID = "workshop";
  static final String PASSWORD = "corn-flower";

  /** Long enough for a busy machine where an answer comes. */
  private static final String PATIENT = "20s";

  /** For what never comes. */
  private static final String BRIEF = "4s";

  /** The same where something else has to come before. */
  private static final String MODEST = "6s";

  private EspAtFaults() {}

  /** How a module is examined. */
  enum Manner {
    /** By the command. */
    USUAL,
    /** By the command, which exchanges data with a server. */
    ECHOING,
    /** By what the command calls, which then waits no longer than it is told to. */
    IMPATIENT,
    /** The same, and time leaps where the driver waits for what does not come. */
    LEAPING
  }

  /**
   * A fault and its finding.
   *
   * @param faults the scenario
   * @param armed faults of bytes for which a scenario has no words
   * @param made how the module is made
   * @param uriOptions what the device URI says, from the question mark on
   * @param patience the longest wait for the network
   * @param manner how it is examined
   * @param check who has to name it
   * @param verdict as what
   * @param words which words
   * @param also checks in which the same fault may be found as well
   */
  record Row(
      String faults,
      List<SerialFault> armed,
      EspAtOptions made,
      String uriOptions,
      String patience,
      Manner manner,
      String check,
      String verdict,
      String words,
      List<String> also) {

    Row armed(SerialFault... byteFaults) {
      return with(List.of(byteFaults), made, uriOptions, patience, manner, also);
    }

    Row made(EspAtOptions options, String uri) {
      return with(armed, options, uri, patience, manner, also);
    }

    Row brief() {
      return with(armed, made, uriOptions, BRIEF, manner, also);
    }

    Row echoing() {
      return with(armed, made, uriOptions, patience, Manner.ECHOING, also);
    }

    Row impatient() {
      return with(armed, made, uriOptions, MODEST, Manner.IMPATIENT, also);
    }

    Row leaping() {
      return with(armed, made, uriOptions, patience, Manner.LEAPING, also);
    }

    Row also(String... checks) {
      return with(armed, made, uriOptions, patience, manner, List.of(checks));
    }

    private Row with(
        List<SerialFault> bytes,
        EspAtOptions options,
        String uri,
        String time,
        Manner how,
        List<String> others) {
      return new Row(faults, bytes, options, uri, time, how, check, verdict, words, others);
    }

    @Override
    public String toString() {
      return faults + armed + uriOptions + " [" + check + "]";
    }
  }

  private static Row row(String faults, String check, String verdict, String words) {
    return new Row(
        faults,
        List.of(),
        EspAtOptions.DEFAULT,
        "",
        PATIENT,
        Manner.USUAL,
        check,
        verdict,
        words,
        List.of());
  }

  static List<Row> rows() {
    var rows = new ArrayList<Row>();
    rows.add(row("", "network.repairs", "ok", "nothing"));
    rows.add(row("seed 1", "network.echo", "ok", "64 KiB").echoing());
    line(rows);
    module(rows);
    connections(rows);
    around(rows);
    // Those that wait longest come first.
    rows.sort(Comparator.comparing(row -> row.patience().equals(PATIENT)));
    return rows;
  }

  private static void line(List<Row> rows) {
    rows.add(row("at 0s: noise 0.005 to host", "wires.serial", "problem", "disturbed"));
    rows.add(row("at 0s: noise 0.05 to module", "wires.serial", "problem", "disturbed"));
    for (String way : List.of("host", "module")) {
      for (String fault : List.of("lose 3 bytes", "flip 0x04", "duplicate byte")) {
        String written = ": " + fault + " to " + way;
        rows.add(row("on 5th command GMR" + written, "wires.serial", "problem", "1 of 10"));
      }
    }
    for (String fault : List.of("lose 3 bytes", "flip 0x04", "duplicate byte")) {
      rows.add(
          row("on command CIPDOMAIN: " + fault, "network.repairs", "warning", "not understood"));
      // The command behind this one is damaged: the third echo request.
      rows.add(
          row(
              "on 2nd command PING: " + fault + " to module",
              "wires.serial",
              "problem",
              "1 command made no sense"));
    }
    for (var way : SerialDirection.values()) {
      // The line has carried a few dozen bytes when the same is asked again and again.
      long at = way == SerialDirection.TO_HOST ? 500 : 40;
      rows.add(
          row("", "wires.serial", "problem", "1 of 10")
              .armed(new SerialFault.Insert(way, at, "xyz")));
      rows.add(
          row("", "chip.supply", "problem", "started anew once")
              .armed(new SerialFault.Reboot(way, at)));
    }
    rows.add(row("on command CWLAP: say hello", "network.repairs", "warning", "1 line not"));
    var unwired = EspAtOptions.DEFAULT.withTiming(ModuleTiming.LINE);
    rows.add(
        row("", "wires.flow", "problem", "falls silent")
            .made(unwired.withFlowControl(FlowControl.NONE, false), "?flow=yes"));
    rows.add(
        row("", "wires.serial", "problem", "obey CTS")
            .made(unwired.withFlowControl(FlowControl.RTS_CTS, false), "")
            .brief());
    rows.add(row("", "wires.flow", "ok", "in use").made(EspAtOptions.DEFAULT, "?flow=yes"));
  }

  private static void module(List<Row> rows) {
    rows.add(row("on 5th command GMR: reboot", "chip.supply", "problem", "started anew once"));
    for (String command : List.of("CWLAP", "CWJAP", "PING", "CIPDOMAIN", "CIPSTART")) {
      String on = "on command " + command;
      rows.add(
          row(on + ": reboot", "chip.supply", "problem", "started anew in the middle")
              .also("network.repairs"));
      rows.add(row(on + ": busy for 1s", "network.repairs", "ok", "nothing"));
      rows.add(row(on + ": delay result by 1s", "network.repairs", "ok", "nothing"));
    }
    rows.add(
        row("on every command CWLAP: reboot", "network.link", "problem", "restarted")
            .also("chip.supply"));
    rows.add(row("at 0s: busy for 300ms", "chip.commands", "ok", ""));
    rows.add(row("on command GMR: busy for 1s", "chip.commands", "ok", ""));
    rows.add(row("at 0s: busy for 10min", "chip.commands", "problem", "busy").brief());
    rows.add(row("at 0s: delay 100000 results by 1s", "chip.commands", "problem", "too late"));
    rows.add(row("at 0s: delay 100000 results by 30s", "chip.commands", "problem", "busy").brief());
    rows.add(row("at 0s: lose 100000 results", "chip.commands", "problem", "do not come"));
    rows.add(row("on command CWLAP: lose result", "network.repairs", "warning", "step").leaping());
    rows.add(
        row("on command CWJAP: lose result", "network.address", "problem", "joining")
            .impatient()
            .brief());
    rows.add(row("on command PING: lose result", "network.repairs", "warning", "step").leaping());
    rows.add(
        row("on command CIPDOMAIN: lose result", "network.names", "problem", "looking").brief());
    rows.add(row("on command CIPSTART: lose result", "network.repairs", "warning", "step"));
  }

  private static void connections(List<Row> rows) {
    for (String kind : List.of("", " half sent", " then ok")) {
      rows.add(
          row("at 0s: fail 1000 sends" + kind, "network.echo", "problem", "sending").echoing());
    }
    rows.add(
        row("on 5th command CIPSEND: reboot", "chip.supply", "problem", "started anew")
            .echoing()
            .also("network.repairs"));
    var drop = new StringBuilder();
    for (int link = 0; link < LinkLimits.LINK_COUNT; link++) {
      drop.append("on 5th command CIPSEND: drop link ").append(link).append('\n');
    }
    rows.add(row(drop.toString(), "network.echo", "problem", "ended").echoing());
    for (String end : List.of("reset", "finish")) {
      rows.add(
          row("on 5th command CIPSEND: " + end + " connections", "network.echo", "problem", "ended")
              .echoing());
    }
  }

  private static void around(List<Row> rows) {
    for (String command : List.of("PING", "CIPDOMAIN", "CIPSTART")) {
      rows.add(
          row("on command " + command + ": disassociate", "network.repairs", "warning", "network"));
    }
    rows.add(
        row("at 0s: air silent", "network.link", "problem", "no access point")
            .also("network.address"));
    rows.add(row("on command CWJAP: air silent", "network.address", "problem", "in reach"));
    rows.add(row("on command PING: air silent", "network.link", "problem", "was lost").impatient());
    rows.add(row("at 0s: dhcp silent", "network.address", "problem", "DHCP").impatient());
    rows.add(row("at 0s: dhcp refusing", "network.address", "problem", "DHCP").impatient());
    for (String mode : List.of("silent", "garbage", "wrong-id")) {
      rows.add(row("at 0s: dns " + mode, "network.names", "problem", "looking up").brief());
    }
  }
}
