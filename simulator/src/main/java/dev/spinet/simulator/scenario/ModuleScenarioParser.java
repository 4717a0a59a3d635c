package dev.spinet.simulator.scenario;

import dev.spinet.simulator.espat.SerialDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads scenarios of modules. A line is empty, a {@code seed}, or a trigger and a fault with a
 * colon between them; {@code #} begins a comment. Here are the triggers, in {@link
 * ModuleFaultParser} the faults.
 */
final class ModuleScenarioParser {

  private static final String TRIGGERS =
      "'at TIME', 'every TIME', 'at byte N to host', 'at byte N to module', 'on [3rd | every | every"
          + " 3rd] command [NAME]' or 'with probability P on command [NAME]'";

  private ModuleScenarioParser() {}

  static ModuleScenario parse(String text) {
    long seed = 0;
    List<ModuleRule> rules = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      int comment = line.indexOf('#');
      String written = comment < 0 ? line : line.substring(0, comment);
      var words = new Words(number, written);
      if (words.accept("seed")) {
        seed = words.number("a number");
        words.expectEnd();
      } else if (!words.isAtEnd()) {
        rules.add(rule(words, written));
      }
    }
    return new ModuleScenario(seed, rules);
  }

  private static ModuleRule rule(Words words, String written) {
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
      String text = written.substring(written.indexOf(':') + 1).strip();
      var direction =
          trigger instanceof ModuleTrigger.AtByte(var way, _) ? way : SerialDirection.TO_HOST;
      var fault = ModuleFaultParser.fault(words, text, direction);
      words.expectEnd();
      if (trigger instanceof ModuleTrigger.AtByte(var way, _)
          && !(fault instanceof ModuleFault.Bytes(var other, _) && other == way)) {
        throw new IllegalArgumentException(
            "'" + text + "' does not happen to a byte " + words(way) + "; choose another trigger");
      }
      return new ModuleRule(trigger, most, text, fault);
    } catch (ScenarioSyntaxException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw words.error(e);
    }
  }

  private static String words(SerialDirection direction) {
    return direction == SerialDirection.TO_HOST ? "to host" : "to module";
  }

  private static ModuleTrigger trigger(Words words) {
    if (words.accept("at")) {
      if (words.accept("byte")) {
        long number = words.number("the number of a byte, counted from 0", 0, Long.MAX_VALUE / 2);
        return new ModuleTrigger.AtByte(direction(words), number);
      }
      return new ModuleTrigger.AtTime(words.time());
    }
    if (words.accept("every")) {
      return new ModuleTrigger.EveryTime(words.someTime());
    }
    if (words.accept("on")) {
      boolean every = words.accept("every");
      long number = words.isOrdinal() ? words.ordinal() : 1;
      String command = command(words);
      return every
          ? new ModuleTrigger.EveryNth(command, number)
          : new ModuleTrigger.Nth(command, number);
    }
    if (words.accept("with")) {
      words.expect("probability");
      double probability = words.probability();
      words.expect("on");
      return new ModuleTrigger.Chance(command(words), probability);
    }
    throw words.error("'seed N' or a rule that begins with " + TRIGGERS);
  }

  private static String command(Words words) {
    words.expect("command");
    String name = words.word(":,").toUpperCase(Locale.ROOT);
    return name.startsWith("AT+") ? name.substring("AT+".length()) : name;
  }

  private static SerialDirection direction(Words words) {
    words.expect("to");
    if (words.accept("module")) {
      return SerialDirection.TO_MODULE;
    }
    words.expect("host");
    return SerialDirection.TO_HOST;
  }

  /** Which way, if it is said. */
  static SerialDirection direction(Words words, SerialDirection unless) {
    if (!words.accept("to")) {
      return unless;
    }
    if (words.accept("module")) {
      return SerialDirection.TO_MODULE;
    }
    words.expect("host");
    return SerialDirection.TO_HOST;
  }
}
