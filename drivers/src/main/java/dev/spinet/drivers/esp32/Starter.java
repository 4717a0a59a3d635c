package dev.spinet.drivers.esp32;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.bindings.espat.WifiMode;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtException;
import dev.spinet.socket.ChipNotFoundException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds the module, at whatever speed it is, and sets it up. Used by the driver's thread. */
final class Starter {

  private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long SWITCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int PROBES = 3;

  /**
   * Longer than a start of the module, which opening its port may cause on boards with an adapter.
   */
  private static final long BOOT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final System.Logger LOGGER = System.getLogger(Starter.class.getPackageName());

  private final ByteLink serial;
  private final AtChannel channel;
  private final SystemCommands system;
  private final LinkCommands links;
  private final WifiCommands wifi;
  private final PaceModel pace;
  private final Esp32Options options;

  Starter(
      ByteLink serial,
      AtChannel channel,
      SystemCommands system,
      LinkCommands links,
      WifiCommands wifi,
      PaceModel pace,
      Esp32Options options) {
    this.serial = serial;
    this.channel = channel;
    this.system = system;
    this.links = links;
    this.wifi = wifi;
    this.pace = pace;
    this.options = options;
  }

  /**
   * Finds the module and sets it up.
   *
   * @return what it can do
   * @throws ChipNotFoundException if it does not answer; the message says what to check
   * @throws IOException if the device fails
   */
  Capabilities start() throws IOException {
    channel.echoExpected(true);
    int baud = find();
    try {
      return setUp(baud);
    } catch (AtException e) {
      throw notFound(
          "a module on %s answered, but not to the end: %s"
              .formatted(serial.name(), e.getMessage()));
    }
  }

  /**
   * Restarts the module and sets it up.
   *
   * @return what it can do
   * @throws ChipNotFoundException if it does not answer
   * @throws IOException if the device fails
   */
  Capabilities restart() throws IOException {
    try {
      boolean heard = channel.requestRestart(RESTART_NANOS);
      useDefaultSpeed();
      if (heard) {
        // If the banner is missed, the module is found by asking.
        var _ = channel.awaitReady(READY_NANOS);
      }
    } catch (AtException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "{0} does not restart: {1}", serial.name(), e);
    }
    return start();
  }

  private void useDefaultSpeed() throws IOException {
    serial.setFlowControl(false);
    speed(options.startBaudRate());
  }

  private void speed(int baud) throws IOException {
    if (serial.baudRate() != baud) {
      serial.setBaudRate(baud);
    }
    pace.baud(baud);
  }

  private int find() throws IOException {
    Set<Integer> speeds = new LinkedHashSet<>();
    speeds.add(options.startBaudRate());
    speeds.add(options.baudRate());
    speeds.add(UartLimits.BAUD_DEFAULT);
    int found = search(speeds);
    if (found < 0) {
      throw notFound(
          "no ESP-AT module answers on %s at %s baud: check the wires (TX to RX and RX to TX), its supply, and that it runs ESP-AT"
              .formatted(serial.name(), list(speeds)));
    }
    return found;
  }

  /** Asks at each speed until the module answers; -1 if it does not. */
  private int search(Set<Integer> speeds) throws IOException {
    long start = serial.nanoTime();
    for (int i = 0; i < PROBES || serial.nanoTime() - start < BOOT_NANOS; i++) {
      for (int baud : speeds) {
        serial.setFlowControl(false);
        speed(baud);
        serial.discardInput();
        if (system.probe()) {
          return baud;
        }
      }
    }
    return -1;
  }

  private static String list(Set<Integer> speeds) {
    return speeds.toString().replaceAll("[\\[\\]]", "");
  }

  private static ChipNotFoundException notFound(String message) {
    return new ChipNotFoundException(message);
  }

  private Capabilities setUp(int foundBaud) throws IOException {
    system.echoOff();
    boolean flowing = raiseSpeed(foundBaud);
    // Behind the change of speed, in which a restart of the module can go unheard.
    system.echoOff();
    channel.echoExpected(false);
    system.keepFlash();
    system.tellErrors();
    var commands = system.commands();
    if (!links.multiplex()) {
      // Links of an earlier program are in the way.
      closeAll();
      if (!links.multiplex()) {
        throw notFound("the module on %s refuses several links".formatted(serial.name()));
      }
    }
    closeAll();
    boolean receiveType = links.receiveType(LinkLimits.ALL_LINKS, ReceiveMode.PASSIVE);
    if (!receiveType && !links.receiveMode(ReceiveMode.PASSIVE)) {
      throw notFound(
          "the module on %s cannot hold received data back (no AT+CIPRECVTYPE and no AT+CIPRECVMODE): its firmware is too old, use ESP-AT 2.3 or later"
              .formatted(serial.name()));
    }
    links.tellSender(false);
    boolean longSend =
        flowing
            && commands.contains("+CIPSENDL")
            && links.longSendSettings(SendLimits.REPORT_MAX, SendLimits.TRANSMIT_MAX);
    if (!wifi.mode(WifiMode.STATION)) {
      throw notFound("the module on %s has no Wi-Fi station".formatted(serial.name()));
    }
    boolean tcpOptions = commands.contains("+CIPTCPOPT");
    if (tcpOptions) {
      links.sendTimeout(TimeUnit.NANOSECONDS.toMillis(options.stallNanos()));
    }
    return new Capabilities(
        commands,
        receiveType,
        longSend,
        commands.isEmpty() || commands.contains("+CIPSTATE"),
        tcpOptions,
        system.version());
  }

  private void closeAll() throws IOException {
    links.stopServing();
    links.close(LinkLimits.ALL_LINKS, () -> true);
  }

  /** Changes to the speed that is wanted; returns whether flow control works now. */
  private boolean raiseSpeed(int foundBaud) throws IOException {
    int wanted = options.baudRate();
    boolean flow = options.flowControl();
    if (foundBaud == wanted && !flow) {
      return false;
    }
    if (!system.speed(wanted, flow)) {
      throw new IOException(
          "the module on %s refuses %d baud; choose another speed"
              .formatted(serial.name(), wanted));
    }
    speed(wanted);
    serial.setFlowControl(flow);
    settle();
    for (int i = 0; i < PROBES; i++) {
      if (system.stillAnswers()) {
        return flow;
      }
    }
    // The line does not carry that speed. The module does not hear us there, or not well.
    LOGGER.log(
        System.Logger.Level.WARNING,
        "{0} does not work at {1} baud; going on at the speed that it starts with",
        serial.name(),
        Integer.toString(wanted));
    boolean heard = channel.requestRestart(RESTART_NANOS);
    useDefaultSpeed();
    // What it did not say legibly it may have done all the same.
    var _ = channel.awaitReady(heard ? READY_NANOS : RESTART_NANOS);
    // It starts at the speed of its flash memory, which need not be the one it was found at.
    Set<Integer> speeds = new LinkedHashSet<>();
    speeds.add(options.startBaudRate());
    speeds.add(UartLimits.BAUD_DEFAULT);
    speeds.add(foundBaud);
    if (search(speeds) < 0) {
      throw notFound(
          "the module on %s does not answer at %d baud, and no longer at %s: switch it off and on"
              .formatted(serial.name(), wanted, list(speeds)));
    }
    return false;
  }

  private void settle() throws IOException {
    long until = serial.nanoTime() + SWITCH_NANOS;
    while (serial.nanoTime() - until < 0) {
      channel.listen(until - serial.nanoTime());
    }
    serial.discardInput();
  }
}
