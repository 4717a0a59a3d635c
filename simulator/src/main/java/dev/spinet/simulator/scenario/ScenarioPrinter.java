package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes scenarios in the format that {@link ScenarioParser} reads. */
final class ScenarioPrinter {

  private ScenarioPrinter() {}

  static String print(Scenario scenario) {
    var lines = new StringJoiner("\n", "", "\n");
    lines.add("seed " + scenario.seed());
    for (var rule : scenario.rules()) {
      lines.add(print(rule));
    }
    return lines.toString();
  }

  static String print(Rule rule) {
    String most = rule.most() == Rule.NO_LIMIT ? "" : ", at most " + rule.most() + " times";
    return print(rule.trigger()) + most + ": " + print(rule.fault());
  }

  static String print(Trigger trigger) {
    return switch (trigger) {
      case Trigger.AtFrame(long frame, int position) ->
          "at frame " + frame + (position == 0 ? "" : " byte " + position);
      case Trigger.AtByte(long number) -> "at byte " + number;
      case Trigger.AtTime(Duration time) -> "at " + Phrase.time(time);
      case Trigger.EveryTime(Duration period) -> "every " + Phrase.time(period);
      case Trigger.Nth(Event event, long number) ->
          "on " + (number == 1 ? "" : Phrase.ordinal(number) + " ") + print(event);
      case Trigger.EveryNth(Event event, long number) -> {
        String which = number == 1 ? "every" : "every " + Phrase.ordinal(number);
        yield "on " + which + " " + print(event);
      }
      case Trigger.Chance(Event event, double probability) ->
          "with probability " + probability + " on " + print(event);
    };
  }

  static String print(Event event) {
    return switch (event) {
      case Event.BusFrame() -> "frame";
      case Event.BusByte() -> "byte";
      case Event.Interrupt() -> "interrupt";
      case Event.Command(int code, int socket) ->
          "command"
              + (code == Event.ANY_COMMAND ? "" : " " + SocketCommand.name(code))
              + ofSocket(socket);
      case Event.Access access ->
          (access.write() ? "write" : "read")
              + " of "
              + Phrase.register(access.register(), access.socket());
      case Event.Packet(PacketMatch match) -> match.words("packet");
    };
  }

  static String print(Fault fault) {
    return switch (fault) {
      case Fault.Flip(Fault.Line line, int mask) ->
          "flip "
              + line.name().toLowerCase(Locale.ROOT)
              + (mask == 0 ? "" : String.format(Locale.ROOT, " 0x%02X", mask));
      case Fault.Stick(Fault.Line line, boolean high, long bytes) ->
          "stick " + word(line) + level(high) + forBytes(bytes);
      case Fault.StickPin(Fault.Pin pin, boolean high) -> "stick " + word(pin) + level(high);
      case Fault.Shift(long bytes) -> "shift miso" + forBytes(bytes);
      case Fault.ClockLimit(long hertz) -> "disturb above " + hertz + "Hz";
      case Fault.Version(int version) -> String.format(Locale.ROOT, "version 0x%02X", version);
      case Fault.ResetChip() -> "reset chip";
      case Fault.BrownOut(Duration outage) -> "brown-out" + during(outage);
      case Fault.ZeroAddresses() -> "zero addresses";
      case Fault.SpuriousInterrupt(Duration length) ->
          "spurious interrupt for " + Phrase.time(length);
      case Fault.Arm arm -> print(arm);
      case Fault.Cable(boolean pluggedIn, Duration duration) ->
          pluggedIn ? "link up" : "link down" + during(duration);
      case Fault.ResetConnections() -> "reset connections";
      case Fault.FinishConnections() -> "finish connections";
      case Fault.Packets packets -> print(packets);
      case Fault.Dhcp(DhcpMode mode, Duration duration) -> "dhcp " + word(mode) + during(duration);
      case Fault.Dns(DnsMode mode, Duration duration) -> "dns " + word(mode) + during(duration);
    };
  }

  private static String level(boolean high) {
    return high ? " high" : " low";
  }

  private static String forBytes(long bytes) {
    return bytes == ChipFaults.ALWAYS ? "" : " for " + bytes + " bytes";
  }

  private static String print(Fault.Arm arm) {
    long count = arm.count();
    String where = ofSocket(arm.socket());
    String commands = "hold " + some(count, "command") + where + " for ";
    return switch (arm.fault()) {
      case ChipFault.HoldCommand(long polls) ->
          commands + (polls == ChipFault.FOR_EVER ? "ever" : polls + " reads");
      case ChipFault.DelayCommand(Duration delay) -> commands + Phrase.time(delay);
      case ChipFault.LoseSendOk() -> "lose " + number(count) + "SENDOK" + where;
      case ChipFault.DelaySendOk(Duration delay) ->
          "delay " + number(count) + "SENDOK" + where + " by " + Phrase.time(delay);
      case ChipFault.LoseInterrupt() -> "lose " + some(count, "interrupt");
      case ChipFault.LoseInterruptEdge() -> "lose " + some(count, "interrupt edge");
      case ChipFault.DelayInterrupt(Duration delay) ->
          "delay " + some(count, "interrupt") + " by " + Phrase.time(delay);
      case ChipFault.TearSize tear ->
          "tear " + some(count, "read") + " of " + Phrase.register(tear.register(), arm.socket());
      case ChipFault.GarbleLength(int length) ->
          "garble " + some(count, "length") + " as " + length;
    };
  }

  private static String print(Fault.Packets packets) {
    boolean always = !packets.window().isZero();
    return word(packets.treatment())
        + " "
        + (always && packets.count() == 1 ? "1 " : number(packets.count()))
        + packets.match().words(packets.count() == 1 ? "packet" : "packets")
        + (packets.delay().isZero() ? "" : " by " + Phrase.time(packets.delay()))
        + during(packets.window());
  }

  /** A number of things. */
  private static String some(long count, String singular) {
    return number(count) + singular + (count == 1 ? "" : "s");
  }

  /** How many things; one is meant where there is no number. */
  private static String number(long count) {
    return count == 1 ? "" : count == ChipFaults.ALWAYS ? "all " : count + " ";
  }

  private static String during(Duration time) {
    return time.isZero() ? "" : " for " + Phrase.time(time);
  }

  private static String ofSocket(int socket) {
    return socket == Event.ANY_SOCKET ? "" : " of socket " + socket;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
