package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The data of one AT+CIPSENDL: it goes out while more comes in. What the network does not take is
 * not taken from the serial port either. If the link ends, the rest is swallowed.
 */
final class BulkTransfer implements DataMode {
  private static final long GUARD = TimeUnit.MILLISECONDS.toNanos(SendLimits.ESCAPE_GUARD_MILLIS);

  private static final byte[] PLUS = {(byte) SendLimits.ESCAPE_BYTE};

  private final Firmware firmware;
  private final Call call;
  private final SendCommands.Order order;
  private final int report;
  private final long intervalNanos;
  private final byte[] block;
  private int blockLength;
  private int blockSent;
  private long received;
  private long sent;
  private long reported;
  private boolean failed;
  private boolean over;

  /** Pluses of which it is not known yet what they mean. */
  private int heldPluses;

  /** Grows with everything that comes in, so that silence can be told. */
  private long arrivals;

  private @Nullable Scheduled flushTimer;
  private @Nullable Scheduled timeout;
  private boolean flushing;

  BulkTransfer(
      Firmware firmware,
      Call call,
      SendCommands.Order order,
      int report,
      int transmit,
      int intervalMillis) {
    this.firmware = firmware;
    this.call = call;
    this.order = order;
    this.report = report;
    this.block = new byte[transmit];
    this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMillis);
    if (order.link() instanceof TcpLink link) {
      link.setWriter(this::proceed);
    }
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public int accept(byte[] bytes, int offset, int length, boolean isolated) {
    arrivals++;
    if (isolated && SendTransfer.isEscape(bytes, offset, length)) {
      awaitSilence();
      return length;
    }
    while (heldPluses > 0) {
      // Something has followed at once: they were data.
      if (take(PLUS, 0, 1) == 0) {
        return 0;
      }
      heldPluses--;
    }
    return over ? 0 : take(bytes, offset, length);
  }

  private int take(byte[] bytes, int offset, int length) {
    int count = (int) Math.min(length, order.length() - received);
    if (!failed) {
      count = Math.min(count, block.length - blockLength);
      System.arraycopy(bytes, offset, block, blockLength, count);
      blockLength += count;
    }
    received += count;
    proceed();
    return count;
  }

  /** Three pluses end the transfer if nothing follows them; otherwise they were data. */
  private void awaitSilence() {
    heldPluses += SendLimits.ESCAPE_COUNT;
    long before = arrivals;
    firmware
        .clock()
        .schedule(
            GUARD,
            () -> {
              if (!over && arrivals == before) {
                end("SEND CANCELLED");
              }
            });
  }

  private void proceed() {
    if (over) {
      return;
    }
    boolean all = received == order.length();
    if (!failed && (blockLength == block.length || all || flushing)) {
      flush();
    } else if (!failed && blockLength > 0 && flushTimer == null) {
      flushTimer = firmware.clock().schedule(intervalNanos, this::flushLate);
    }
    if (failed && all) {
      end("SEND FAIL");
    }
  }

  private void flushLate() {
    flushTimer = null;
    flushing = true;
    proceed();
  }

  private void flush() {
    boolean hadRoom = blockLength < block.length;
    switch (order.link()) {
      case UdpLink link -> {
        if (blockLength > 0) {
          failed = !link.send(Arrays.copyOf(block, blockLength), order.destination(), order.port());
          blockSent = blockLength;
        }
      }
      case TcpLink link -> {
        if (link.isDead()) {
          failed = true;
        } else {
          blockSent += link.write(block, blockSent, blockLength - blockSent);
        }
      }
      default -> throw new AssertionError(order.link());
    }
    if (failed) {
      blockLength = 0;
      blockSent = 0;
    } else if (blockSent == blockLength) {
      blockFinished();
    } else if (timeout == null && order.timeoutMillis() > 0) {
      timeout =
          firmware
              .clock()
              .schedule(TimeUnit.MILLISECONDS.toNanos(order.timeoutMillis()), this::giveUp);
    }
    if (!hadRoom && blockLength == 0) {
      firmware.clock().schedule(0, firmware.port()::resume);
    }
  }

  /** The network has not taken a block in time. */
  private void giveUp() {
    failed = true;
    blockLength = 0;
    blockSent = 0;
    proceed();
    firmware.port().resume();
  }

  private void blockFinished() {
    cancelTimeout();
    sent += blockLength;
    blockLength = 0;
    blockSent = 0;
    flushing = false;
    if (flushTimer != null) {
      flushTimer.cancel();
      flushTimer = null;
    }
    boolean all = sent == order.length();
    while (sent - reported >= report || (all && reported < sent)) {
      reported = Math.min(sent, reported + report);
      call.line("+CIPSENDL:" + reported + "," + received);
    }
    if (all) {
      end("SEND OK");
    }
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }

  private void end(String result) {
    over = true;
    cancelTimeout();
    if (order.link() instanceof TcpLink link) {
      link.setWriter(null);
    }
    call.finish(result);
  }
}
