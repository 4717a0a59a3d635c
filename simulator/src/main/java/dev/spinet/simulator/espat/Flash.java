package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.WifiMode;
import dev.spinet.simulator.espat.stack.InterfaceAddress;
import java.util.Objects;
import java.util.Optional;

/** What a module remembers without power, and how often that was written. */
final class Flash {

  /** A value that is kept. */
  static final class Cell<T> {
    private final Flash flash;
    private final T factory;
    private T value;

    private Cell(Flash flash, T factory) {
      this.flash = flash;
      this.factory = factory;
      this.value = factory;
    }

    T get() {
      return value;
    }

    /** Writing what is there already costs nothing (ESP-AT User Guide, command types). */
    void set(T newValue) {
      if (!Objects.equals(value, newValue)) {
        value = newValue;
        flash.writes++;
      }
    }

    private void restore() {
      set(factory);
    }
  }

  private long writes;

  final Cell<SerialFormat> uart;
  final Cell<WifiMode> mode = new Cell<>(this, WifiMode.OFF);
  final Cell<Optional<JoinRequest>> accessPoint = new Cell<>(this, Optional.empty());
  final Cell<Boolean> autoConnect = new Cell<>(this, true);
  final Cell<InterfaceAddress> address = new Cell<>(this, InterfaceAddress.NONE);

  Flash(SerialFormat uart) {
    this.uart = new Cell<>(this, uart);
  }

  long writes() {
    return writes;
  }

  /** Factory settings. */
  void restore() {
    uart.restore();
    mode.restore();
    accessPoint.restore();
    autoConnect.restore();
    address.restore();
  }
}
