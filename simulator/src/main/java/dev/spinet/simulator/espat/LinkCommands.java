package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.LinkRole;
import dev.spinet.bindings.espat.LinkStatus;
import dev.spinet.bindings.espat.Multiplexing;
import dev.spinet.bindings.espat.UdpPeer;
import dev.spinet.simulator.espat.stack.TcpSocket;
import dev.spinet.simulator.espat.stack.UdpSocket;
import dev.spinet.simulator.packet.Ipv4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** AT+CIPMUX, AT+CIPSTART, AT+CIPSTARTEX, AT+CIPCLOSE, AT+CIPSTATE, AT+CIPSTATUS, AT+CIPMODE. */
final class LinkCommands {

  private static final int ECONNREFUSED = 111;
  private static final int ETIMEDOUT = 116;
  private static final int TYPE_MAX = 5;

  private final Firmware firmware;
  private final Links links;

  LinkCommands(Firmware firmware) {
    this.firmware = firmware;
    this.links = firmware.links();
  }

  void addTo(CommandTable table) {
    table
        .add("CIPMUX")
        .query(call -> {
          call.line("+CIPMUX:" + links.multiplexing().code());
          call.ok();
        })
        .set(1, 1, this::setMultiplexing);
    table
        .add("CIPMODE")
        .query(call -> {
          call.line("+CIPMODE:0");
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              // Passthrough mode is not modelled.
              var _ = arguments.integer(0, 0, 0);
              call.ok();
            });
    table
        .add("CIPSTART")
        .set(
            3, 8, (call, arguments) -> start(call, links.id(arguments), links.behindId(arguments)));
    table.add("CIPSTARTEX").set(3, 7, this::startAnywhere);
    table.add("CIPCLOSE").set(1, 1, this::close).execute(this::closeOnly);
    table.add("CIPSTATE").query(this::showLinks);
    if (firmware.profile().hasLinkStatus()) {
      table.add("CIPSTATUS").execute(this::showStatus);
    }
  }

  private void setMultiplexing(Call call, Arguments arguments) {
    var mode = Multiplexing.of(arguments.integer(0, 0, 1)).orElseThrow();
    boolean inTheWay =
        !links.all().isEmpty()
            || (mode == Multiplexing.SINGLE && firmware.stack().listenPort().isPresent());
    if (mode != links.multiplexing() && inTheWay) {
      throw new AtException(ErrorCause.FAILED);
    }
    links.setMultiplexing(mode);
    call.ok();
  }

  private void startAnywhere(Call call, Arguments arguments) {
    if (!links.isMultiple()) {
      throw new AtException(ErrorCause.FAILED);
    }
    int id = links.freeId().orElseThrow(() -> new AtException(ErrorCause.FAILED));
    start(call, id, arguments);
  }

  private void start(Call call, int id, Arguments arguments) {
    var type = arguments.text(0, TYPE_MAX);
    var host = arguments.text(1, CommandLimits.HOST_MAX);
    int port = arguments.integer(2, 0, LinkLimits.PORT_MAX);
    if (links.find(id).isPresent() || !firmware.wifi().hasAddress()) {
      throw new AtException(ErrorCause.FAILED);
    }
    switch (type) {
      case "TCP" -> startTcp(call, id, host, port, arguments);
      case "UDP" -> startUdp(call, id, host, port, arguments);
      // A build without TLS, on a network without IPv6.
      case "SSL", "TCPv6", "UDPv6", "SSLv6" -> throw new AtException(ErrorCause.FAILED);
      default -> throw new AtException(ErrorCause.INVALID);
    }
  }

  /** The time-out, which is the last parameter where the firmware knows it. */
  private int timeout(Arguments arguments, int index) {
    if (arguments.count() > index + (firmware.profile().hasConnectTimeout() ? 1 : 0)) {
      throw new AtException(ErrorCause.COUNT);
    }
    return arguments.integer(index, 0, LinkLimits.CONNECT_TIMEOUT_MAX_MILLIS, 0);
  }

  // ---- TCP

  private void startTcp(Call call, int id, String host, int port, Arguments arguments) {
    int keepAlive = arguments.integer(3, 0, LinkLimits.KEEP_ALIVE_MAX_SECONDS, 0);
    int timeout = timeout(arguments, 5);
    if (port == 0) {
      throw new AtException(ErrorCause.INVALID);
    }
    var attempt = new Attempt(call, id);
    firmware
        .clock()
        .schedule(
            timeout > 0
                ? TimeUnit.MILLISECONDS.toNanos(timeout)
                : firmware.options().timing().giveUp().toNanos(),
            attempt::giveUp);
    firmware.names().find(host, found -> attempt.connect(found, port, keepAlive));
  }

