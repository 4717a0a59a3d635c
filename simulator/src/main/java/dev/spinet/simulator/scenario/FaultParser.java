package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import java.time.Duration;

/** Reads the faults of a scenario: what stands behind the colon. */
final class FaultParser {

  private static final String FAULTS =
      "what happens: 'flip', 'stick', 'shift', 'disturb', 'reset', 'brown-out', 'zero',"
          + " 'version', 'hold', 'lose', 'delay', 'duplicate', 'spurious', 'tear', 'garble', 'link',"
          + " 'finish', 'dhcp' or 'dns'";
  private static final int LAST_MASK = 0xFF;
  private static final int NO_COUNT = 0;

  private FaultParser() {}

  static Fault fault(Words words) {
    if (words.accept("flip")) {
      return flip(words);
    }
    if (words.accept("stick")) {
      return stick(words);
    }
    if (words.accept("shift")) {
      words.expect("miso");
      return new Fault.Shift(bytes(words));
    }
    if (words.accept("disturb")) {
      words.expect("above");
      return new Fault.ClockLimit(words.clock());
    }
    if (words.accept("version")) {
      return new Fault.Version((int) words.number("a version, 0 to 0xFF", 0, LAST_MASK));
    }
    if (words.accept("reset")) {
      return reset(words);
    }
    if (words.accept("finish")) {
      words.expectNoun("connection");
      return new Fault.FinishConnections();
    }
    if (words.accept("brown-out")) {
      return new Fault.BrownOut(during(words));
    }
    if (words.accept("zero")) {
      words.expect("addresses");
      return new Fault.ZeroAddresses();
    }
    if (words.accept("spurious")) {
      words.expect("interrupt");
      var length = during(words);
      return new Fault.SpuriousInterrupt(length.isZero() ? Fault.SpuriousInterrupt.USUAL : length);
    }
    if (words.accept("link")) {
      return link(words);
    }
    if (words.accept("dhcp")) {
      return new Fault.Dhcp(words.constant(DhcpMode.class), during(words));
    }
    if (words.accept("dns")) {
      return new Fault.Dns(words.constant(DnsMode.class), during(words));
    }
    return counted(words);
  }

  private static Fault flip(Words words) {
    var line = words.constant(Fault.Line.class);
    int mask = words.isAtEnd() ? 0 : (int) words.number("a mask, 0x01 to 0xFF", 1, LAST_MASK);
    return new Fault.Flip(line, mask);
  }

  private static Fault stick(Words words) {
    if (words.accept("interrupt")) {
      return new Fault.StickPin(Fault.Pin.INTERRUPT, high(words));
    }
    if (words.accept("reset")) {
      return new Fault.StickPin(Fault.Pin.RESET, high(words));
    }
    boolean mosi = words.accept("mosi");
    if (!mosi && !words.accept("miso")) {
      throw words.error("'miso', 'mosi', 'interrupt' or 'reset'");
    }
    return new Fault.Stick(mosi ? Fault.Line.MOSI : Fault.Line.MISO, high(words), bytes(words));
  }

  private static boolean high(Words words) {
    boolean high = words.accept("high");
    if (!high && !words.accept("low")) {
      throw words.error("'high' or 'low'");
    }
    return high;
  }

  /** For how many bytes something lasts; for good if that is not said. */
  private static long bytes(Words words) {
    if (!words.accept("for")) {
      return ChipFaults.ALWAYS;
    }
    long bytes = words.number("a number of bytes", 1, ChipFaults.ALWAYS - 1);
    words.expectNoun("byte");
    return bytes;
  }

  private static Fault reset(Words words) {
    if (words.accept("chip")) {
      return new Fault.ResetChip();
    }
    if (words.acceptNoun("connection")) {
      return new Fault.ResetConnections();
    }
    throw words.error("'chip' or 'connections'");
  }

  private static Fault link(Words words) {
    if (words.accept("down")) {
      return new Fault.Cable(false, during(words));
    }
    if (words.accept("up")) {
      return new Fault.Cable(true, Duration.ZERO);
    }
    throw words.error("'down' or 'up'");
  }

