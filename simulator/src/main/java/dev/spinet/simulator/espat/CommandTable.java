package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands of a firmware. */
final class CommandTable {
  private final Map<String, AtCommand> commands = new LinkedHashMap<>();

  CommandTable() {
    add("CMD").query(this::list);
  }

  /** Adds a command that cannot do anything yet. */
  AtCommand add(String name) {
    var command = new AtCommand(name);
    commands.put(name, command);
    return command;
  }

  /** Runs what stands behind {@code AT+}. */
  void run(Call call, String text) {
    int end = 0;
    while (end < text.length() && "?=".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    var command = commands.get(text.substring(0, end));
    if (command == null) {
      throw new AtException(ErrorCause.UNSUPPORTED);
    }
    command.run(call, text.substring(end));
  }

  private void list(Call call) {
    int index = 0;
    for (var command : commands.values()) {
      call.line(command.describe(index++));
    }
    call.ok();
  }
}
