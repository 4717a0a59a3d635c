package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.LengthReport;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.ReceiveMode;
import java.util.StringJoiner;

/** AT+CIPRECVMODE, AT+CIPRECVTYPE, AT+CIPRECVDATA, AT+CIPRECVLEN and AT+CIPDINFO. */
final class ReceiveCommands {
  private final Firmware firmware;
  private final Links links;

  ReceiveCommands(Firmware firmware) {
    this.firmware = firmware;
    this.links = firmware.links();
  }

  void addTo(CommandTable table) {
    if (firmware.profile().hasReceiveMode()) {
      table
          .add("CIPRECVMODE")
          .query(call -> {
            call.line("+CIPRECVMODE:" + links.receiving(0).mode().code());
            call.ok();
          })
          .set(
              1,
              1,
              (call, arguments) -> {
                setAll(new Links.Receiving(mode(arguments, 0), LengthReport.TOTAL));
                call.ok();
              });
    }
    if (firmware.profile().hasReceiveType()) {
      table.add("CIPRECVTYPE").query(this::showTypes).set(1, 3, this::setType);
    }
    table.add("CIPRECVDATA").set(1, 3, this::read);
    table.add("CIPRECVLEN").query(this::showLengths);
    table
        .add("CIPDINFO")
        .query(call -> {
          call.line("+CIPDINFO:" + links.showsPeer());
          call.ok();
        })
        .set(
            1,
            1,
            (call, arguments) -> {
              links.setShowsPeer(arguments.flag(0));
              call.ok();
            });
  }

  private static ReceiveMode mode(Arguments arguments, int index) {
    return ReceiveMode.of(arguments.integer(index, 0, 1)).orElseThrow();
  }

  private void setAll(Links.Receiving how) {
    for (int id = 0; id < LinkLimits.LINK_COUNT; id++) {
      links.setReceiving(id, how);
    }
  }

  private void showTypes(Call call) {
    int count = links.isMultiple() ? LinkLimits.LINK_COUNT : 1;
    for (int id = 0; id < count; id++) {
      call.line("+CIPRECVTYPE:%d,%d".formatted(id, links.receiving(id).mode().code()));
    }
    call.ok();
  }

  private void setType(Call call, Arguments arguments) {
    int id = links.isMultiple() ? arguments.integer(0, 0, LinkLimits.ALL_LINKS) : 0;
    var rest = links.behindId(arguments);
    if (rest.count() > (firmware.profile().keepsDatagrams() ? 2 : 1)) {
      throw new AtException(ErrorCause.COUNT);
    }
    var report = LengthReport.of(rest.integer(1, 0, 1, 0)).orElseThrow();
    var how = new Links.Receiving(mode(rest, 0), report);
    if (id == LinkLimits.ALL_LINKS) {
      setAll(how);
    } else {
      links.setReceiving(id, how);
    }
    call.ok();
  }

  private void read(Call call, Arguments arguments) {
    int id = links.id(arguments);
    var rest = links.behindId(arguments);
    if (rest.count() > (firmware.profile().keepsDatagrams() ? 2 : 1)) {
      throw new AtException(ErrorCause.COUNT);
    }
    int length = rest.integer(0, 1, Integer.MAX_VALUE);
    boolean whole = rest.integer(1, 0, 1, 0) == 1;
    var link = links.require(id);
    boolean fits = length <= links.freeHeap() - LinkLimits.RECEIVE_DATA_OVERHEAD;
    if (!link.isPassive() || link.waiting() == 0 || !fits) {
      throw new AtException(ErrorCause.FAILED);
    }
    var piece = link.read(length, whole);
    link.acknowledge();
    var head = new StringBuilder("+CIPRECVDATA:").append(piece.bytes().length).append(',');
    if (links.showsPeer()) {
      head.append('"').append(piece.sender()).append("\",").append(piece.senderPort()).append(',');
    }
    call.raw(WireText.bytes(head.toString()));
    call.raw(piece.bytes());
    call.afterwards(link::settle);
    call.ok();
  }

  private void showLengths(Call call) {
    var lengths = new StringJoiner(",");
    int count = links.isMultiple() ? LinkLimits.LINK_COUNT : 1;
    for (int id = 0; id < count; id++) {
      lengths.add(
          links
              .find(id)
              .map(link -> Integer.toString(link.announced()))
              .orElse(firmware.profile().lengthOfNoLink()));
    }
    call.line("+CIPRECVLEN:" + lengths);
    call.ok();
  }
}