  /** What may meet one occasion, several, or all. */
  private static Fault counted(Words words) {
    if (words.accept("hold")) {
      return hold(words, one(count(words)));
    }
    if (words.accept("lose")) {
      return lose(words, count(words));
    }
    if (words.accept("delay")) {
      return delay(words, count(words));
    }
    if (words.accept("duplicate")) {
      return packets(words, Fault.Treatment.DUPLICATE, count(words));
    }
    if (words.accept("tear")) {
      return tear(words, one(count(words)));
    }
    if (words.accept("garble")) {
      long count = one(count(words));
      words.expectNoun("length");
      words.expect("as");
      int most = ChipLimits.POINTER_MODULUS - 1;
      int length = (int) words.number("a length, 0 to " + most, 0, most);
      return new Fault.Arm(new ChipFault.GarbleLength(length), ChipFaults.ANY_SOCKET, count);
    }
    throw words.error(FAULTS);
  }

  private static Fault hold(Words words, long count) {
    words.expectNoun("command");
    int socket = ScenarioParser.socket(words);
    words.expect("for");
    ChipFault fault;
    if (words.accept("ever")) {
      fault = new ChipFault.HoldCommand(ChipFault.FOR_EVER);
    } else if (words.isTime()) {
      fault = new ChipFault.DelayCommand(words.someTime());
    } else {
      fault =
          new ChipFault.HoldCommand(
              words.number("a time, 'ever' or a number of reads", 1, ChipFault.FOR_EVER - 1));
      words.expectNoun("read");
    }
    return new Fault.Arm(fault, socket, count);
  }

  private static Fault lose(Words words, long count) {
    if (words.accept("sendok")) {
      return new Fault.Arm(new ChipFault.LoseSendOk(), ScenarioParser.socket(words), one(count));
    }
    if (words.acceptNoun("interrupt")) {
      var fault =
          words.acceptNoun("edge")
              ? new ChipFault.LoseInterruptEdge()
              : new ChipFault.LoseInterrupt();
      return new Fault.Arm(fault, ChipFaults.ANY_SOCKET, one(count));
    }
    return packets(words, Fault.Treatment.LOSE, count);
  }

  private static Fault delay(Words words, long count) {
    if (words.accept("sendok")) {
      int socket = ScenarioParser.socket(words);
      words.expect("by");
      return new Fault.Arm(new ChipFault.DelaySendOk(words.someTime()), socket, one(count));
    }
    if (words.acceptNoun("interrupt")) {
      words.expect("by");
      return new Fault.Arm(
          new ChipFault.DelayInterrupt(words.someTime()), ChipFaults.ANY_SOCKET, one(count));
    }
    return packets(words, Fault.Treatment.DELAY, count);
  }

  private static Fault packets(Words words, Fault.Treatment treatment, long count) {
    var kind = ScenarioParser.kind(words);
    if (!words.acceptNoun("packet")) {
      throw words.error(
          kind == PacketKind.ANY && treatment != Fault.Treatment.DUPLICATE
              ? "'[N | all]' and 'SENDOK', 'interrupts' or '[KIND] packets'"
              : "'packets'");
    }
    var direction = ScenarioParser.direction(words);
    var delay = Duration.ZERO;
    if (treatment == Fault.Treatment.DELAY) {
      words.expect("by");
      delay = words.someTime();
    }
    var window = during(words);
    long number = count == NO_COUNT && !window.isZero() ? ChipFaults.ALWAYS : one(count);
    return new Fault.Packets(treatment, new PacketMatch(kind, direction), number, delay, window);
  }

  private static Fault tear(Words words, long count) {
    words.expectNoun("read");
    words.expect("of");
    var named = words.register();
    if (named.register() instanceof SocketRegister register) {
      return new Fault.Arm(new ChipFault.TearSize(register), named.socket(), count);
    }
    throw new IllegalArgumentException("only Sn_RX_RSR and Sn_TX_FSR can be torn");
  }

  private static long count(Words words) {
    if (words.accept("all")) {
      return ChipFaults.ALWAYS;
    }
    return words.isNumber() ? words.number("1 or more", 1, ChipFaults.ALWAYS - 1) : NO_COUNT;
  }

  /** Where no number is given, one is meant. */
  private static long one(long count) {
    return count == NO_COUNT ? 1 : count;
  }

  private static Duration during(Words words) {
    return words.accept("for") ? words.someTime() : Duration.ZERO;
  }
}
