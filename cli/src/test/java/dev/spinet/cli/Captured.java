package dev.spinet.cli;

import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A terminal that keeps what is shown on it. */
public final class Captured {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Charset charset;
  private final Terminal terminal;

  private Captured(boolean isTerminal, Charset charset, int columns) {
    this.charset = charset;
    terminal =
        new Terminal(
            new PrintStream(out, true, charset),
            new PrintStream(err, true, charset),
            isTerminal,
            isTerminal,
            isTerminal,
            charset.equals(StandardCharsets.UTF_8),
            () -> columns);
  }

  public static Captured pipe() {
    return new Captured(false, StandardCharsets.UTF_8, 0);
  }

  public static Captured terminal(int columns) {
    return new Captured(true, StandardCharsets.UTF_8, columns);
  }

  public static Captured asciiTerminal(int columns) {
    return new Captured(true, StandardCharsets.US_ASCII, columns);
  }

  public int run(OpenDevice.Opener opener, String... arguments) {
    return Spinet.run(terminal, opener, arguments);
  }

  public Terminal terminal() {
    return terminal;
  }

  public String out() {
    return out.toString(charset);
  }

  public String err() {
    return err.toString(charset);
  }
}
