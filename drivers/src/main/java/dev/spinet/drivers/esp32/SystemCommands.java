package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.Parity;
import dev.spinet.bindings.espat.StopBits;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtException;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.esp32.at.AtToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The commands about the module itself (ESP-AT, "Basic AT Commands"). */
final class SystemCommands {

  /** Longer than the module takes for anything that needs no radio and no network. */
  static final long PROMPT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final AtToken AT = new AtToken("AT");
  private static final AtToken ECHO_OFF = new AtToken("ATE0");
  private static final AtToken LIST = new AtToken("AT+CMD?");
  private static final AtToken LISTED = new AtToken("+CMD:");
  private static final AtToken VERSION = new AtToken("AT+GMR");
  private static final AtToken VERSION_LINE = new AtToken("AT version:");
  private static final AtToken STORE = new AtToken("AT+SYSSTORE=");
  private static final AtToken LOG = new AtToken("AT+SYSLOG=");
  private static final AtToken UART = new AtToken("AT+UART_CUR=");

  private final AtChannel channel;

  SystemCommands(AtChannel channel) {
    this.channel = channel;
  }

  /** Whether the module answers, at the present speed. It may have just started. */
  boolean probe() throws IOException {
    try {
      return stillAnswers();
    } catch (AtException e) {
      return false;
    }
  }

  /** Whether the module answers, at the present speed, and has not restarted meanwhile. */
  boolean stillAnswers() throws IOException {
    channel.begin(AT);
    try {
      // An ERROR is an answer too: to what was on the line before.
      channel.call(PROBE_NANOS);
      channel.begin(AT);
      return channel.call(PROBE_NANOS) == AtResult.OK;
    } catch (AtException e) {
      if (e.kind() == AtException.Cause.RESTARTED) {
        throw e;
      }
      return false;
    }
  }

  void echoOff() throws IOException {
    channel.begin(ECHO_OFF);
    require(channel.call(PROMPT_NANOS), "ATE0");
  }

  /** The names of all commands; none if the firmware has no list. */
  Set<String> commands() throws IOException {
    Set<String> names = new HashSet<>();
    channel.begin(LIST);
    channel.call(
        PROMPT_NANOS,
        line -> {
          if (!line.startsWith(LISTED)) {
            return false;
          }
          line.number();
          line.skip(',');
          String name = line.quoted();
          if (name != null) {
            names.add(name.startsWith("AT") ? name.substring(2) : name);
          }
          return true;
        });
    return names;
  }

  /** What the firmware says of its version. */
  String version() throws IOException {
    var version = new AtomicReference<>("");
    channel.begin(VERSION);
    channel.call(
        PROMPT_NANOS,
        line -> {
          if (line.startsWith(VERSION_LINE)) {
            version.set(line.rest());
          }
          return true;
        });
    return version.get();
  }

  /** Settings are no longer written to the flash memory, which wears out. */
  void keepFlash() throws IOException {
    channel.begin(STORE).number(0);
    channel.call(PROMPT_NANOS);
  }

  /** Errors are told with their cause. */
  void tellErrors() throws IOException {
    channel.begin(LOG).number(1);
    channel.call(PROMPT_NANOS);
  }

  /** Whether the module agrees to another speed, which holds from behind its answer on. */
  boolean speed(int baud, boolean flowControl) throws IOException {
    channel
        .begin(UART)
        .number(baud)
        .comma()
        .number(UartLimits.DATA_BITS_8)
        .comma()
        .number(StopBits.ONE.code())
        .comma()
        .number(Parity.NONE.code())
        .comma()
        .number((flowControl ? FlowControl.RTS_CTS : FlowControl.NONE).code());
    return channel.call(PROMPT_NANOS) == AtResult.OK;
  }

  private static void require(AtResult result, String command) throws IOException {
    if (result != AtResult.OK) {
      throw new IOException("the module refuses " + command);
    }
  }
}
