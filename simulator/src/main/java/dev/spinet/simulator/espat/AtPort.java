package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.ErrorCode;
import dev.spinet.bindings.espat.UartLimits;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command interpreter at the serial port: makes lines out of bytes, runs one command at a time,
 * throws away what comes meanwhile, and hands data to who has asked for it.
 */
final class AtPort {
  private static final String RESTART = "AT+RST\r\n";
  private static final String NEW_LINE = "\r\n";

  private final Firmware firmware;
  private final SerialCable cable;
  private final CommandTable commands;
  private final byte[] line = new byte[CommandLimits.COMMAND_MAX];
  private int lineLength;
  private boolean overlong;
  private boolean echo = true;
  private boolean explaining;
  private @Nullable Call running;

  /** The running one, as long as nothing has been done for it. */
  private @Nullable Call waiting;

  private @Nullable DataMode dataMode;
  private byte[] backlog = {};
  private boolean processing;

  AtPort(Firmware firmware, SerialCable cable, CommandTable commands) {
    this.firmware = firmware;
    this.cable = cable;
    this.commands = commands;
  }

  void setExplaining(boolean enabled) {
    explaining = enabled;
  }

  boolean isExplaining() {
    return explaining;
  }

  // ---- output

  void write(byte[] bytes) {
    cable.send(bytes);
  }

  void line(String text) {
    cable.send(WireText.bytes(text + NEW_LINE));
  }

  /** Bytes that may be added before the sender has to wait. */
  int outputRoom() {
    return UartLimits.TX_BUFFER - cable.waiting();
  }

  void explain(ErrorCode code, int errno) {
    if (explaining) {
      line("ERR CODE:0x%08x".formatted(code.value()));
      if (errno != 0 && firmware.profile().hasErrno()) {
        line("+ERRNO:0x%x".formatted(errno));
      }
    }
  }

  // ---- input

  /** Bytes that can be taken now. */
  int room() {
    return UartLimits.RX_BUFFER + UartLimits.FIFO - backlog.length;
  }

  void receive(byte[] bytes, boolean contiguous) {
    if (backlog.length > 0) {
      int old = backlog.length;
      backlog = Arrays.copyOf(backlog, old + bytes.length);
      System.arraycopy(bytes, 0, backlog, old, bytes.length);
      resume();
    } else {
      process(bytes, !contiguous);
    }
  }

  /** Who writes waits for room, and reads nothing meanwhile: a host that does not listen. */
  private boolean isOutputFull() {
    return outputRoom() <= 0;
  }

  /** Data mode or the output has room again. */
  void resume() {
    if (!processing && backlog.length > 0) {
      var bytes = backlog;
      backlog = new byte[0];
      process(bytes, false);
      cable.look();
    }
  }

  private void process(byte[] bytes, boolean isolated) {
    processing = true;
    int at = 0;
    while (at < bytes.length && !isOutputFull()) {
      var mode = dataMode;
      if (mode != null && !mode.isOver()) {
        int taken = mode.accept(bytes, at, bytes.length - at, isolated && at == 0);
        at += taken;
        if (taken == 0 && !mode.isOver()) {
          break;
        }
      } else if (running != null) {
        refuse(WireText.of(bytes, at, bytes.length - at));
        at = bytes.length;
      } else {
        at = addToLine(bytes, at);
      }
    }
    processing = false;
    if (at < bytes.length) {
      backlog = Arrays.copyOfRange(bytes, at, bytes.length);
    }
  }

  /** What comes while a command runs is lost; but a restart is heard. */
  private void refuse(String text) {
    if (text.contains(RESTART)) {
      cable.send(WireText.bytes("\r\nWill force to restart!!!\r\n"));
      firmware.restart();
      return;
    }
    sayBusy();
  }

  private void sayBusy() {
    explain(ErrorCode.of(ErrorCause.BUSY), 0);
    cable.send(WireText.bytes("\r\nbusy p...\r\n"));
  }

  /** Takes the bytes of one line at most; where the rest begins. */
  private int addToLine(byte[] bytes, int from) {
    int at = from;
    boolean complete = false;
    while (at < bytes.length && !complete) {
      byte next = bytes[at++];
      complete = next == '\n' && lineLength > 0 && line[lineLength - 1] == '\r';
      if (lineLength < line.length) {
        line[lineLength++] = next;
      } else {
        overlong = true;
        // Still needed to see the end.
        line[lineLength - 1] = next;
      }
    }
    if (echo) {
      cable.send(Arrays.copyOfRange(bytes, from, at));
    }
    if (complete) {
      var text = WireText.of(line, 0, lineLength - NEW_LINE.length());
      boolean tooLong = overlong;
      lineLength = 0;
      overlong = false;
      begin(text, tooLong);
    }
    return at;
  }

  private void begin(String text, boolean tooLong) {
    var call = new Call(this);
    running = call;
    waiting = call;
    firmware
        .clock()
        .schedule(
            firmware.options().timing().command().toNanos(),
            () -> {
              if (call.equals(waiting)) {
                waiting = null;
                run(call, text, tooLong);
              }
            });
  }

  private void run(Call call, String text, boolean tooLong) {
    try {
      if (tooLong) {
        throw new AtException(ErrorCause.LENGTH);
      }
      switch (text) {
        case "AT" -> call.ok();
        case "ATE0", "ATE1" -> {
          echo = text.endsWith("1");
          call.ok();
        }
        default -> {
          if (!text.startsWith("AT")) {
            throw new AtException(ErrorCause.NO_AT);
          }
          if (!text.startsWith("AT+")) {
            throw new AtException(ErrorCause.UNSUPPORTED);
          }
          commands.run(call, text.substring("AT+".length()));
        }
      }
    } catch (AtException e) {
      call.error(e.reason());
    }
  }

  /** From now on input is data, until the mode says that it is over. */
  void enter(DataMode mode) {
    dataMode = mode;
  }

  /** Writes a result and is ready for the next command. */
  void finished(Call call, String result, List<Runnable> afterwards) {
    firmware
        .faults()
        .deliverResult(
            () -> cable.send(WireText.bytes(NEW_LINE + result + NEW_LINE)),
            () -> {
              if (call.equals(running)) {
                running = null;
                dataMode = null;
              }
              afterwards.forEach(Runnable::run);
              resume();
            });
  }

  /** Has no time for commands for a while, nor for one that it has not begun with. */
  void occupy(long nanos) {
    if (waiting != null) {
      waiting = null;
      running = null;
      sayBusy();
    }
    if (running == null) {
      var call = new Call(this);
      running = call;
      firmware
          .clock()
          .schedule(
              nanos,
              () -> {
                if (call.equals(running)) {
                  running = null;
                }
              });
    }
  }
}
