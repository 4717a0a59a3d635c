package dev.spinet.simulator.scenario;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.simulator.espat.ModuleFaults;
import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialFault;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import java.time.Duration;
import java.util.List;

/** Reads what happens, the part of a line behind the colon. */
final class ModuleFaultParser {

  private static final String FAULTS =
      "what happens: 'lose [N] bytes [to host | to module]', 'flip [MASK]', 'duplicate byte', 'noise"
          + " P', 'reboot', 'busy for TIME', 'lose [N] results', 'delay [N] results by TIME', 'fail"
          + " [N] sends', 'drop link N', 'disassociate', 'air silent', 'say TEXT', 'reset"
          + " connections', 'finish connections', 'dhcp MODE' or 'dns MODE'";
  private static final int MOST = 1_000_000;
  private static final int BYTE_MAX = 0xff;

  private ModuleFaultParser() {}

  /**
   * Reads a fault.
   *
   * @param text the same as it is written
   * @param way which way bytes go if it is not said
   */
  static ModuleFault fault(Words words, String text, SerialDirection way) {
    if (words.accept("reboot")) {
      return now(target -> target.module().faults().reboot());
    }
    if (words.accept("flip")) {
      int mask = words.isNumber() ? number(words, "bits, 1 to 0xff", 1, BYTE_MAX) : 1;
      var direction = ModuleScenarioParser.direction(words, way);
      return new ModuleFault.Bytes(direction, at -> new SerialFault.Flip(direction, at, mask));
    }
    if (words.accept("duplicate")) {
      words.expect("byte");
      var direction = ModuleScenarioParser.direction(words, way);
      return new ModuleFault.Bytes(direction, at -> new SerialFault.Duplicate(direction, at, 1));
    }
    if (words.accept("lose")) {
      return lose(words, way);
    }
    if (words.accept("noise")) {
      return noise(words, way);
    }
    if (words.accept("busy")) {
      words.expect("for");
      var time = words.someTime();
      return now(target -> target.module().faults().busy(time));
    }
    if (words.accept("delay")) {
      int count = count(words);
      words.expectNoun("result");
      words.expect("by");
      var time = words.someTime();
      return now(target -> target.module().faults().delayResults(count, time));
    }
    if (words.accept("fail")) {
      int count = count(words);
      words.expectNoun("send");
      var kind = sendFault(words);
      return now(target -> target.module().faults().failSends(count, kind));
    }
    if (words.accept("drop")) {
      words.expect("link");
      int last = LinkLimits.LINK_COUNT - 1;
      int link = number(words, "the number of a link, 0 to " + last, 0, last);
      return now(target -> target.module().faults().dropLink(link));
    }
    if (words.accept("disassociate")) {
      return now(target -> target.module().faults().disassociate());
    }
    if (words.accept("say")) {
      String line = text.substring("say".length()).strip();
      words.takeAll();
      if (line.isEmpty()) {
        throw words.error("a line for the module to say");
      }
      return now(target -> target.module().faults().say(List.of(line)));
    }
    return around(words);
  }

  /** What happens to the network. */
  private static ModuleFault around(Words words) {
    if (words.accept("air")) {
      words.expect("silent");
      return airSilent(during(words));
    }
    if (words.accept("reset")) {
      words.expect("connections");
      return now(target -> target.gateway().resetConnections());
    }
    if (words.accept("finish")) {
      words.expect("connections");
      return now(target -> target.gateway().finishConnections());
    }
    if (words.accept("dhcp")) {
      var mode = words.constant(DhcpMode.class);
      return lasting(
          target -> target.gateway().setDhcpMode(mode),
          target -> target.gateway().setDhcpMode(DhcpMode.NORMAL),
          during(words));
    }
    if (words.accept("dns")) {
      var mode = words.constant(DnsMode.class);
      return lasting(
          target -> target.gateway().setDnsMode(mode),
          target -> target.gateway().setDnsMode(DnsMode.NORMAL),
          during(words));
    }
    throw words.error(FAULTS);
  }

  private static ModuleFault lose(Words words, SerialDirection way) {
    int count = count(words);
    if (words.acceptNoun("result")) {
      return now(target -> target.module().faults().swallowResults(count));
    }
    if (!words.acceptNoun("byte")) {
      throw words.error("'bytes' or 'results'");
    }
    var direction = ModuleScenarioParser.direction(words, way);
    return new ModuleFault.Bytes(direction, at -> new SerialFault.Lose(direction, at, count));
  }

  private static ModuleFault noise(Words words, SerialDirection way) {
    double probability = words.probability();
    var direction = ModuleScenarioParser.direction(words, way);
    return lasting(
        target -> target.module().faults().noise(direction, probability),
        target -> target.module().faults().noise(direction, 0),
        during(words));
  }

  private static ModuleFaults.SendFault sendFault(Words words) {
    if (words.accept("half")) {
      words.expect("sent");
      return ModuleFaults.SendFault.HALF_SENT;
    }
    if (words.accept("then")) {
      words.expect("ok");
      return ModuleFaults.SendFault.FAIL_THEN_OK;
    }
    return ModuleFaults.SendFault.NOTHING_SENT;
  }

  private static ModuleFault airSilent(Duration time) {
    return now(target -> {
      var networks = target.radio().silence();
      if (!time.isZero()) {
        target.later(time.toNanos(), () -> networks.forEach(target.radio()::add));
      }
    });
  }

  private static ModuleFault lasting(
      ModuleFault.Action begin, ModuleFault.Action end, Duration time) {
    return now(target -> {
      begin.happen(target);
      if (!time.isZero()) {
        target.later(time.toNanos(), () -> end.happen(target));
      }
    });
  }

  private static ModuleFault now(ModuleFault.Action action) {
    return new ModuleFault.Now(action);
  }

  /** How long, or for good if it is not said. */
  private static Duration during(Words words) {
    return words.accept("for") ? words.someTime() : Duration.ZERO;
  }

  private static int count(Words words) {
    return words.isNumber() ? number(words, "1 or more", 1, MOST) : 1;
  }

  private static int number(Words words, String expected, int least, int most) {
    return (int) words.number(expected, least, most);
  }
}
