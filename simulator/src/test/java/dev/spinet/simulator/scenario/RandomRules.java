package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.random.RandomCases;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import java.time.Duration;
import java.util.Random;

/** Random rules of every form. */
final class RandomRules {

  private RandomRules() {}

  static Rule rule(Random random) {
    long most = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : Rule.NO_LIMIT;
    return new Rule(trigger(random), most, fault(random));
  }

  private static Trigger trigger(Random random) {
    return switch (random.nextInt(7)) {
      case 0 ->
          new Trigger.AtFrame(
              RandomCases.between(0, Long.MAX_VALUE - 1, random),
              RandomCases.upTo(Integer.MAX_VALUE, random));
      case 1 -> new Trigger.AtByte(RandomCases.between(0, Long.MAX_VALUE - 1, random));
      case 2 -> new Trigger.AtTime(random.nextInt(9) == 0 ? Duration.ZERO : time(random));
      case 3 -> new Trigger.EveryTime(time(random));
      case 4 -> new Trigger.Nth(event(random), ordinal(random));
      case 5 -> new Trigger.EveryNth(event(random), ordinal(random));
      default -> new Trigger.Chance(event(random), random.nextDouble());
    };
  }

  private static long ordinal(Random random) {
    return RandomCases.between(1, 999_999_999_999_999_999L, random);
  }

  private static Event event(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Event.BusFrame();
      case 1 -> new Event.BusByte();
      case 2 -> new Event.Interrupt();
      case 3 -> new Event.Command(random.nextInt(256), socket(random));
      case 4 ->
          random.nextBoolean()
              ? new Event.Access(
                  random.nextBoolean(), one(SocketRegister.values(), random), socket(random))
              : new Event.Access(
                  random.nextBoolean(), one(CommonRegister.values(), random), Event.ANY_SOCKET);
      default -> new Event.Packet(match(random));
    };
  }

  private static PacketMatch match(Random random) {
    return new PacketMatch(one(PacketKind.values(), random), one(Direction.values(), random));
  }

  private static Fault fault(Random random) {
    return switch (random.nextInt(13)) {
      case 0 -> new Fault.Flip(one(Fault.Line.values(), random), random.nextInt(256));
      case 1 -> wires(random);
      case 2 -> new Fault.ResetChip();
      case 3 -> new Fault.BrownOut(perhaps(random));
      case 4 -> new Fault.ZeroAddresses();
      case 5 -> new Fault.SpuriousInterrupt(time(random));
      case 6 -> new Fault.Cable(false, perhaps(random));
      case 7 -> new Fault.Cable(true, Duration.ZERO);
      case 8 -> random.nextBoolean() ? new Fault.ResetConnections() : new Fault.FinishConnections();
      case 9 -> new Fault.Dhcp(one(DhcpMode.values(), random), perhaps(random));
      case 10 -> new Fault.Dns(one(DnsMode.values(), random), perhaps(random));
      case 11 -> {
        var treatment = one(Fault.Treatment.values(), random);
        boolean late = treatment == Fault.Treatment.DELAY;
        yield new Fault.Packets(
            treatment,
            match(random),
            count(random),
            late ? time(random) : Duration.ZERO,
            perhaps(random));
      }
      default -> armed(random);
    };
  }

  private static Fault wires(Random random) {
    long bytes = random.nextInt(4) == 0 ? ChipFaults.ALWAYS : 1 + random.nextInt(100);
    return switch (random.nextInt(5)) {
      case 0 -> new Fault.Stick(one(Fault.Line.values(), random), random.nextBoolean(), bytes);
      case 1 -> new Fault.Shift(bytes);
      case 2 -> new Fault.ClockLimit(1_000 + random.nextInt(80_000_000));
      case 3 -> new Fault.StickPin(one(Fault.Pin.values(), random), random.nextBoolean());
      default -> new Fault.Version(random.nextInt(256));
    };
  }

  private static Fault armed(Random random) {
    int any = ChipFaults.ANY_SOCKET;
    long count = count(random);
    return switch (random.nextInt(9)) {
      case 0 ->
          new Fault.Arm(new ChipFault.HoldCommand(1 + random.nextInt(99)), socket(random), count);
      case 1 -> new Fault.Arm(new ChipFault.HoldCommand(ChipFault.FOR_EVER), socket(random), count);
      case 2 -> new Fault.Arm(new ChipFault.DelayCommand(time(random)), socket(random), count);
      case 3 -> new Fault.Arm(new ChipFault.LoseSendOk(), socket(random), count);
      case 4 -> new Fault.Arm(new ChipFault.DelaySendOk(time(random)), socket(random), count);
      case 5 ->
          new Fault.Arm(
              random.nextBoolean()
                  ? new ChipFault.LoseInterrupt()
                  : new ChipFault.LoseInterruptEdge(),
              any,
              count);
      case 6 -> new Fault.Arm(new ChipFault.DelayInterrupt(time(random)), any, count);
      case 7 -> new Fault.Arm(new ChipFault.GarbleLength(random.nextInt(0x10000)), any, count);
      default ->
          new Fault.Arm(
              new ChipFault.TearSize(
                  random.nextBoolean() ? SocketRegister.RX_RSR : SocketRegister.TX_FSR),
              socket(random),
              count);
    };
  }

  private static long count(Random random) {
    return random.nextInt(4) == 0 ? ChipFaults.ALWAYS : 1 + random.nextInt(4);
  }

  private static int socket(Random random) {
    return random.nextInt(9) - 1;
  }

  private static Duration perhaps(Random random) {
    return random.nextBoolean() ? Duration.ZERO : time(random);
  }

  private static Duration time(Random random) {
    long[] units = {1, 1_000, 1_000_000, 1_000_000_000};
    return Duration.ofNanos(units[random.nextInt(units.length)] * (1 + random.nextInt(1_000_000)));
  }

  private static <T> T one(T[] all, Random random) {
    return all[random.nextInt(all.length)];
  }
}
