package dev.spinet.cli.device;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Provider;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketInterruptLine;
import dev.spinet.simulator.unix.SpiSocketResetLine;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens a W5500 whose pins are on the Unix-domain sockets of another process, as {@code spinet sim
 * w5500 --unix PATH} serves them, by the URI {@code w5500+unix:PATH}. The options are those of
 * {@link W5500Provider}, with these differences:
 *
 * <table>
 *   <caption>Options of the scheme w5500+unix</caption>
 *   <tr><th>name</th><th>value</th></tr>
 *   <tr><td>int</td><td>whether INTn is wired, yes (the default) or no</td></tr>
 *   <tr><td>reset</td><td>whether RSTn is wired, yes (the default) or no</td></tr>
 *   <tr><td>speed</td><td>is not known: the other process decides</td></tr>
 * </table>
 */
public final class SocketW5500Provider implements DriverProvider {

  private static final String INTERRUPT = "int";
  private static final String RESET = "reset";
  private static final String SPEED = "speed";

  /** For {@link java.util.ServiceLoader}. */
  public SocketW5500Provider() {}

  @Override
  public String scheme() {
    return "w5500+unix";
  }

  @Override
  public NetworkDriver open(DeviceUri uri) throws IOException {
    if (uri.options().containsKey(SPEED)) {
      throw new IllegalArgumentException(
          "option 'speed' in '%s': who serves the socket decides on the speed"
              .formatted(uri.text()));
    }
    boolean interruptWired = YesOrNo.read(uri, INTERRUPT, true);
    boolean resetWired = YesOrNo.read(uri, RESET, true);
    var others = new LinkedHashMap<>(uri.options());
    others.remove(INTERRUPT);
    others.remove(RESET);
    var options =
        W5500Provider.options(new DeviceUri(uri.text(), uri.scheme(), uri.path(), others));
    var path = path(uri);

    var opened = new ArrayList<AutoCloseable>();
    try {
      var bus = SpiSocketBus.connect(path);
      opened.add(bus);
      @Nullable InterruptLine interrupt = null;
      if (interruptWired) {
        interrupt = SpiSocketInterruptLine.connect(path);
        opened.add(interrupt);
      }
      @Nullable OutputLine reset = null;
      if (resetWired) {
        reset = SpiSocketResetLine.connect(path);
        opened.add(reset);
      }
      // From here on the driver closes them, also if it fails.
      opened.clear();
      return W5500.on(bus, options, interrupt, reset);
    } finally {
      closeAll(opened);
    }
  }

  private static Path path(DeviceUri uri) {
    try {
      return Path.of(uri.path());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "'%s' in '%s' is not a path".formatted(uri.path(), uri.text()), e);
    }
  }

  private static void closeAll(Iterable<AutoCloseable> opened) {
    for (var each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        // What was to be opened after it has failed, which the caller hears of.
      }
    }
  }
}
