package dev.spinet.simulator.scenario;

import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.trace.AtConversation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A scenario at work on one module. After {@link #begin} all is done by tasks of the clock. */
final class ModuleScenarioRun {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ModuleFault.Target target;
  private final Consumer<String> listener;
  private final List<State> states = new ArrayList<>();
  private final long start;

  /** How far a rule has come. */
  private static final class State {
    private final ModuleRule rule;
    private final SplittableRandom random;
    private long occurrences;
    private long happened;

    State(ModuleRule rule, long seed) {
      this.rule = rule;
      random = new SplittableRandom(seed);
    }

    /** Whether the rule happens with this command. */
    boolean occurs(String line) {
      String command = command();
      if (command == null || !isCalled(line, command)) {
        return false;
      }
      occurrences++;
      return switch (rule.trigger()) {
        case ModuleTrigger.Nth(_, long number) -> occurrences == number;
        case ModuleTrigger.EveryNth(_, long number) -> occurrences % number == 0;
        case ModuleTrigger.Chance(_, double probability) -> random.nextDouble() < probability;
        case ModuleTrigger.AtTime _, ModuleTrigger.EveryTime _, ModuleTrigger.AtByte _ -> false;
      };
    }

    private @Nullable String command() {
      return switch (rule.trigger()) {
        case ModuleTrigger.Nth(String command, _) -> command;
        case ModuleTrigger.EveryNth(String command, _) -> command;
        case ModuleTrigger.Chance(String command, _) -> command;
        case ModuleTrigger.AtTime _, ModuleTrigger.EveryTime _, ModuleTrigger.AtByte _ -> null;
      };
    }

    private static boolean isCalled(String line, String command) {
      if (command.isEmpty()) {
        return line.startsWith("AT");
      }
      String rest = line.startsWith("AT+") ? line.substring("AT+".length()) : "";
      return rest.startsWith(command)
          && (rest.length() == command.length()
              || "=?".indexOf(rest.charAt(command.length())) >= 0);
    }
  }

  ModuleScenarioRun(ModuleScenario scenario, ModuleFault.Target target, Consumer<String> listener) {
    this.target = target;
    this.listener = listener;
    start = target.module().clock().nanoTime();
    // Chance of one rule is no matter of the others: adding a rule leaves the rest as it was.
    for (var rule : scenario.rules()) {
      states.add(new State(rule, scenario.seed() * 31 + states.size()));
    }
  }

  void begin() {
    target
        .module()
        .listen(
            new AtConversation(
                new AtConversation.Listener() {
                  @Override
                  public void line(SerialDirection direction, String line) {
                    if (direction == SerialDirection.TO_MODULE) {
                      commanded(line);
                    }
                  }

                  @Override
                  public void prompt() {
                    // No event.
                  }

                  @Override
                  public void payload(SerialDirection direction, String header, long length) {
                    // No event.
                  }
                }));
    for (var state : states) {
      switch (state.rule.trigger()) {
        case ModuleTrigger.AtTime(Duration time) ->
            target.later(time.toNanos(), () -> happen(state));
        case ModuleTrigger.EveryTime(Duration period) -> again(state, period.toNanos());
        case ModuleTrigger.AtByte(_, long number) -> happen(state, number);
        case ModuleTrigger.Nth _, ModuleTrigger.EveryNth _, ModuleTrigger.Chance _ -> {
          // With a command.
        }
      }
    }
  }

  private void again(State state, long period) {
    target.later(
        period,
        () -> {
          happen(state);
          if (state.happened < state.rule.most()) {
            again(state, period);
          }
        });
  }

  private void commanded(String line) {
    for (var state : states) {
      if (state.occurs(line)) {
        happen(state);
      }
    }
  }

  private void happen(State state) {
    happen(state, 0);
  }

  private void happen(State state, long at) {
    if (state.happened >= state.rule.most()) {
      return;
    }
    state.happened++;
    double seconds = (target.module().clock().nanoTime() - start) / NANOS_PER_SECOND;
    listener.accept(String.format(Locale.ROOT, "%.6f: %s", seconds, state.rule));
    switch (state.rule.fault()) {
      case ModuleFault.Now(var action) -> action.happen(target);
      case ModuleFault.Bytes(_, var fault) -> target.module().faults().arm(fault.apply(at));
    }
  }
}
