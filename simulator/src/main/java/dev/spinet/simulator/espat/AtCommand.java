package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command by its name, and what it does when it is tested, queried, set or executed. */
final class AtCommand {
  private final String name;
  private @Nullable Consumer<Call> query;
  private @Nullable Consumer<Call> execute;
  private @Nullable BiConsumer<Call, Arguments> set;
  private int least;
  private int most;

  AtCommand(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  AtCommand query(Consumer<Call> action) {
    query = action;
    return this;
  }

  AtCommand execute(Consumer<Call> action) {
    execute = action;
    return this;
  }

  /** What it does with parameters, and how many there may be. */
  AtCommand set(int fewest, int greatest, BiConsumer<Call, Arguments> action) {
    least = fewest;
    most = greatest;
    set = action;
    return this;
  }

  /** Does what is written behind the name. */
  void run(Call call, String rest) {
    if (rest.isEmpty()) {
      run(execute, call);
    } else if (rest.equals("?")) {
      run(query, call);
    } else if (rest.startsWith("=") && !rest.equals("=?")) {
      var action = set;
      if (action == null) {
        throw new AtException(ErrorCause.OPERATION);
      }
      var arguments = Arguments.parse(rest.substring(1));
      if (arguments.count() < least || arguments.count() > most) {
        throw new AtException(ErrorCause.COUNT);
      }
      action.accept(call, arguments);
    } else {
      throw new AtException(ErrorCause.OPERATION);
    }
  }

  private static void run(@Nullable Consumer<Call> action, Call call) {
    if (action == null) {
      throw new AtException(ErrorCause.OPERATION);
    }
    action.accept(call);
  }

  /** Its line in the answer to AT+CMD?. */
  String describe(int index) {
    return "+CMD:%d,\"AT+%s\",0,%d,%d,%d"
        .formatted(
            index, name, query == null ? 0 : 1, set == null ? 0 : 1, execute == null ? 0 : 1);
  }
}
