package dev.spinet.simulator.espat;

import dev.spinet.simulator.espat.stack.StationStack;
import java.util.concurrent.TimeUnit;

/** What runs on a module from one start to the next. */
final class Firmware {
  private static final long RESTART_PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private final EspAtModule module;
  private final LifeClock clock;
  private final EspAtOptions options;
  private final SerialCable cable;
  private final Flash flash;
  private final StationStack stack;
  private final AtPort port;
  private final WifiStation wifi;
  private final SoftApCommands softAp;
  private final Names names;
  private final Links links;
  private boolean up;
  private boolean storing = true;
  private int messages;

  Firmware(
      EspAtModule module,
      LifeClock clock,
      EspAtOptions options,
      Radio radio,
      SerialCable cable,
      Flash flash,
      long seed) {
    this.module = module;
    this.clock = clock;
    this.options = options;
    this.cable = cable;
    this.flash = flash;
    stack = new StationStack(clock, options.mac(), options.window(), seed);
    var commands = new CommandTable();
    port = new AtPort(this, cable, commands);
    wifi = new WifiStation(this, radio);
    softAp = new SoftApCommands(this);
    names = new Names(this);
    links = new Links(this);
    new SystemCommands(this).addTo(commands);
    new UartCommands(this, cable).addTo(commands);
    new WifiCommands(this).addTo(commands);
    softAp.addTo(commands);
    new AddressCommands(this).addTo(commands);
    new NameCommands(this).addTo(commands);
    new LinkCommands(this).addTo(commands);
    new SendCommands(this).addTo(commands);
    new ReceiveCommands(this).addTo(commands);
    new ServerCommands(this).addTo(commands);
  }

  void boot() {
    clock.schedule(
        options.timing().boot().toNanos(),
        () -> {
          up = true;
          cable.send(WireText.bytes("\r\nready\r\n"));
          wifi.boot();
        });
  }

  void receive(byte[] bytes, boolean contiguous) {
    if (up) {
      port.receive(bytes, contiguous);
    }
  }

  /** Does something that comes from the network, if this life is not over. */
  void fromNetwork(Runnable task) {
    module.confine(() -> {
      if (up) {
        task.run();
      }
    });
  }

  /** Starts anew once all that was said has left, or does not leave in time. */
  void restart() {
    up = false;
    clock.schedule(RESTART_PATIENCE, module::reboot);
    cable.whenSent(module::reboot);
  }

  /** The end of this life: the network sees a station that has gone. */
  void end() {
    up = false;
    wifi.end();
    stack.abortAll();
    clock.end();
  }

  // ---- what the parts know of each other

  EspAtOptions options() {
    return options;
  }

  FirmwareProfile profile() {
    return options.profile();
  }

  LifeClock clock() {
    return clock;
  }

  ModuleFaults faults() {
    return module.faults();
  }

  Flash flash() {
    return flash;
  }

  StationStack stack() {
    return stack;
  }

  AtPort port() {
    return port;
  }

  WifiStation wifi() {
    return wifi;
  }

  SoftApCommands softAp() {
    return softAp;
  }

  Names names() {
    return names;
  }

  Links links() {
    return links;
  }

  /** Whether settings go to the flash memory (AT+SYSSTORE). */
  boolean isStoring() {
    return storing;
  }

  void setStoring(boolean enabled) {
    storing = enabled;
  }

  /** Bits of AT+SYSMSG. */
  int messages() {
    return messages;
  }

  void setMessages(int bits) {
    messages = bits;
  }
}
