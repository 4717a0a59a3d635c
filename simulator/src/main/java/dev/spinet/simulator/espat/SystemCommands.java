package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.SystemMessage;

/** AT+RST, AT+GMR, AT+SYSSTORE and their like ("Basic AT Commands"). */
final class SystemCommands {
  private static final int MESSAGE_BITS =
      SystemMessage.QUIT | SystemMessage.LINK | SystemMessage.STATUS;

  private final Firmware firmware;
  private int leastHeap;

  SystemCommands(Firmware firmware) {
    this.firmware = firmware;
    leastHeap = firmware.options().heap();
  }

  void addTo(CommandTable table) {
    table.add("RST").execute(this::restart);
    table.add("RESTORE").execute(this::restore);
    table.add("GMR").execute(this::version);
    table
        .add("SYSRAM")
        .query(call -> {
          int free = firmware.links().freeHeap();
          leastHeap = Math.min(leastHeap, free);
          call.line("+SYSRAM:" + free + "," + leastHeap);
          call.ok();
        });
    table
        .add("SYSLOG")
        .query(call -> {
          call.line("+SYSLOG:" + (firmware.port().isExplaining() ? 1 : 0));
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              firmware.port().setExplaining(arguments.flag(0));
              call.ok();
            });
    table
        .add("SYSSTORE")
        .query(call -> {
          call.line("+SYSSTORE:" + (firmware.isStoring() ? 1 : 0));
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              firmware.setStoring(arguments.flag(0));
              call.ok();
            });
    table
        .add("SYSMSG")
        .query(call -> {
          call.line("+SYSMSG:" + firmware.messages());
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              firmware.setMessages(arguments.integer(0, 0, MESSAGE_BITS));
              call.ok();
            });
  }

  private void version(Call call) {
    for (var line : firmware.profile().version()) {
      call.line(line);
    }
    call.ok();
  }

  private void restart(Call call) {
    call.afterwards(firmware::restart);
    call.ok();
  }

  private void restore(Call call) {
    firmware.flash().restore();
    restart(call);
  }
}
