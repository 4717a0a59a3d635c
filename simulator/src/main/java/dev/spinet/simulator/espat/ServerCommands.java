package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.LinkRole;
import dev.spinet.simulator.espat.stack.TcpSocket;

/** AT+CIPSERVER, AT+CIPSERVERMAXCONN and AT+CIPSTO: the one server of a module. */
final class ServerCommands {
  private static final int TYPE_MAX = 5;
  private static final int INTERFACE_MAX = 3;

  private final Firmware firmware;
  private final Links links;
  private int connections = LinkLimits.SERVER_CONNECTIONS_MAX;

  ServerCommands(Firmware firmware) {
    this.firmware = firmware;
    this.links = firmware.links();
  }

  void addTo(CommandTable table) {
    int parameters = firmware.profile().hasServerInterface() ? 5 : 4;
    table.add("CIPSERVER").query(this::show).set(1, parameters, this::set);
    table
        .add("CIPSERVERMAXCONN")
        .query(call -> {
          call.line("+CIPSERVERMAXCONN:" + connections);
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              if (isOn()) {
                throw new AtException(ErrorCause.FAILED);
              }
              connections = arguments.integer(0, 1, LinkLimits.SERVER_CONNECTIONS_MAX);
              call.ok();
            });
    table
        .add("CIPSTO")
        .query(call -> {
          call.line("+CIPSTO:" + links.serverTimeout());
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              links.setServerTimeout(
                  arguments.integer(0, 0, LinkLimits.SERVER_TIMEOUT_MAX_SECONDS));
              call.ok();
            });
  }

  private boolean isOn() {
    return firmware.stack().listenPort().isPresent();
  }

  private void show(Call call) {
    var port = firmware.stack().listenPort();
    if (port.isEmpty()) {
      call.line("+CIPSERVER:0");
    } else {
      call.line(
          "+CIPSERVER:1,%d,\"TCP\",0".formatted(port.getAsInt())
              + (firmware.profile().hasServerInterface() ? ",0" : ""));
    }
    call.ok();
  }

  private void set(Call call, Arguments arguments) {
    if (arguments.flag(0)) {
      open(arguments);
    } else {
      close(arguments);
    }
    call.ok();
  }

  private void open(Arguments arguments) {
    int port = arguments.integer(1, 1, LinkLimits.PORT_MAX, LinkLimits.SERVER_PORT_DEFAULT);
    var type = arguments.optionalText(2, TYPE_MAX).orElse("TCP");
    var _ = arguments.integer(4, 0, INTERFACE_MAX, 0);
    // A build without TLS, on a network without IPv6.
    if (!links.isMultiple() || isOn() || !type.equals("TCP")) {
      throw new AtException(ErrorCause.FAILED);
    }
    firmware.stack().listen(port, this::accept);
  }

  private void accept(TcpSocket socket) {
    var id = links.freeId();
    if (id.isEmpty() || links.servedCount() >= connections) {
      firmware.port().line("Have %d Connections".formatted(links.servedCount()));
      socket.abort();
      return;
    }
    var link = new TcpLink(links, id.getAsInt(), LinkRole.SERVER, socket);
    links.opened(link);
    link.begin();
  }

  private void close(Arguments arguments) {
    boolean all = arguments.integer(1, 0, 1, 0) == 1;
    if (arguments.count() > 2) {
      throw new AtException(ErrorCause.COUNT);
    }
    firmware.stack().stopListening();
    if (all) {
      links.all().stream()
          .filter(link -> link.role() == LinkRole.SERVER)
          .toList()
          .forEach(links::closed);
    }
  }
}
