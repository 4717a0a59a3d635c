package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data of one AT+CIPSEND: all of it is taken first, then it goes out. */
final class SendTransfer implements DataMode {
  private final Firmware firmware;
  private final Call call;
  private final SendCommands.Order order;
  private final byte[] data;
  private int taken;
  private int sent;
  private boolean over;
  private @Nullable Scheduled timeout;

  SendTransfer(Firmware firmware, Call call, SendCommands.Order order) {
    this.firmware = firmware;
    this.call = call;
    this.order = order;
    this.data = new byte[order.length()];
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public int accept(byte[] bytes, int offset, int length, boolean isolated) {
    if (isolated && isEscape(bytes, offset, length)) {
      over = true;
      call.finish("SEND Canceled");
      return length;
    }
    int count = Math.min(length, data.length - taken);
    System.arraycopy(bytes, offset, data, taken, count);
    taken += count;
    if (taken == data.length) {
      over = true;
      var before = firmware.profile().hasLineBeforeRecv() ? "\r\n" : "";
      call.line(before + "Recv " + data.length + " bytes");
      // What the host has written behind the data is thrown away before they are sent.
      firmware.clock().schedule(0, this::send);
    }
    return count;
  }

  /** Three pluses and nothing else, even if they are meant as data. */
  static boolean isEscape(byte[] bytes, int offset, int length) {
    if (length != SendLimits.ESCAPE_COUNT) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[offset + i] != SendLimits.ESCAPE_BYTE) {
        return false;
      }
    }
    return true;
  }

  private void send() {
    var fault = firmware.faults().nextSend();
    switch (order.link()) {
      case UdpLink link -> sendDatagram(link, fault);
      case TcpLink link -> sendStream(link, fault);
      default -> throw new AssertionError(order.link());
    }
  }

  private void sendDatagram(UdpLink link, ModuleFaults.@Nullable SendFault fault) {
    boolean sendIt = fault == null || fault == ModuleFaults.SendFault.FAIL_THEN_OK;
    boolean done = sendIt && link.send(data, order.destination(), order.port());
    end(done && fault == null, fault);
  }

  private void sendStream(TcpLink link, ModuleFaults.@Nullable SendFault fault) {
    int goal =
        switch (fault) {
          case null -> data.length;
          case NOTHING_SENT -> 0;
          case HALF_SENT -> data.length / 2;
          case FAIL_THEN_OK -> data.length;
        };
    if (order.timeoutMillis() > 0) {
      timeout =
          firmware
              .clock()
              .schedule(
                  TimeUnit.MILLISECONDS.toNanos(order.timeoutMillis()),
                  () -> finish(link, false, fault));
    }
    link.setWriter(() -> pump(link, goal, fault));
    pump(link, goal, fault);
  }

  private void pump(TcpLink link, int goal, ModuleFaults.@Nullable SendFault fault) {
    if (call.isOver()) {
      return;
    }
    if (link.isDead()) {
      finish(link, false, fault);
      return;
    }
    if (sent < goal) {
      sent += link.write(data, sent, goal - sent);
    }
    if (sent == goal) {
      finish(link, fault == null, fault);
    }
  }

  private void finish(TcpLink link, boolean good, ModuleFaults.@Nullable SendFault fault) {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
    link.setWriter(null);
    end(good, fault);
  }

  private void end(boolean good, ModuleFaults.@Nullable SendFault fault) {
    if (!call.isOver() && fault == ModuleFaults.SendFault.FAIL_THEN_OK) {
      call.afterwards(() -> firmware.port().write(WireText.bytes("\r\nSEND OK\r\n")));
    }
    call.finish(good ? "SEND OK" : "SEND FAIL");
  }
}