  /** A connection that is not there yet. */
  private final class Attempt {
    private final Call call;
    private final int id;
    private Optional<TcpSocket> socket = Optional.empty();

    Attempt(Call call, int id) {
      this.call = call;
      this.id = id;
    }

    void connect(List<Ipv4Address> found, int port, int keepAlive) {
      if (call.isOver()) {
        return;
      }
      if (found.isEmpty()) {
        call.error(ErrorCause.FAILED);
        return;
      }
      var probing =
          keepAlive > 0 ? Optional.of(Duration.ofSeconds(keepAlive)) : Optional.<Duration>empty();
      socket =
          Optional.of(firmware.stack().connect(found.getFirst(), port, probing, this::changed));
    }

    private void changed(TcpSocket changed) {
      if (call.isOver()) {
        return;
      }
      if (changed.isOver()) {
        call.line(links.prefix(id) + "CLOSED");
        call.error(ErrorCause.FAILED, ECONNREFUSED);
      } else if (changed.isEstablished()) {
        if (links.find(id).isPresent()) {
          // The server has given the id away meanwhile.
          changed.abort();
          call.error(ErrorCause.FAILED);
          return;
        }
        var link = new TcpLink(links, id, LinkRole.CLIENT, changed);
        links.opened(link);
        call.ok();
        link.begin();
      }
    }

    void giveUp() {
      if (!call.isOver()) {
        socket.ifPresent(TcpSocket::abort);
        call.error(ErrorCause.FAILED, ETIMEDOUT);
      }
    }
  }

  // ---- UDP

  private void startUdp(Call call, int id, String host, int port, Arguments arguments) {
    int localPort = arguments.integer(3, 0, LinkLimits.PORT_MAX, 0);
    var mode =
        UdpPeer.of(arguments.integer(4, 0, Byte.MAX_VALUE, UdpPeer.FIXED.code()))
            .orElseThrow(() -> new AtException(ErrorCause.INVALID));
    var _ = timeout(arguments, 6);
    firmware
        .names()
        .find(
            host,
            found -> {
              if (found.isEmpty()) {
                call.error(ErrorCause.FAILED);
                return;
              }
              var link = new UdpLink(links, id, found.getFirst(), port, mode);
              var socket = firmware.stack().openUdp(localPort, link::receive);
              if (socket.isEmpty() || links.find(id).isPresent()) {
                socket.ifPresent(UdpSocket::close);
                call.error(ErrorCause.FAILED);
              } else {
                link.begin(socket.get());
                links.opened(link);
                call.ok();
              }
            });
  }

  // ---- closing

  private void close(Call call, Arguments arguments) {
    if (!links.isMultiple()) {
      throw new AtException(ErrorCause.FAILED);
    }
    int id = arguments.integer(0, 0, LinkLimits.ALL_LINKS);
    if (id == LinkLimits.ALL_LINKS) {
      links.closeAll();
    } else {
      links.closed(links.require(id));
    }
    call.ok();
  }

  private void closeOnly(Call call) {
    if (links.isMultiple()) {
      throw new AtException(ErrorCause.FAILED);
    }
    links.closed(links.require(0));
    call.ok();
  }

  // ---- asking

  private void showLinks(Call call) {
    show(call, "+CIPSTATE:");
    call.ok();
  }

  private void show(Call call, String name) {
    for (var link : links.all()) {
      call.line(
          name
              + "%d,\"%s\",\"%s\",%d,%d,%d"
                  .formatted(
                      link.id(),
                      link.type(),
                      link.remoteAddress(),
                      link.remotePort(),
                      link.localPort(),
                      link.role().code()));
    }
  }

  private void showStatus(Call call) {
    LinkStatus status;
    if (!firmware.wifi().isStation()) {
      status = LinkStatus.INITIALISED;
    } else if (firmware.wifi().joined().isEmpty()) {
      status = LinkStatus.NOT_JOINED;
    } else if (!links.all().isEmpty()) {
      status = LinkStatus.LINKED;
    } else {
      status = links.everLinked() ? LinkStatus.UNLINKED : LinkStatus.GOT_IP;
    }
    call.line("STATUS:" + status.code());
    show(call, "+CIPSTATUS:");
    call.ok();
  }
}
