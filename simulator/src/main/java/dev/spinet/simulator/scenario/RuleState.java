package dev.spinet.simulator.scenario;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** How far a rule has come. Used under the lock of the run. */
final class RuleState {

  final int index;
  final Rule rule;
  private final SplittableRandom random;
  private long occurrences;
  private long happened;

  /** Chance of one rule is no matter of the others: adding a rule leaves the rest as it was. */
  RuleState(int index, Rule rule, long seed) {
    this.index = index;
    this.rule = rule;
    this.random = new SplittableRandom(new SplittableRandom(seed + index).nextLong());
  }

  /** Whether the rule can still happen. */
  boolean isAlive() {
    return happened < rule.most();
  }

  /** The trigger's event has occurred, or its moment has come: whether the fault happens now. */
  boolean occurs() {
    occurrences++;
    boolean due =
        switch (rule.trigger()) {
          case Trigger.Nth nth -> occurrences == nth.number();
          case Trigger.EveryNth every -> occurrences % every.number() == 0;
          case Trigger.Chance chance -> random.nextDouble() < chance.probability();
          case Trigger.AtFrame _, Trigger.AtByte _, Trigger.AtTime _, Trigger.EveryTime _ -> true;
        };
    if (!due || !isAlive()) {
      return false;
    }
    happened++;
    return true;
  }

  /** The fault with everything decided that the rule leaves to chance. */
  Fault fault() {
    return rule.fault() instanceof Fault.Flip flip && flip.mask() == 0
        ? new Fault.Flip(flip.line(), 1 << random.nextInt(Byte.SIZE))
        : rule.fault();
  }

  /** The event that the trigger counts; null if it is a moment. */
  static @Nullable Event event(Trigger trigger) {
    return switch (trigger) {
      case Trigger.Nth nth -> nth.event();
      case Trigger.EveryNth every -> every.event();
      case Trigger.Chance chance -> chance.event();
      case Trigger.AtFrame _, Trigger.AtByte _, Trigger.AtTime _, Trigger.EveryTime _ -> null;
    };
  }
}
