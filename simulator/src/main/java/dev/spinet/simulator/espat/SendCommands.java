package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.simulator.packet.Ipv4Address;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** AT+CIPSEND, AT+CIPSENDL, AT+CIPSENDLCFG, AT+TRANSINTVL and AT+CIPTCPOPT. */
final class SendCommands {
  private static final byte[] PROMPT = WireText.bytes("\r\n>");
  private static final int LINGER_MAX = 7200;

  /** Those of every release: linger, no delay, and how long a send may take. */
  private static final int OPTIONS = 3;

  /** Options of a link, as AT+CIPTCPOPT sets them. */
  private record TcpOptions(int linger, int noDelay, int sendTimeout, int keepAlive) {
    static final TcpOptions DEFAULT = new TcpOptions(-1, 0, 0, 0);
  }

  private final Firmware firmware;
  private final Links links;
  private final TcpOptions[] options = new TcpOptions[LinkLimits.LINK_COUNT];
  private int report = SendLimits.REPORT_DEFAULT;
  private int transmit = SendLimits.TRANSMIT_DEFAULT;
  private int interval = SendLimits.TRANSMIT_INTERVAL_DEFAULT_MILLIS;

  SendCommands(Firmware firmware) {
    this.firmware = firmware;
    this.links = firmware.links();
    Arrays.fill(options, TcpOptions.DEFAULT);
  }

  void addTo(CommandTable table) {
    table
        .add("CIPSEND")
        .set(
            1, 4, (call, arguments) -> send(call, arguments, SendLimits.SEND_MAX, this::beginSend));
    table
        .add("CIPSENDL")
        .set(
            1,
            4,
            (call, arguments) -> send(call, arguments, SendLimits.SENDL_MAX, this::beginBulk));
    table
        .add("CIPSENDLCFG")
        .query(call -> {
          call.line("+CIPSENDLCFG:" + report + "," + transmit);
          call.ok();
        })
        .set(
            1,
            2,
            (call, arguments) -> {
              int newReport = arguments.integer(0, SendLimits.REPORT_MIN, SendLimits.REPORT_MAX);
              transmit =
                  arguments.integer(1, SendLimits.TRANSMIT_MIN, SendLimits.TRANSMIT_MAX, transmit);
              report = newReport;
              call.ok();
            });
    table
        .add("TRANSINTVL")
        .query(call -> {
          call.line("+TRANSINTVL:" + interval);
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              interval = arguments.integer(0, 0, SendLimits.TRANSMIT_INTERVAL_MAX_MILLIS);
              call.ok();
            });
    table.add("CIPTCPOPT").query(this::showOptions).set(3, 5, this::setOptions);
  }

  // ---- sending

  /** What is to be sent, and whom to if that is not the peer of the link. */
  record Order(Link link, int length, Ipv4Address destination, int port, int timeoutMillis) {}

  private void send(Call call, Arguments arguments, int longest, BiConsumer<Call, Order> begin) {
    int id = links.id(arguments);
    var rest = links.behindId(arguments);
    int length = rest.integer(0, 1, longest);
    var link = links.require(id);
    int timeout = options[id].sendTimeout;
    if (!rest.has(1)) {
      begin.accept(call, new Order(link, length, link.remoteAddress(), link.remotePort(), timeout));
      return;
    }
    var host = rest.text(1, CommandLimits.HOST_MAX);
    int port = rest.integer(2, 1, LinkLimits.PORT_MAX);
    if (!(link instanceof UdpLink)) {
      throw new AtException(ErrorCause.INVALID);
    }
    firmware.names().find(host, found -> beginTo(call, link, length, found, port, timeout, begin));
  }

  private static void beginTo(
      Call call,
      Link link,
      int length,
      List<Ipv4Address> found,
      int port,
      int timeout,
      BiConsumer<Call, Order> begin) {
    if (found.isEmpty()) {
      call.error(ErrorCause.FAILED);
    } else {
      begin.accept(call, new Order(link, length, found.getFirst(), port, timeout));
    }
  }

  private void beginSend(Call call, Order order) {
    prompt(new SendTransfer(firmware, call, order));
  }

  private void beginBulk(Call call, Order order) {
    prompt(new BulkTransfer(firmware, call, order, report, transmit, interval));
  }

  private void prompt(DataMode mode) {
    firmware.port().write(WireText.bytes("\r\nOK\r\n"));
    firmware.port().write(PROMPT);
    firmware.port().enter(mode);
  }

  // ---- options

  private void showOptions(Call call) {
    int count = links.isMultiple() ? LinkLimits.LINK_COUNT : 1;
    for (int id = 0; id < count; id++) {
      var set = options[id];
      call.line(
          "+CIPTCPOPT:%d,%d,%d,%d".formatted(id, set.linger, set.noDelay, set.sendTimeout)
              + (firmware.profile().hasKeepAliveOption() ? "," + set.keepAlive : ""));
    }
    call.ok();
  }

  private void setOptions(Call call, Arguments arguments) {
    int id = links.isMultiple() ? arguments.integer(0, 0, LinkLimits.ALL_LINKS) : 0;
    var rest = links.behindId(arguments);
    int most = firmware.profile().hasKeepAliveOption() ? OPTIONS + 1 : OPTIONS;
    if (rest.count() < OPTIONS || rest.count() > most) {
      throw new AtException(ErrorCause.COUNT);
    }
    int first = id == LinkLimits.ALL_LINKS ? 0 : id;
    int last = id == LinkLimits.ALL_LINKS ? LinkLimits.LINK_COUNT - 1 : id;
    for (int i = first; i <= last; i++) {
      var old = options[i];
      options[i] =
          new TcpOptions(
              rest.integer(0, -1, LINGER_MAX, old.linger),
              rest.integer(1, 0, 1, old.noDelay),
              rest.integer(2, 0, Integer.MAX_VALUE, old.sendTimeout),
              rest.integer(3, 0, LinkLimits.KEEP_ALIVE_MAX_SECONDS, old.keepAlive));
    }
    call.ok();
  }
}
