package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.Parity;
import dev.spinet.bindings.espat.StopBits;
import dev.spinet.bindings.espat.UartLimits;

/** AT+UART_CUR and AT+UART_DEF. */
final class UartCommands {

  /** The clock that an ESP32 divides, with a fraction of a sixteenth. */
  private static final long CLOCK = 80_000_000;

  private static final int FRACTIONS = 16;
  private static final int DATA_BITS_LEAST = 5;
  private static final int PARAMETERS = 5;

  private final Firmware firmware;
  private final SerialCable cable;

  UartCommands(Firmware firmware, SerialCable cable) {
    this.firmware = firmware;
    this.cable = cable;
  }

  void addTo(CommandTable table) {
    table
        .add("UART_CUR")
        .query(call -> show(call, "UART_CUR", cable.format()))
        .set(PARAMETERS, PARAMETERS, (call, arguments) -> change(call, parse(arguments)));
    table
        .add("UART_DEF")
        .query(call -> show(call, "UART_DEF", firmware.flash().uart.get()))
        .set(
            PARAMETERS,
            PARAMETERS,
            (call, arguments) -> {
              var format = parse(arguments);
              firmware.flash().uart.set(format);
              change(call, format);
            });
  }

  private static SerialFormat parse(Arguments arguments) {
    return new SerialFormat(
        arguments.integer(0, UartLimits.BAUD_MIN, UartLimits.BAUD_MAX),
        arguments.integer(1, DATA_BITS_LEAST, UartLimits.DATA_BITS_8),
        StopBits.of(arguments.integer(2, 0, Byte.MAX_VALUE)).orElseThrow(UartCommands::invalid),
        Parity.of(arguments.integer(3, 0, Byte.MAX_VALUE)).orElseThrow(UartCommands::invalid),
        FlowControl.of(arguments.integer(4, 0, Byte.MAX_VALUE)).orElseThrow(UartCommands::invalid));
  }

  private static AtException invalid() {
    return new AtException(ErrorCause.INVALID);
  }

  /** The answer leaves at the old speed; then the port changes. */
  private void change(Call call, SerialFormat format) {
    call.afterwards(() -> cable.whenSent(() -> cable.setFormat(format)));
    call.ok();
  }

  private static void show(Call call, String name, SerialFormat format) {
    call.line(
        "+%s:%d,%d,%d,%d,%d"
            .formatted(
                name,
                divided(format.baud()),
                format.dataBits(),
                format.stopBits().code(),
                format.parity().code(),
                format.flowControl().code()));
    call.ok();
  }

  /** The speed that the divider really makes, as the query tells it. */
  static int divided(int baud) {
    long divider = CLOCK * FRACTIONS / baud;
    return (int) (CLOCK * FRACTIONS / divider);
  }
}
