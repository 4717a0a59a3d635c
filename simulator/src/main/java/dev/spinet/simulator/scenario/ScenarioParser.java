package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads scenarios. A line is empty, a {@code seed}, or a trigger and a fault with a colon between
 * them; {@code #} begins a comment. Here are the triggers, in {@link FaultParser} the faults.
 */
final class ScenarioParser {

  private static final String TRIGGERS =
      "'at frame N [byte M]', 'at byte N', 'at TIME', 'every TIME', 'every N frames', 'every N"
          + " bytes', 'on [3rd | every | every 3rd] EVENT' or 'with probability P on EVENT'";
  private static final String EVENTS =
      "an event: 'frame', 'byte', 'interrupt', 'command [NAME] [of socket N]', 'read of REGISTER',"
          + " 'write of REGISTER' or '[KIND] packet [from chip | to chip]'";
  private static final int LAST_COMMAND = 0xFF;

  private ScenarioParser() {}

  static Scenario parse(String text) {
    long seed = 0;
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      int comment = line.indexOf('#');
      var words = new Words(number, comment < 0 ? line : line.substring(0, comment));
      if (words.accept("seed")) {
        seed = words.number("a number");
        words.expectEnd();
      } else if (!words.isAtEnd()) {
        rules.add(rule(words));
      }
    }
    return new Scenario(seed, rules);
  }

  private static Rule rule(Words words) {
    try {
      var trigger = trigger(words);
      long most = Rule.NO_LIMIT;
      if (words.accept(",")) {
        words.expect("at");
        words.expect("most");
        most = words.number("a number of times", 1, Long.MAX_VALUE);
        words.expectNoun("time");
      }
      if (!words.accept(":")) {
        throw words.error("':' and what happens then, or ', at most N times'");
      }
      var fault = FaultParser.fault(words);
      words.expectEnd();
      return new Rule(trigger, most, fault);
    } catch (ScenarioSyntaxException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw words.error(e);
    }
  }

  private static Trigger trigger(Words words) {
    if (words.accept("at")) {
      return at(words);
    }
    if (words.accept("every")) {
      return every(words);
    }
    if (words.accept("on")) {
      boolean every = words.accept("every");
      long number = words.isOrdinal() ? words.ordinal() : 1;
      var event = event(words);
      return every ? new Trigger.EveryNth(event, number) : new Trigger.Nth(event, number);
    }
    if (words.accept("with")) {
      words.expect("probability");
      double probability = words.probability();
      words.expect("on");
      return new Trigger.Chance(event(words), probability);
    }
    throw words.error("'seed N' or a rule that begins with " + TRIGGERS);
  }

  private static Trigger at(Words words) {
    if (words.accept("frame")) {
      long frame = words.number("the number of a frame, counted from 0", 0, Long.MAX_VALUE);
      int position =
          words.accept("byte")
              ? (int) words.number("the number of a byte, from 0", 0, Integer.MAX_VALUE)
              : 0;
      return new Trigger.AtFrame(frame, position);
    }
    if (words.accept("byte")) {
      return new Trigger.AtByte(
          words.number("the number of a byte, counted from 0", 0, Long.MAX_VALUE));
    }
    if (words.isTime()) {
      return new Trigger.AtTime(words.time());
    }
    throw words.error("'frame N', 'byte N' or a time, such as 1.5s");
  }

  private static Trigger every(Words words) {
    if (words.isTime()) {
      return new Trigger.EveryTime(words.someTime());
    }
    long number = words.isNumber() ? words.number("1 or more", 1, Long.MAX_VALUE) : 1;
    if (words.acceptNoun("frame")) {
      return new Trigger.EveryNth(new Event.BusFrame(), number);
    }
    if (words.acceptNoun("byte")) {
      return new Trigger.EveryNth(new Event.BusByte(), number);
    }
    throw words.error("a time, 'N frames' or 'N bytes'; for other events it is 'on every …'");
  }

  private static Event event(Words words) {
    if (words.accept("frame")) {
      return new Event.BusFrame();
    }
    if (words.accept("byte")) {
      return new Event.BusByte();
    }
    if (words.accept("interrupt")) {
      return new Event.Interrupt();
    }
    if (words.accept("command")) {
      return new Event.Command(command(words), socket(words));
    }
    boolean write = words.accept("write");
    if (write || words.accept("read")) {
      words.expect("of");
      var named = words.register();
      return new Event.Access(write, named.register(), named.socket());
    }
    var kind = kind(words);
    if (words.accept("packet")) {
      return new Event.Packet(new PacketMatch(kind, direction(words)));
    }
    throw words.error(kind == PacketKind.ANY ? EVENTS : "'packet'");
  }

  private static int command(Words words) {
    for (int code = 1; code <= LAST_COMMAND; code++) {
      if (words.accept(SocketCommand.name(code).toLowerCase(Locale.ROOT))) {
        return code;
      }
    }
    return Event.ANY_COMMAND;
  }

  static int socket(Words words) {
    if (!words.accept("of")) {
      return Event.ANY_SOCKET;
    }
    words.expect("socket");
    int last = ChipLimits.SOCKET_COUNT - 1;
    return (int) words.number("the number of a socket, 0 to " + last, 0, last);
  }

  /** The kind of a packet, if the next word is one. */
  static PacketKind kind(Words words) {
    for (var kind : PacketKind.values()) {
      if (kind != PacketKind.ANY && words.accept(kind.word())) {
        return kind;
      }
    }
    return PacketKind.ANY;
  }

  static Direction direction(Words words) {
    boolean from = words.accept("from");
    if (from || words.accept("to")) {
      words.expect("chip");
      return from ? Direction.FROM_CHIP : Direction.TO_CHIP;
    }
    return Direction.BOTH;
  }
}
